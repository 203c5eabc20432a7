from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.domain.ports import IpFact
from accounts.models import Account, ListPattern, MailingList, SentMessage, Subscription, SubscriptionChange
from accounts.selectors.subscription_review import Mail, SubscriptionReview, Terms, subscription_review

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


def look(email: str = "ann@isp.example", terms: Terms | None = None, **mail: Any) -> SubscriptionReview:
    return subscription_review("cu1", email, mail=Mail(**mail), terms=terms or Terms(now=NOW))


def test_a_good_record_is_complete_with_its_sendings() -> None:
    subscribe("ann@isp.example")
    for day in range(1, 9):
        send(day)
    review = look(" Ann@ISP.example")
    assert review.judged[0].judgement.grade == "complete"
    assert (review.sent, len(review.latest), review.first_sent_at) == (8, 5, TAKEN + timedelta(days=1))


def test_an_unknown_address_is_absent() -> None:
    review = look("nobody@isp.example")
    assert review.absent is not None
    assert (review.judged, review.absent.grade) == ((), "absent")


def test_a_mail_before_the_subscription_contradicts_it() -> None:
    subscribe("ann@isp.example")
    send(-9)
    assert look().judged[0].judgement.grade == "contradicted"


def test_the_message_complained_about_counts_without_a_log() -> None:
    subscribe("ann@isp.example")
    review = look(sent_at=TAKEN - timedelta(days=9))
    assert review.judged[0].judgement.grade == "contradicted"


def test_an_earlier_mail_of_another_list_says_nothing_about_this_one() -> None:
    subscribe("ann@isp.example", "l1")
    send(-9, "l2")
    early = TAKEN - timedelta(days=9)
    review = look(sent_at=early, list_id="l2")
    assert review.judged[0].judgement.grade == "complete"


def test_a_triggered_mail_before_the_subscription_is_no_contradiction() -> None:
    subscribe("ann@isp.example")
    send(-9, kind="triggered", trigger="order 5")
    review = look()
    assert (review.judged[0].judgement.grade, review.triggered) == ("complete", 1)


def test_neighbours_by_address_and_by_second_are_counted() -> None:
    subscribe("ann@isp.example")
    subscribe("bob@isp.example")
    subscribe("cid@isp.example", "l2", subscribed_at_recorded="2025-06-01T10:00:00Z")
    judged = look().judged[0]
    assert (judged.neighbours.same_ip, judged.neighbours.same_second) == (2, 1)
    assert judged.neighbours.by_ip == ("bob@isp.example", "cid@isp.example")


def test_lists_of_other_accounts_are_only_counted() -> None:
    subscribe("ann@isp.example", "x1")
    review = look()
    assert (review.lists_elsewhere, review.judged) == (1, ())


def test_hostile_text_finds_nothing() -> None:
    assert subscription_review("\0", "\ud800@x", mail=Mail(message_id="\0")).sent == 0


def change(at: datetime, **values: list[str]) -> None:
    row = Subscription.objects.get(email="ann@isp.example")
    SubscriptionChange.objects.create(subscription=row, changed_at=at, values=values)


def test_an_address_added_after_the_complaint_is_told_with_both_dates() -> None:
    subscribe("ann@isp.example")
    came_in = TAKEN + timedelta(days=30)
    change(came_in + timedelta(days=3), ip=["", "9.9.9.9"])
    one = look(complained_at=came_in).judged[0]
    assert one.judgement.grade == "implausible"
    assert one.judgement.reasons[0] == (
        'The IP address was added on 2025-07-04 08:00:00 UTC, 3 days after the complaint came in: "9.9.9.9".'
    )


def test_a_change_before_the_complaint_is_history_and_no_fault() -> None:
    subscribe("ann@isp.example")
    change(TAKEN + timedelta(days=3), ip=["", "9.9.9.9"])
    one = look(complained_at=TAKEN + timedelta(days=30)).judged[0]
    assert one.judgement.grade == "complete"
    assert one.history == ('The IP address was added on 2025-06-04 08:00:00 UTC: "9.9.9.9".',)


