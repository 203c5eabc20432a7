from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import HourlyVolume, MailingList, SentCount, Subscription
from complaints.models import Complaint
from complaints.selectors.rates import RateLine, rates_page
from tests import builders
from tests.complaints import rows

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Case

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 7)
HOSTILE = "<script>alert(1)</script>\u202egnp.exe"


@pytest.fixture
def case() -> Case:
    return rows.case(0)


def count(sent: int, provider: str = "google", list_id: str = "l1", days_before: int = 0) -> None:
    SentCount.objects.create(
        account_id="acme", day=DAY - timedelta(days=days_before), list_id=list_id, provider=provider, sent=sent
    )


def complain(case: Case, number: int, recipient: str, kind: str = "person", **changes: Any) -> None:
    incident = rows.add_incident(case, number, recipient=recipient, **{"list_id": "l1", **changes})
    Complaint.objects.filter(pk=incident.complaint_id).update(reporter_kind=kind)


def line(lines: tuple[RateLine, ...], label: str) -> RateLine:
    return next(each for each in lines if label in each.label)


def test_nothing_sent_is_no_rate(case: Case) -> None:
    assert rates_page("acme") is None


def test_a_provider_has_its_own_rate_with_its_sources(case: Case) -> None:
    count(40_000)
    count(10_000, "yahoo")
    for number in range(12):
        kind = "feedback_loop" if number < 9 else "person"
        complain(case, number, f"r{number}@gmail.com", kind)
    page = rates_page("acme")
    assert page is not None
    gmail = line(page.providers, "Gmail")
    assert (gmail.reports.feedback_loop, gmail.reports.direct) == (9, 3)
    assert gmail.sentence == (
        "12 complaints of 40,000 messages sent to Gmail in 28 days: 0.03 %, "
        "at least 0.017 % with 95 % certainty; below 0.1 %."
    )
    assert line(page.providers, "Yahoo").rate.events == 0


def test_a_mailbox_that_complains_about_many_mails_counts_once(case: Case) -> None:
    count(1000)
    for number in range(5):
        complain(case, number, "ann@gmail.com")
    page = rates_page("acme")
    assert page is not None
    assert line(page.providers, "Gmail").rate.events == 1


def test_redacted_mailboxes_count_one_by_one(case: Case) -> None:
    count(1000)
    for number in range(3):
        complain(case, number, "", "feedback_loop")
    page = rates_page("acme")
    assert page is not None
    assert line(page.whole, "reports to this desk").rate.events == 3


@pytest.mark.parametrize("changes", [{"origin": "contradicted"}, {"origin": "claimed"}])
def test_what_is_not_shown_to_be_theirs_is_not_counted(case: Case, changes: dict[str, str]) -> None:
    count(1000)
    complain(case, 1, "ann@gmail.com", **changes)
    page = rates_page("acme")
    assert page is not None
    assert line(page.providers, "Gmail").rate.events == 0


def test_mail_of_before_the_28_days_is_not_counted(case: Case) -> None:
    count(1000)
    count(5000, days_before=28)
    page = rates_page("acme")
    assert page is not None
    assert line(page.providers, "Gmail").rate.trials == 1000


def test_the_platforms_own_counts_stand_beside_the_desks(case: Case) -> None:
    HourlyVolume.objects.create(
        account_id="acme", hour=datetime(2026, 11, 7, 10, tzinfo=UTC), sent=10_000, bounced=800, complained=40
    )
    page = rates_page("acme")
    assert page is not None
    assert [each.tone for each in page.whole] == ["bad", "bad", "ok"]
    assert "surely over 0.1 %" in page.whole[0].sentence
    assert page.chart.bars[-1].point.marked


def test_a_list_has_its_own_rates_and_what_became_of_its_addresses(case: Case) -> None:
    MailingList.objects.create(pk="l1", account_id="acme", name="News")
    Subscription.objects.bulk_create(
        Subscription(mailing_list_id="l1", email=f"{n}@x.example", status="unsubscribed" if n < 2 else "subscribed")
        for n in range(10)
    )
    count(100)
    count(900, list_id="l2")
    page = rates_page("acme", "l1")
    assert page is not None
    assert line(page.whole, "reports to this desk").rate.trials == 100
    assert line(page.whole, "Unsubscribed").sentence.startswith("2 unsubscribed of 10 addresses on the list: 20 %")


def test_lists_come_by_how_much_was_sent_to_them(case: Case) -> None:
    MailingList.objects.create(pk="l2", account_id="acme", name="Offers")
    for number, list_id in ((5, "l1"), (900, "l2"), (50, "")):
        count(number, list_id=list_id)
    page = rates_page("acme")
    assert page is not None
    assert [each.label for each in page.lists] == ["Offers", "No list", "l1"]


def test_the_account_page_shows_rates_with_both_lines_and_keeps_hostile_names_as_text(
    client: Client, case: Case
) -> None:
    builders.log_in(client)
    MailingList.objects.create(pk="l1", account_id="acme", name=HOSTILE)
    count(1000)
    complain(case, 1, "ann@gmail.com")
    shown = client.get("/desk/account/acme/").content.decode()
    assert "0.1 and 0.3 %" in shown
    assert "<script>alert" not in shown
    assert "\u202e" not in shown


def test_an_account_of_which_nothing_is_recorded_says_so(client: Client, case: Case) -> None:
    builders.log_in(client)
    assert "so that there is no rate" in client.get("/desk/account/acme/").content.decode()


def test_rates_take_few_queries_however_much_was_sent(
    case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days_before in range(28):
        for list_id in ("l1", "l2", "l3"):
            count(10, list_id=list_id, days_before=days_before)
    with django_assert_max_num_queries(8):
        rates_page("acme")
