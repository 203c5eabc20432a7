"""What our records say of a case that looks like a break-in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Campaign, MailingList, SentMessage, Subscription
from complaints.domain.ladder import propose
from complaints.selectors.compromise import on_lists
from complaints.selectors.dossier import dossier
from tests import builders
from tests.complaints import rows
from tests.complaints.domain.world import SPAM, TEXT

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Case

pytestmark = pytest.mark.django_db

PANEL = {"header": "X-AntiAbuse", "value": "x", "detail": "A hosting panel's trace."}


def subscribe(*recipients: str) -> None:
    """Put addresses on a list of acme."""
    owner = rows.account()
    mailing_list = MailingList.objects.get_or_create(list_id="l1", defaults={"account": owner})[0]
    for address in recipients:
        Subscription.objects.create(mailing_list=mailing_list, email=address)


def case(count: int = 4, **changes: object) -> Case:
    """Make a case of proven mail that a hosting panel left its trace in."""
    row = rows.case(0)
    for number in range(1, count + 1):
        rows.add_incident(row, number, evidence={"signs": [PANEL], "facts": {"text": SPAM}}, **changes)
    return row


def test_strangers_on_no_list_with_a_panels_trace_propose_to_remediate() -> None:
    subscribe("somebody@else.example")
    proposal = propose(dossier(case().pk, rows.staff("agent")))
    assert proposal.outcome == "remediate"
    assert "4 of 4 recipients that were looked up stand on no list of the account." in proposal.reasons


def test_recipients_on_the_lists_propose_no_remedy() -> None:
    subscribe(*(f"reader{number}@isp.example" for number in range(1, 5)))
    assert dossier(case().pk, rows.staff("agent")).compromise == ()


def test_an_account_without_lists_on_record_is_not_said_to_mail_to_strangers() -> None:
    rows.account()
    assert on_lists("acme", ["ann@isp.example"]) is None


def test_lists_of_other_accounts_do_not_count() -> None:
    subscribe("ann@isp.example")
    assert on_lists("beta", ["ann@isp.example"]) is None


def test_the_case_of_an_address_does_not_matter() -> None:
    subscribe("ann@isp.example")
    assert on_lists("acme", ["Ann@ISP.example"]) == frozenset({"ann@isp.example"})


def test_content_unlike_the_campaigns_is_told() -> None:
    row = case()
    Campaign.objects.create(campaign_id="c1", account=rows.account(), text=TEXT)
    subscribe("somebody@else.example")
    sentences = dossier(row.pk, rows.staff("agent")).compromise
    assert "The content is unlike what the account sent before: median similarity 0.00 of 4." in sentences


def test_an_address_that_the_account_never_used_is_told() -> None:
    row = case(source_ip="198.51.100.99")
    for number in range(25):
        SentMessage.objects.create(
            message_id=f"<{number}@acme.example>", recipient="x@isp.example", account=rows.account(),
            sent_at=rows.NOW - timedelta(days=30), source_ip="198.51.100.7",
        )  # fmt: skip
    sentences = dossier(row.pk, rows.staff("agent")).compromise
    assert "4 of 4 left from an address that the account did not use before." in sentences


def test_the_number_of_queries_does_not_grow_with_the_case() -> None:
    subscribe("somebody@else.example")
    agent, counts = rows.staff("agent"), []
    row = case(3)
    for begin in (10, 60):
        with CaptureQueriesContext(connection) as asked:
            dossier(row.pk, agent)
        counts.append(len(asked))
        for number in range(begin, begin + 50):
            rows.add_incident(row, number, evidence={"signs": [PANEL], "facts": {"text": SPAM}})
    assert counts[0] == counts[1]


@pytest.mark.parametrize("listed", [True, False])
def test_the_headers_tab_says_that_a_recipient_stands_on_no_list(client: Client, *, listed: bool) -> None:
    builders.log_in(client)
    subscribe("reader1@isp.example" if listed else "somebody@else.example")
    page = client.get(f"/desk/case/{case(1).pk}/?tab=headers").content.decode()
    assert ("The recipient stands on no list of this account." in page) is not listed


def test_mail_that_is_not_shown_to_be_the_accounts_is_no_mail_to_a_stranger(client: Client) -> None:
    builders.log_in(client)
    subscribe("somebody@else.example")
    page = client.get(f"/desk/case/{case(1, origin='claimed').pk}/?tab=headers").content.decode()
    assert "The recipient stands on no list of this account." not in page
