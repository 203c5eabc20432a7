"""Volume alerts kept in the database: recomputed with the records, superseded, never doubled."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from accounts.models import Account, HourlyVolume, MailingList, SentMessage, Subscription, VolumeAlert
from accounts.selectors.volume_records import changed_accounts
from accounts.services.volume_alerts import owners_with_alerts, watch_accounts, watch_all

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime(2026, 3, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SURGE = START + timedelta(days=50, hours=3)


def account(account_id: str = "acme", *, days: int = 55, opened: datetime | None = None) -> Account:
    """Make an account that sends 100 messages at 10 in the morning, each day."""
    row = Account.objects.create(account_id=account_id, created_at=opened or START - timedelta(days=500))
    HourlyVolume.objects.bulk_create(
        HourlyVolume(account=row, hour=START + timedelta(days=day, hours=10), sent=100) for day in range(days)
    )
    return row


def surge(row: Account, hour: datetime = SURGE, sent: int = 9_000) -> None:
    HourlyVolume.objects.update_or_create(account=row, hour=hour, defaults={"sent": sent})


def current() -> list[VolumeAlert]:
    return list(VolumeAlert.objects.filter(superseded_at=None))


def test_watching_twice_keeps_one_alert() -> None:
    surge(account())
    watch_all(now=NOW)
    watch_all(now=LATER)
    [alert] = VolumeAlert.objects.all()
    assert (alert.hour, alert.sent, alert.computed_at) == (SURGE, 9_000, NOW)


def test_another_count_supersedes_the_result_and_keeps_it() -> None:
    row = account()
    surge(row)
    watch_all(now=NOW)
    surge(row, sent=12_000)
    watch_all(now=LATER)
    assert [alert.sent for alert in current()] == [12_000]
    assert VolumeAlert.objects.get(sent=9_000).superseded_at == LATER


def test_a_surge_that_was_a_mistake_of_the_records_is_superseded_by_nothing() -> None:
    row = account()
    surge(row)
    watch_all(now=NOW)
    surge(row, sent=90)
    watch_all(now=LATER)
    assert current() == []
    assert VolumeAlert.objects.count() == 1


def test_the_end_of_a_surge_is_added_to_its_alert() -> None:
    row = account(days=50)
    surge(row)
    watch_all(now=NOW)
    assert current()[0].ended is None
    surge(row, SURGE + timedelta(days=1), 5)
    watch_all(now=LATER)
    [alert] = VolumeAlert.objects.all()
    assert alert.ended == SURGE


def test_silence_ends_a_surge_once_others_have_newer_counts() -> None:
    surge(account(days=50))
    watch_all(now=NOW)
    other = account("other", days=55)
    assert changed_accounts() == ["acme", "other"]
    watch_accounts(changed_accounts(), now=LATER)
    assert current()[0].ended == SURGE
    assert other.pk not in {alert.account_id for alert in current()}


def test_only_accounts_whose_counts_changed_are_watched_anew() -> None:
    first = account()
    account("other")
    watch_all(now=NOW)
    assert changed_accounts() == []
    surge(first)
    assert changed_accounts() == ["acme"]


def test_a_list_that_explains_the_mail_takes_the_alert_back() -> None:
    row = account()
    surge(row, sent=1_800)
    watch_all(now=NOW)
    mailing_list = MailingList.objects.create(list_id="l1", account=row)
    Subscription.objects.bulk_create(
        Subscription(mailing_list=mailing_list, email=f"a{n}@b.example", subscribed_at=START) for n in range(1_300)
    )
    assert owners_with_alerts({"l1"}) == {"acme"}
    watch_accounts({"acme"}, now=LATER)
    assert current() == []


def test_the_send_log_tells_of_strangers() -> None:
    row = account()
    surge(row, sent=400)
    known = START + timedelta(days=5)
    SentMessage.objects.bulk_create(
        SentMessage(message_id=f"<{n}@x>", recipient=f"a{n}@b.example", account=row, sent_at=moment, source_ip=ip)
        for n, moment, ip in (
            *((n, known, "192.0.2.1") for n in range(150)),
            *((n + 1_000, SURGE + timedelta(minutes=5), "192.0.2.1") for n in range(300)),
        )
    )
    surge(row, sent=900)
    watch_all(now=NOW)
    assert "novelty" in {remark["rule"] for remark in current()[0].remarks}


def test_an_account_that_begins_without_a_recorded_opening_is_new() -> None:
    account()
    row = Account.objects.create(account_id="fresh")
    surge(row, START + timedelta(days=40), 1_500)
    surge(row, START + timedelta(days=41, hours=12), 9_000)
    watch_all(now=NOW)
    assert [alert.remarks[0]["rule"] for alert in current()] == ["warm_up"]


def test_one_account_with_very_early_counts_makes_no_other_look_silent() -> None:
    account("early", opened=START - timedelta(days=900))
    HourlyVolume.objects.create(account_id="early", hour=START - timedelta(days=300), sent=5)
    for name in ("b", "c"):
        row = account(name)
        HourlyVolume.objects.filter(account=row).update(sent=4_000)
    watch_all(now=NOW)
    assert current() == []


def test_an_old_account_that_was_silent_while_others_sent_is_told_when_it_wakes() -> None:
    account()
    row = Account.objects.create(account_id="asleep", created_at=START - timedelta(days=500))
    surge(row)
    watch_all(now=NOW)
    assert [(alert.account_id, alert.remarks[0]["rule"]) for alert in current()] == [("asleep", "envelope")]
    assert "no mail of it is on record" in current()[0].remarks[0]["sentence"]


def test_an_account_is_watched_anew_when_others_show_that_it_was_silent() -> None:
    row = Account.objects.create(account_id="asleep", created_at=START - timedelta(days=500))
    surge(row)
    watch_all(now=NOW)
    assert current() == []
    account()
    assert "asleep" in changed_accounts()
    watch_accounts(changed_accounts(), now=LATER)
    assert [alert.account_id for alert in current()] == ["asleep"]


def test_old_surges_are_found_once_and_stand() -> None:
    row = account(days=200)
    surge(row)
    watch_all(now=NOW)
    assert [alert.hour for alert in current()] == [SURGE]
    surge(row, sent=90)
    watch_all(now=LATER)
    assert [alert.hour for alert in current()] == [SURGE]


def test_mail_to_people_of_the_send_log_is_explained_as_by_a_list() -> None:
    row = account()
    surge(row, sent=600)
    SentMessage.objects.bulk_create(
        SentMessage(message_id=f"<{n}@{moment:%m-%d}>", recipient=f"a{n}@b.example", account=row, sent_at=moment)
        for n in range(500)
        for moment in (START + timedelta(days=n % 20), SURGE + timedelta(minutes=5))
    )
    watch_all(now=NOW)
    assert current() == []


def test_the_command_prints_one_object_an_alert_and_nothing_else() -> None:
    surge(account())
    out = io.StringIO()
    call_command("volume_alerts", "--json", stdout=out, stderr=io.StringIO())
    [line] = out.getvalue().splitlines()
    answer = json.loads(line)
    assert list(answer) == ["account", "hour", "sent", "expected", "score"]
    assert (answer["account"], answer["hour"], answer["sent"]) == ("acme", SURGE.isoformat(), 9_000)
    assert 0.5 <= answer["score"] <= 1
