"""What was published by others, read as its sources say it is. Needs the corpus; skipped where it is not."""

from __future__ import annotations

from contextlib import suppress

import pytest

from complaints.domain.facts import OriginalFacts
from complaints.domain.original import describe
from complaints.domain.redaction import redact, redactor_for
from complaints.domain.redaction.sample import SampleError, sample
from tests.complaints.domain import identifying
from tests.corpus import desk, manifest
from tests.corpus.compare import FORWARD_GOAL, Result, compare, failures

CORPUS = manifest.folder()
KEEP_THEIR_READING = 0.9
# Redacting all of it takes half a minute.
EVERY = 7
READ_ENOUGH = 0.97

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not manifest.is_there(CORPUS), reason=f"there is no corpus at {CORPUS}"),
]


@pytest.fixture(scope="module")
def rows() -> tuple[manifest.Row, ...]:
    return manifest.rows(CORPUS)


@pytest.fixture(scope="module")
def result(rows: tuple[manifest.Row, ...]) -> Result:
    return compare(rows, desk.read)


def test_every_message_is_read_and_its_originals_described(rows: tuple[manifest.Row, ...]) -> None:
    for row in rows:
        reading = desk.reading_of(row.raw)
        assert reading.recogniser
        for original in reading.originals:
            assert isinstance(describe(original), OriginalFacts)


def test_every_value_of_feedback_reports_agrees(result: Result) -> None:
    assert result.arf[False] == 0
    assert result.arf[True] > 0


def test_forwarded_fields_agree_with_what_their_sources_state(result: Result) -> None:
    assert result.forwards[True] >= FORWARD_GOAL * result.forwards.total()
    assert result.forwards[True] > 0


def test_nothing_that_complains_about_no_message_is_taken_for_a_complaint(result: Result) -> None:
    assert result.taken == []


@pytest.mark.parametrize("kind", sorted(manifest.KINDS))
def test_mail_is_read_as_its_kind(result: Result, kind: str) -> None:
    tally = result.tallies[kind]
    mislabelled = sum(
        1 for one in result.disagreements if one[0] == kind and one[2] == "kind" and one[1] in manifest.MISLABELLED
    )

    assert tally.read >= READ_ENOUGH * (tally.messages - mislabelled)


@pytest.mark.parametrize("path", sorted(manifest.MISLABELLED))
def test_what_the_manifest_labels_wrongly_is_read_as_what_it_is(rows: tuple[manifest.Row, ...], path: str) -> None:
    row = next(one for one in rows if one.path == path)

    assert desk.read(row.raw).category == manifest.MISLABELLED[path][0]


def test_forwarded_text_agrees_with_what_its_source_states(result: Result) -> None:
    assert [one for one in result.disagreements if one[2] == "expected email.body"] == []


def test_all_goals_are_met(result: Result) -> None:
    assert failures(result) == []


def test_redacted_mail_keeps_its_reading(rows: tuple[manifest.Row, ...]) -> None:
    kept = 0
    for row in rows[::EVERY]:
        with suppress(SampleError):
            sample(row.raw)
            kept += 1

    assert kept >= KEEP_THEIR_READING * len(rows[::EVERY])


def test_redacted_mail_names_no_address_and_no_token(rows: tuple[manifest.Row, ...]) -> None:
    for row in rows[::EVERY]:
        redactor = redactor_for(row.raw, key=b"any key")
        text = "\n".join(identifying.texts(redact(row.raw, redactor=redactor))).lower()
        kept = tuple(redactor.names.kept)
        strangers = {one for one in identifying.addresses(row.raw) if not one.endswith(kept)}

        assert [one for one in strangers | identifying.tokens(row.raw) if one.lower() in text] == [], row.path
