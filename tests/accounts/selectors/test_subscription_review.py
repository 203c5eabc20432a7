from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Account, MailingList, SentMessage, Subscription
from accounts.selectors.subscription_review import subscription_review

pytestmark = pytest.mark.django_db

TAKEN = datetime(2025, 6, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _lists() -> None:
    Account.objects.bulk_create([Account(pk="cu1"), Account(pk="cu2")])
    MailingList.objects.bulk_create(
        [MailingList(pk=pk, account_id=account) for pk, account in (("l1", "cu1"), ("l2", "cu1"), ("x1", "cu2"))]
    )


def subscribe(email: str, list_id: str = "l1", **fields: object) -> None:
    values: dict[str, object] = {
        "subscribed_at_recorded": TAKEN.isoformat(),
        "subscribed_at": TAKEN,
        "ip": "9.9.9.9",
        "source": "web_form",
        **fields,
    }
    Subscription.objects.create(mailing_list_id=list_id, email=email, **values)


def send(day: int, list_id: str = "l1", **fields: object) -> None:
    values: dict[str, object] = {
        "message_id": f"<{list_id}.{day}@x.example>",
        "recipient": "ann@isp.example",
        "account_id": "cu1",
        "list_id": list_id,
        "sent_at": TAKEN + timedelta(days=day),
        **fields,
    }
    SentMessage.objects.create(**values)


def test_a_good_record_is_complete_with_its_sendings() -> None:
    subscribe("ann@isp.example")
    for day in range(1, 9):
        send(day)
    review = subscription_review("cu1", " Ann@ISP.example", now=NOW)
    assert review.judged[0].judgement.grade == "complete"
    assert (review.sent, len(review.latest), review.first_sent_at) == (8, 5, TAKEN + timedelta(days=1))


def test_an_unknown_address_is_absent() -> None:
    review = subscription_review("cu1", "nobody@isp.example", now=NOW)
    assert review.absent is not None
    assert (review.judged, review.absent.grade) == ((), "absent")


def test_a_mail_before_the_subscription_contradicts_it() -> None:
    subscribe("ann@isp.example")
    send(-9)
    assert subscription_review("cu1", "ann@isp.example", now=NOW).judged[0].judgement.grade == "contradicted"


def test_the_message_complained_about_counts_without_a_log() -> None:
    subscribe("ann@isp.example")
    review = subscription_review("cu1", "ann@isp.example", message_sent_at=TAKEN - timedelta(days=9), now=NOW)
    assert review.judged[0].judgement.grade == "contradicted"


def test_an_earlier_mail_of_another_list_says_nothing_about_this_one() -> None:
    subscribe("ann@isp.example", "l1")
    send(-9, "l2")
    early = TAKEN - timedelta(days=9)
    review = subscription_review("cu1", "ann@isp.example", message_sent_at=early, list_id="l2", now=NOW)
    assert review.judged[0].judgement.grade == "complete"


def test_a_triggered_mail_before_the_subscription_is_no_contradiction() -> None:
    subscribe("ann@isp.example")
    send(-9, kind="triggered", trigger="order 5")
    review = subscription_review("cu1", "ann@isp.example", now=NOW)
    assert (review.judged[0].judgement.grade, review.triggered) == ("complete", 1)


def test_neighbours_by_address_and_by_second_are_counted() -> None:
    subscribe("ann@isp.example")
    subscribe("bob@isp.example")
    subscribe("cid@isp.example", "l2", subscribed_at_recorded="2025-06-01T10:00:00Z")
    judged = subscription_review("cu1", "ann@isp.example", now=NOW).judged[0]
    assert (judged.same_ip, judged.same_second) == (2, 1)


def test_lists_of_other_accounts_are_only_counted() -> None:
    subscribe("ann@isp.example", "x1")
    review = subscription_review("cu1", "ann@isp.example", now=NOW)
    assert (review.lists_elsewhere, review.judged) == (1, ())


def test_hostile_text_finds_nothing() -> None:
    assert subscription_review("\0", "\ud800@x", now=NOW).sent == 0
