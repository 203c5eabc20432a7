from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.consent import Grade, judge
from accounts.domain.records import SubscriptionRecord

TAKEN = datetime(2025, 6, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
GOOD = SubscriptionRecord(
    list_id="l1",
    account_id="cu1",
    email="ann@isp.example",
    subscribed_at_recorded="2025-06-01T10:00:00+02:00",
    subscribed_at=TAKEN,
    ip="9.9.9.9",
    source="web_form",
    list_created_at=TAKEN - timedelta(days=30),
    list_consent="single_opt_in",
)


def grade(record: SubscriptionRecord | None, sent: datetime | None = TAKEN + timedelta(days=3), **words: str) -> Grade:
    return judge(record, first_sent_at=sent, now=NOW, **words).grade  # type: ignore[arg-type]  # profile by name


def changed(**fields: object) -> SubscriptionRecord:
    return replace(GOOD, **fields)  # type: ignore[arg-type]  # any field


def test_a_time_with_offset_a_public_address_and_a_form_are_complete() -> None:
    judgement = judge(GOOD, first_sent_at=TAKEN + timedelta(days=1), now=NOW)
    assert judgement.grade == Grade.COMPLETE
    assert "9.9.9.9" in judgement.reasons[0]


def test_no_record_is_absent() -> None:
    assert grade(None) == Grade.ABSENT


def test_a_record_that_says_nothing_is_absent() -> None:
    empty = SubscriptionRecord(list_id="l1", account_id="cu1", email="ann@isp.example")
    assert grade(empty) == Grade.ABSENT


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subscribed_at_recorded": "", "subscribed_at": None}, "time of the subscription is missing"),
        ({"subscribed_at_recorded": "2025-06-01 10:00", "subscribed_at": None}, "no offset"),
        ({"subscribed_at_recorded": "in June", "subscribed_at": None}, "cannot be read"),
        ({"ip": None}, "IP address of the subscription is missing"),
        ({"source": ""}, "source of the subscription is missing"),
        ({"source": "paper", "ip": None}, "paper sheet, and nothing is recorded"),
        ({"source": "point_of_sale", "ip": None}, "point-of-sale form, and nothing is recorded"),
        ({"source": "import"}, "import, and nothing is recorded"),
        ({"list_consent": "imported"}, "The list was imported"),
        ({"list_consent": "confirmed_opt_in"}, "said to be confirmed opt-in"),
    ],
)
def test_what_is_missing_makes_it_incomplete(fields: dict[str, object], words: str) -> None:
    judgement = judge(changed(**fields), first_sent_at=None, now=NOW)
    assert judgement.grade == Grade.INCOMPLETE
    assert words in " ".join(judgement.reasons)


@pytest.mark.parametrize(
    "ip",
    [
        "10.1.2.3",
        "192.168.0.1",
        "127.0.0.1",
        "0.0.0.0",
        "100.64.1.1",
        "198.18.0.1",
        "192.0.2.5",
        "224.0.0.1",
        "255.255.255.255",
        "169.254.1.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "2001:db8::1",
        "ff02::1",
        "unknown",
        "1.2.3",
        "999.1.1.1",
    ],
)
def test_an_address_that_no_visitor_has_is_implausible(ip: str) -> None:
    assert grade(changed(ip=ip)) == Grade.IMPLAUSIBLE


@pytest.mark.parametrize("ip", ["8.8.8.8", "2a00:1450:4001::1", "203.0.112.9"])
def test_a_public_address_is_plausible(ip: str) -> None:
    assert grade(changed(ip=ip)) == Grade.COMPLETE


def test_a_sheet_with_its_evidence_needs_no_address() -> None:
    assert grade(changed(source="paper", ip=None, evidence="sheet 3, line 4")) == Grade.COMPLETE


def test_a_subscription_after_the_first_mail_is_contradicted() -> None:
    assert grade(GOOD, sent=TAKEN - timedelta(days=5)) == Grade.CONTRADICTED


def test_a_few_hours_after_the_first_mail_may_be_a_wrong_clock() -> None:
    assert grade(GOOD, sent=TAKEN - timedelta(hours=5)) == Grade.IMPLAUSIBLE


def test_a_time_without_an_offset_is_contradicted_only_where_no_zone_can_save_it() -> None:
    naive = changed(subscribed_at_recorded="2025-06-01T10:00:00", subscribed_at=None)
    at = datetime(2025, 6, 1, 10, tzinfo=UTC)
    assert grade(naive, sent=at - timedelta(hours=13)) == Grade.INCOMPLETE
    assert grade(naive, sent=at - timedelta(days=4)) == Grade.CONTRADICTED


def test_a_time_in_the_future_is_contradicted() -> None:
    later = NOW + timedelta(days=9)
    assert grade(changed(subscribed_at=later), sent=None) == Grade.CONTRADICTED


def test_a_form_older_than_its_list_is_implausible() -> None:
    assert grade(changed(list_created_at=TAKEN + timedelta(days=90)), sent=None) == Grade.IMPLAUSIBLE


def test_a_list_that_moved_here_keeps_its_older_subscriptions() -> None:
    moved = changed(list_created_at=TAKEN + timedelta(days=90), list_consent="imported", evidence="export of 2025")
    assert grade(moved, sent=None) == Grade.COMPLETE


def test_an_opt_out_list_is_contradicted_whatever_the_record_says() -> None:
    assert grade(changed(list_consent="opt_out")) == Grade.CONTRADICTED


def test_consent_given_to_another_sender_is_contradicted() -> None:
    assert grade(changed(sending_entity="Shop A", list_sending_entity="Shop B")) == Grade.CONTRADICTED
    assert grade(changed(sending_entity="Shop A", list_sending_entity="shop a ")) == Grade.COMPLETE


def test_the_confirmed_profile_asks_for_a_confirmation_with_its_address() -> None:
    confirmed = changed(confirmed_at=TAKEN + timedelta(minutes=5))
    assert grade(GOOD, profile="confirmed_opt_in") == Grade.INCOMPLETE
    assert grade(confirmed, profile="confirmed_opt_in") == Grade.INCOMPLETE
    assert grade(replace(confirmed, confirmed_ip="9.9.9.9"), profile="confirmed_opt_in") == Grade.COMPLETE


def test_a_confirmation_before_the_subscription_is_implausible() -> None:
    assert grade(changed(confirmed_at=TAKEN - timedelta(hours=1))) == Grade.IMPLAUSIBLE


def test_the_worst_reason_comes_first_and_none_is_lost() -> None:
    judgement = judge(changed(ip="10.0.0.1", source=""), first_sent_at=TAKEN - timedelta(days=9), now=NOW)
    found = [
        next(word for word in ("after the first mail", "10.0.0.1", "source") if word in reason)
        for reason in judgement.reasons
    ]
    assert found == ["after the first mail", "10.0.0.1", "source"]


@pytest.mark.parametrize(
    "recorded", ["0001-01-01", "9999-12-31T23:59:59", "\x00", "\uff12\uff10\uff12\uff15-01-01", "x" * 64]
)
def test_no_recorded_time_is_too_odd_to_be_judged(recorded: str) -> None:
    assert grade(changed(subscribed_at_recorded=recorded, subscribed_at=None)) in set(Grade)