def test_a_record_that_an_earlier_import_should_have_had_is_told() -> None:
    came_in = TAKEN + timedelta(days=30)
    subscribe("old@isp.example", first_imported_at=came_in - timedelta(days=1))
    subscribe("ann@isp.example", first_imported_at=came_in + timedelta(days=2))
    one = look(complained_at=came_in).judged[0]
    assert one.judgement.grade == "implausible"
    assert "2 days after the complaint came in" in one.judgement.reasons[0]


def test_a_record_that_came_with_the_first_import_of_its_list_is_no_fault() -> None:
    came_in = TAKEN + timedelta(days=30)
    for email in ("old@isp.example", "ann@isp.example"):
        subscribe(email, first_imported_at=came_in + timedelta(days=2))
    assert look(complained_at=came_in).judged[0].judgement.grade == "complete"


def test_a_triggered_mail_is_judged_by_its_event_and_needs_no_record() -> None:
    send(3, kind="triggered", trigger="order 5 at 2025-06-04T07:59:00Z")
    review = look(message_id="<l1.3@x.example>")
    assert review.event is not None
    assert (review.event.grade, review.absent) == ("complete", None)


def test_a_triggered_mail_without_its_event_is_incomplete() -> None:
    send(3, kind="triggered")
    event = look(message_id="<l1.3@x.example>").event
    assert event is not None
    assert event.grade == "incomplete"


def test_one_event_for_a_crowd_is_no_event_of_its_recipient() -> None:
    for number in range(17):
        recipient = f"r{number}@isp.example" if number else "ann@isp.example"
        send(number, kind="triggered", trigger="purchase", recipient=recipient, sent_at=TAKEN)
    event = look(message_id="<l1.0@x.example>").event
    assert event is not None
    assert "16 other recipients" in event.reasons[0]


def test_each_policy_judges_by_what_it_asks_for() -> None:
    subscribe("ann@isp.example")
    terms = Terms(profiles={"Policy A": "opt_in", "Policy B": "confirmed_opt_in"}, now=NOW)
    one = look(terms=terms).judged[0]
    assert one.judgement.grade == "complete"
    assert [(policy, judgement.grade) for policy, judgement in one.others] == [("Policy B", "incomplete")]


def test_a_good_record_does_not_cure_a_list_that_looks_bought() -> None:
    subscribe("ann@isp.example")
    ListPattern.objects.create(mailing_list_id="l1", computed_at=NOW, subscribers=900, score=0.93, grade="strong")
    one = look().judged[0]
    assert one.judgement.grade == "complete"
    assert any("0.93 of 1" in sentence and "does not cure" in sentence for sentence in one.uncured)


@pytest.mark.parametrize(("consent", "told"), [("imported", 1), ("unknown", 1), ("single_opt_in", 0)])
def test_where_addresses_came_from_is_asked_of_the_whole_list(consent: str, told: int) -> None:
    MailingList.objects.filter(pk="l1").update(consent=consent)
    subscribe("ann@isp.example", form_url="https://x.example/form")
    assert len(look().judged[0].uncured) == told


class Facts:
    """See `IpFacts`."""

    built_on: date | None = date(2026, 5, 1)

    def of(self, ip: str) -> IpFact | None:
        hosted = IpFact(asn=24940, organisation="Hetzner Online GmbH", country="DE")
        return hosted if ip == "9.9.9.9" else IpFact(asn=None, organisation="", country="US")


def test_an_address_among_servers_in_a_far_country_is_a_remark_that_changes_no_grade() -> None:
    subscribe("ann@isp.example")
    for number in range(30):
        subscribe(f"r{number}@isp.example", ip=f"8.8.8.{number}")
    one = look(terms=Terms(facts=Facts(), now=NOW)).judged[0]
    assert one.judgement.grade == "complete"
    assert one.place.sentence == "DE, AS24940 Hetzner Online GmbH, by the file of 2026-05-01."
    assert [("servers" in remark, "30 are in US" in remark) for remark in one.place.remarks] == [
        (True, False),
        (False, True),
    ]


def test_few_others_say_nothing_about_a_country() -> None:
    subscribe("ann@isp.example", source="paper", evidence="sheet 3")
    subscribe("bob@isp.example", ip="8.8.8.8")
    assert look(terms=Terms(facts=Facts(), now=NOW)).judged[0].place.remarks == ()


def test_without_a_file_the_place_is_said_to_be_not_connected() -> None:
    subscribe("ann@isp.example")
    assert "not connected" in look().judged[0].place.sentence
