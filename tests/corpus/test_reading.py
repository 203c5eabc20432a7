"""What was published by others, read as its sources say it is. Needs the corpus; skipped where it is not."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from complaints.domain import formats
from complaints.domain.facts import OriginalFacts, Reading, Received, Status
from complaints.domain.original import describe

CORPUS = Path(os.environ.get("DESK_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
NOW = datetime(2026, 11, 6, tzinfo=UTC)
ARF_KINDS = frozenset({"arf_abuse", "arf_auth_failure", "arf_optout"})
NO_COMPLAINTS = (
    "reply_not_forward",
    "autoreply",
    "bounce_dsn",
    "unsubscribe_mail",
    "arf_optout",
    "arf_auth_failure",
    "dmarc_aggregate",
)
GOAL = 0.98

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "manifest.jsonl").is_file(), reason=f"there is no corpus at {CORPUS}"),
]


@cache
def rows() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text().splitlines())


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [row for row in rows() if row["kind"] in kinds]


def read(row: dict[str, Any]) -> Reading:
    return formats.read(Received(raw=(CORPUS / row["path"]).read_bytes(), received_at=NOW))


def first_facts(reading: Reading) -> OriginalFacts:
    return describe(reading.originals[0]) if reading.originals else OriginalFacts()


def test_every_message_is_read_and_its_originals_described() -> None:
    for row in rows():
        reading = read(row)
        assert reading.recogniser
        for original in reading.originals:
            assert isinstance(describe(original), OriginalFacts)


def test_every_feedback_report_yields_type_source_address_and_message_id() -> None:
    wrong = []
    for row in of_kind(*ARF_KINDS):
        derived, reading = row["derived"], read(row)
        reported = reading.originals[0].reported
        got = {
            "feedback_type": reading.feedback_type,
            "source_ip": reported.source_ip,
            "orig_message_id": first_facts(reading).message_id.strip("<>"),
        }
        for name, value in got.items():
            if name in derived and value != re.split(r"\s", derived[name].strip("<>"))[0]:
                wrong.append((row["path"], name, value, derived[name]))

    assert wrong == []


def test_every_feedback_report_names_the_recipients_that_it_states() -> None:
    for row in of_kind(*ARF_KINDS):
        stated = row["derived"].get("original_rcpt_to", [])
        stated = [stated] if isinstance(stated, str) else stated
        if not stated:
            continue
        assert list(read(row).originals[0].reported.recipients) == [one.strip("<>").lower() for one in stated]


@pytest.mark.parametrize("kind", NO_COMPLAINTS)
def test_what_complains_about_no_message_is_told_apart(kind: str) -> None:
    taken = [row["path"] for row in of_kind(kind) if read(row).status is not Status.NOT_A_COMPLAINT]

    assert taken == []


def _wanted(expected: dict[str, Any]) -> dict[str, str]:
    """Bring the two spellings of the manifest under one: addresses bare, the first recipient only."""
    found = {
        "from": expected.get("email.from.address") or parseaddr(expected.get("from", ""))[1],
        "to": expected.get("email.to.0.address") or parseaddr(expected.get("to", ""))[1],
        "subject": expected.get("email.subject") or expected.get("subject", ""),
        "date": expected.get("date", ""),
    }
    return {name: value for name, value in found.items() if value}


def test_forwarded_fields_agree_with_what_their_sources_state() -> None:
    agreed: Counter[bool] = Counter()
    wrong = []
    for row in of_kind("forward_inline_text", "forward_inline_html"):
        facts = first_facts(read(row))
        got = {
            "from": facts.from_address,
            "to": next(iter(facts.to), ""),
            "subject": facts.subject,
            "date": facts.sent_at_recorded,
        }
        for name, value in _wanted(row.get("expected", {})).items():
            agreed[got[name] == value] += 1
            if got[name] != value:
                wrong.append((row["path"], name, got[name], value))

    assert agreed[True] >= GOAL * agreed.total(), wrong


def test_forwarded_text_agrees_with_what_its_source_states() -> None:
    wanted = [(row, text) for row in of_kind("forward_inline_text") if (text := row["expected"].get("email.body"))]
    agreed = [first_facts(read(row)).text.split() == text.split() for row, text in wanted]

    assert sum(agreed) >= GOAL * len(agreed)


@pytest.mark.parametrize("kind", ["jmrp_hotmail", "spamcop", "xarf_v0_email"])
def test_machine_reports_are_read_in_their_own_format(kind: str) -> None:
    names = {read(row).recogniser for row in of_kind(kind)}

    assert names == {kind.partition("_")[0]}


def test_xarf_that_validates_is_read_as_xarf() -> None:
    assert {read(row).recogniser for row in of_kind("xarf_v3_json", "xarf_v4_json")} == {"xarf"}


def test_the_originals_of_attached_forwards_are_found() -> None:
    missed = [
        row["path"]
        for row in of_kind("forward_attached")
        if "orig_subject" in row.get("derived", {})
        and (reading := read(row)).recogniser != "bounce"
        and first_facts(reading).subject != row["derived"]["orig_subject"]
    ]

    assert missed == []
