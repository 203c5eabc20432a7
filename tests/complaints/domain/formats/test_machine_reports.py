"""Reports of machines keep their meaning whatever happens to them on the way, and cost little whatever they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from complaints.domain.original import describe
from tests.complaints.domain.formats import samples
from tests.endless import ends

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGE_ID = "<20261105151427.2210.7@shop.example>"
REPORTS = (
    "arf/plain_report",
    "arf/fields_in_a_plain_part",
    "arf/microsoft_without_fields",
    "jmrp/embedded",
    "spamcop/current_form",
    "spamcop/forwarded_in_quotes",
    "xarf/version_3_in_arf_clothes",
    "xarf/json_amid_a_text",
    "xarf/plain_fields_quoted_and_folded",
    "ses/in_the_envelope",
    "zimbra/spam",
)
HARMS: dict[str, Callable[[bytes], bytes]] = {
    "carriage returns and line feeds": lambda raw: raw.replace(b"\n", b"\r\n"),
    "carriage returns only": lambda raw: raw.replace(b"\n", b"\r"),
    "doubled carriage returns": lambda raw: raw.replace(b"\n", b"\r\r\n"),
    "lower-case content fields": lambda raw: raw.replace(b"Content-Type:", b"content-type:"),
    "upper-case types": lambda raw: raw.replace(b"message/rfc822", b"MESSAGE/RFC822"),
    "an mbox line": lambda raw: b"From a@b.example Thu Nov  5 15:14:27 2026\n" + raw,
    "blanks behind boundaries": lambda raw: raw.replace(b"--=_report\n", b"--=_report  \n"),
    "no last boundary": lambda raw: raw.replace(b"--=_report--\n", b""),
    "a footer": lambda raw: raw + b"\n-- \nSent through a list\n",
    "more trace fields": lambda raw: b"Received: from a by b; Thu, 5 Nov 2026 10:00:00 +0000\n" + raw,
}


def sample(name: str) -> bytes:
    return (samples.FOLDER / f"{name}.eml").read_bytes().replace(b"\r\n", b"\n")


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
@pytest.mark.parametrize("name", REPORTS)
def test_a_harmed_report_still_gives_its_original(name: str, harm: Callable[[bytes], bytes]) -> None:
    before = samples.read_bytes(sample(name))
    after = samples.read_bytes(harm(sample(name)))

    assert (after.recogniser, len(after.originals)) == (before.recogniser, 1)
    assert describe(after.originals[0]).message_id == MESSAGE_ID
    assert after.originals[0].reported.source_ip == before.originals[0].reported.source_ip
    assert after.originals[0].reported.recipients == before.originals[0].reported.recipients


@pytest.mark.parametrize(
    "raw",
    [
        b'{"Report": "weekly", "rows": []}',
        b'[{"type": "message", "text": "spam"}]',
        b'{"event": "push", "email": "ann@isp.example", "id": 1}',
        b'{"xarf_version":' * 100_000,
        b"[" * 1_000_000 + b'"xarf_version"',
        b"[\n" * 200_000 + b'"event"',
        b'{"event":' + b" " * 2_000_000,
    ],
)
def test_json_that_reports_nothing_is_not_taken(raw: bytes) -> None:
    with ends():
        reading = samples.read_bytes(raw)

    assert reading.recogniser not in {"xarf", "ses", "provider_event"}


@pytest.mark.parametrize(
    "hostile",
    [
        b"Feedback-Type:\n" * 100_000,
        b" " * 500_000 + b"\n" + b">" * 500_000 + b"\n" + b"> " * 200_000,
        b"> [ Offending message ]  \n" * 50_000,
        b"Source: a\nCategory: x\n" + b"  z\n" * 200_000,
        b'{"xarf_version"\n' * 50_000,
    ],
)
def test_hostile_words_beside_a_report_cost_little(hostile: bytes) -> None:
    raw = sample("arf/plain_report").replace(b"This is an email abuse report.", hostile)

    with ends():
        samples.read_bytes(raw)


def test_values_in_json_cannot_add_header_fields() -> None:
    event = {
        "notificationType": "Complaint",
        "mail": {"headers": [{"name": "Subject", "value": "sale\r\nReceived: from a by b"}]},
        "complaint": {"complainedRecipients": [{"emailAddress": "ann@isp.example"}]},
    }
    original = samples.read_bytes(json.dumps(event).encode()).originals[0]

    assert original.content == b"Subject: sale Received: from a by b\r\n\r\n"


@pytest.mark.parametrize("value", [None, 7, [], [[]], {}, "x", True])
def test_a_report_with_values_of_wrong_kinds_is_read_as_far_as_it_goes(value: object) -> None:
    keys = ("source_identifier", "category", "type", "smtp_from", "smtp_to", "evidence", "timestamp", "protocol")
    report = {"xarf_version": "4.2.0"} | dict.fromkeys(keys, value)

    assert samples.read_bytes(json.dumps(report).encode()).recogniser == "xarf"


def test_a_person_who_asks_about_a_field_is_no_machine() -> None:
    raw = b"From: ann@isp.example\nSubject: spam\n\nYour report says\nFeedback-Type: abuse\nwhat does it mean?\n"

    assert samples.read_bytes(raw).recogniser != "arf"
