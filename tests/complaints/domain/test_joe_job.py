"""What speaks for and against a joe-job, feature by feature."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaints.domain.facts import Origin
from complaints.domain.joe_job import FRAMING, NEITHER, OURS, SENDING, STRANGER, Copy, Feature, joe_job

BEGAN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def framed(number: int = 0, **changes: Any) -> Copy:
    """Give a copy as a joe-job leaves it with its reporter."""
    copy = Copy(
        origin=Origin.CLAIMED,
        reporter=f"reader{number}@isp.example",
        received_at=BEGAN + timedelta(minutes=25 * number),
        came_from=STRANGER,
        complete=True,
        own_sites=("garden.example",),
        similarity=0.03,
        log_complete=True,
    )
    return replace(copy, **changes)


def sent(number: int = 0, **changes: Any) -> Copy:
    """Give a copy of mail that the account really sent."""
    real: dict[str, Any] = {"origin": Origin.PROVEN, "came_from": OURS, "signed": "verifies", "similarity": 0.97}
    return framed(number, **{**real, "stamps": 1, "verified": 1, **changes})


def feature(name: str, *copies: Copy, sent_then: int | None = None) -> Feature:
    return next(one for one in joe_job(copies, sent_then=sent_then).features if one.name == name)


def fourteen(**changes: Any) -> tuple[Copy, ...]:
    return tuple(framed(number, **changes) for number in range(14))


def test_many_reporters_at_once_without_any_proof_of_ours_speak_for_framing() -> None:
    found = feature("reporters", *fourteen())
    assert found.sentence.startswith("14 reporters within 5 hours")
    assert (found.speaks_for, found.n) == (FRAMING, 14)


def test_many_reporters_of_mail_that_we_sent_speak_for_nothing() -> None:
    assert feature("reporters", *(sent(number) for number in range(14))).speaks_for == NEITHER


def test_the_same_person_reporting_often_is_one_reporter() -> None:
    assert feature("reporters", *fourteen(reporter="ann@isp.example")).sentence == "One reporter."


def test_reporters_without_an_address_are_not_one_reporter() -> None:
    found = feature("reporters", *fourteen(reporter=""))
    assert found.sentence == "Nobody who reported is known by an address."


@pytest.mark.parametrize(
    ("minutes", "said"), [(10, "one hour"), (75, "one hour"), (100, "2 hours"), (60 * 49, "2 days")]
)
def test_a_span_is_said_in_whole_hours_or_days(minutes: int, said: str) -> None:
    late = framed(1, received_at=BEGAN + timedelta(minutes=minutes))
    assert f"2 reporters within {said}" in feature("reporters", framed(), late).sentence


def test_one_copy_bears_and_two_bear() -> None:
    found = [feature("signatures", *(sent(number) for number in range(count)), framed(9)) for count in (1, 2)]
    assert [one.sentence.split(" a signature")[0] for one in found] == [
        "1 of 2 complete copies bears",
        "2 of 3 complete copies bear",
    ]


def test_reports_over_weeks_are_no_burst() -> None:
    copies = [framed(number, received_at=BEGAN + timedelta(days=7 * number)) for number in range(4)]
    found = feature("reporters", *copies)
    assert found.sentence == "4 reporters within 21 days."
    assert found.speaks_for == NEITHER


def test_no_copy_from_our_addresses_speaks_for_framing() -> None:
    found = feature("addresses", *fourteen())
    assert found.sentence == "None of the 14 copies whose way is shown came from one of our addresses."
    assert found.speaks_for == FRAMING


def test_one_copy_from_our_addresses_speaks_for_sending() -> None:
    assert feature("addresses", *fourteen(), sent(20)).speaks_for == SENDING


def test_copies_without_a_way_say_nothing_of_addresses() -> None:
    names = {one.name for one in joe_job(fourteen(came_from="unknown", complete=False)).features}
    assert "addresses" not in names
    assert "signatures" not in names
    assert "stamps" not in names


def test_a_signature_that_fails_is_not_held_to_be_forged() -> None:
    found = feature("signatures", *fourteen(signed="fails"))
    assert found.speaks_for == NEITHER
    assert "shows nothing" in found.sentence


@pytest.mark.parametrize(("signed", "side"), [("", FRAMING), ("verifies", SENDING)])
def test_signatures_speak_by_being_there_and_verifying(signed: str, side: str) -> None:
    assert feature("signatures", *fourteen(signed=signed)).speaks_for == side


def test_stamps_that_are_missing_everywhere_speak_for_framing() -> None:
    found = feature("stamps", *fourteen())
    assert found.sentence.startswith("The stamps that our mail bears are missing from 14 of 14")
    assert found.speaks_for == FRAMING


def test_a_stamp_that_was_made_up_speaks_for_framing() -> None:
    assert feature("forged_stamps", *fourteen(stamps=1, forged=1)).speaks_for == FRAMING


def test_links_to_the_own_site_speak_for_neither() -> None:
    found = feature("own_site", *fourteen()[:13], framed(13, own_sites=()))
    assert found.sentence.startswith("13 of 14 link to the account's own site garden.example.")
    assert found.speaks_for == NEITHER


@pytest.mark.parametrize(("value", "side"), [(0.03, FRAMING), (0.5, NEITHER), (0.9, SENDING)])
def test_content_is_told_with_its_median(value: float, side: str) -> None:
    found = feature("content", *fourteen(similarity=value))
    assert found.sentence.endswith(f"median similarity {value:.2f}.")
    assert found.speaks_for == side


def test_failed_spf_at_most_reporters_speaks_for_framing_as_their_word() -> None:
    found = feature("authentication", *fourteen(results=(("spf", "fail"), ("dmarc", "fail"))))
    assert found.speaks_for == FRAMING
    assert "the copies' own word" in found.sentence


def test_a_quiet_account_speaks_for_framing_only_where_the_log_is_complete() -> None:
    assert feature("quiet", *fourteen(), sent_then=0).speaks_for == FRAMING
    assert feature("quiet", *fourteen(), sent_then=1).speaks_for == NEITHER
    incomplete = joe_job(fourteen(log_complete=False), sent_then=0).features
    assert "quiet" not in {one.name for one in incomplete}


def test_what_could_not_be_verified_is_not_enough_to_close() -> None:
    assert joe_job(fourteen()).needed.endswith("what could not be verified is not forged.")


def test_a_contradicted_copy_is_what_closing_needs() -> None:
    assert "Both hold now: 1 copy contradicted" in joe_job([framed(origin=Origin.CONTRADICTED), framed(1)]).needed


def test_one_copy_shown_to_be_ours_stands_against_closing() -> None:
    assert "1 copy shown at probable" in joe_job([framed(origin=Origin.CONTRADICTED), sent(1)]).needed


def test_mail_that_was_really_sent_has_nothing_for_framing() -> None:
    sides = {one.speaks_for for one in joe_job([sent(number) for number in range(5)], sent_then=1).features}
    assert FRAMING not in sides


def test_no_copies_give_no_feature() -> None:
    assert joe_job([], sent_then=0).features == ()
