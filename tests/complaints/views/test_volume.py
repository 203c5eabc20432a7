"""The pages of a surge: its case, the account's volume, and how an alert is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from complaints.models import Case
from complaints.selectors.volume import holding_sentences
from tests.builders import log_in
from tests.complaints import rows
from tests.complaints.volumes import look, send, sender

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

SENTENCE = "the account sent 9,000 messages; about 0 are usual then"


def surge() -> Case:
    send(sender(), 9_000)
    look()
    return Case.objects.get(kind="volume")


def test_a_case_of_a_surge_shows_sentence_and_chart_without_any_incident(client: Client) -> None:
    log_in(client)
    page = client.get(reverse("case", args=(surge().pk,))).content.decode()
    assert SENTENCE in page
    assert 'class="marked"' in page
    assert "31 Oct 03:00" in page


def test_its_decision_begins_with_the_sentence_to_be_sent(client: Client) -> None:
    log_in(client)
    answer = client.get(reverse("case", args=(surge().pk,)))
    assert SENTENCE in answer.context["public_reason"]


def test_an_alert_can_be_cited_in_another_case_of_the_account(client: Client) -> None:
    log_in(client)
    (sentence,) = holding_sentences(surge())
    other = rows.case(1, grouping="spam")
    client.post(reverse("cite", args=(other.pk,)), {"sentence": sentence, "tab": "volume"})
    assert [event.sentence for event in other.events.filter(kind="finding_cited")] == [sentence]


def test_a_case_of_an_account_without_alerts_has_no_volume_tab(client: Client) -> None:
    log_in(client)
    answer = client.get(reverse("case", args=(rows.case(1).pk,)) + "?tab=volume")
    assert answer.context["tab"] == "message"


def test_the_account_page_marks_the_day_and_leads_to_the_case(client: Client) -> None:
    log_in(client)
    case = surge()
    page = client.get(reverse("account", args=("acme",))).content.decode()
    assert SENTENCE in page
    assert f"case #{case.pk}" in page
    assert page.count('class="marked"') == 1


def test_a_result_that_was_counted_again_stays_on_the_case_and_says_so(client: Client) -> None:
    log_in(client)
    case = surge()
    send(rows.account(), 80)
    look()
    page = client.get(reverse("case", args=(case.pk,))).content.decode()
    assert "counted again since" in page
    assert "Cite in the decision" not in page
