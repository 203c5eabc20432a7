"""Every page answers, says who may see it, and keeps hostile text as text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.models import EarlierListPattern, ListMeasurement, ListPattern, MailingList, Subscription
from complaints.models import Case, OutboxRow
from complaints.views.case_tabs import TABS
from tests import builders
from tests.complaints import rows

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from complaints.models import Incident

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\u202egnp.exe"
PAGES = (
    *("/desk/queue/open/", "/desk/queue/unattributed/", "/desk/queue/decided/", "/desk/queue/all/?q=watches"),
    *("/desk/outbox/", "/desk/outbox/dead/", "/desk/outbox/sent-mail/", "/desk/complaints/", "/desk/accounts/"),
    *("/desk/complaints/?q=reader&show=accepted", "/desk/accounts/?q=acme", "/desk/account/acme/", "/desk/bar/?at=/"),
    "/desk/status/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_an_agent(client: Client, path: str) -> None:
    builders.log_in(client)
    rows.case()
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_strangers_to_log_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_closed_to_a_log_in_without_a_role(client: Client, path: str) -> None:
    builders.log_in(client, role="")
    assert client.get(path).status_code == 403


def test_the_front_door_leads_to_the_open_cases(client: Client) -> None:
    builders.log_in(client)
    assert client.get("/")["Location"] == reverse("queue", args=("open",))


@pytest.mark.parametrize("path", ["/desk/case/99/", "/desk/queue/nonsense/", "/desk/account/none/", "/desk/outbox/9/"])
def test_what_is_not_there_says_where_to_go(client: Client, path: str) -> None:
    builders.log_in(client)
    response = client.get(path)
    assert response.status_code == 404
    assert "Open the queue" in response.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_a_case_shows_each_of_its_tabs(client: Client, tab: str) -> None:
    builders.log_in(client)
    case, _ = builders.case_with_original(builders.hostile_message())
    assert client.get(f"/desk/case/{case.pk}/?tab={tab}").status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_a_case_without_an_incident_shows_each_of_its_tabs(client: Client, tab: str) -> None:
    builders.log_in(client)
    case = Case.objects.create(kind="unreadable", grouping="u", open_key="u", opened_at=rows.NOW)
    assert client.get(f"/desk/case/{case.pk}/?tab={tab}").status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_hostile_text_stays_text(client: Client, tab: str) -> None:
    builders.log_in(client)
    kept: dict[str, object] = {
        "facts": {"from_display": HOSTILE, "text": HOSTILE, "links": [HOSTILE]},
        "signs": [],
        "unread": [HOSTILE],
    }
    kept |= {"hops": [{"raw": HOSTILE, "trust": "unverified", "by_host": HOSTILE}], "identifiers": [{"value": HOSTILE}]}
    case, incident = builders.case_with_original(
        builders.hostile_message(), title=HOSTILE, subject=HOSTILE, evidence=kept, recipient=f"{HOSTILE}@isp.example"
    )
    complaint = incident.complaint
    complaint.subject = complaint.comment = HOSTILE
    complaint.trace = [HOSTILE]
    complaint.save()
    html = client.get(f"/desk/case/{case.pk}/?tab={tab}").content.decode()
    assert "<script>alert" not in html
    assert "\u202e" not in html


@pytest.mark.parametrize("path", [*PAGES, "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"])
def test_no_page_has_anything_inline(client: Client, path: str) -> None:
    builders.log_in(client)
    rows.case()
    html = client.get(path).content.decode()
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)", html)


def test_the_log_in_page_offers_no_sign_up(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert "Log in" in html
    assert "signup" not in html


def test_the_queue_takes_as_many_queries_for_many_cases_as_for_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    builders.log_in(client)
    for number in range(30):
        rows.case(2, grouping=f"group {number}")
    with django_assert_max_num_queries(20):
        assert client.get("/desk/queue/open/").content.decode().count("data-open>") == 30


def test_the_workspace_takes_a_bounded_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    builders.log_in(client)
    case = rows.case(40)
    with django_assert_max_num_queries(50):
        assert client.get(f"/desk/case/{case.pk}/?tab=history").status_code == 200


def test_the_queue_is_cut_by_key_so_that_no_case_is_shown_twice(client: Client) -> None:
    builders.log_in(client)
    for number in range(60):
        rows.case(0, grouping=f"group {number}", priority=number % 3)
    first = client.get("/desk/queue/open/").content.decode()
    following = re.search(r"after=(\d+_\d+)", first)
    assert following is not None
    second = client.get(f"/desk/queue/open/?after={following[1]}").content.decode()
    shown = [re.findall(r"/desk/case/(\d+)/", html) for html in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (50, 10)
    assert not set(shown[0]) & set(shown[1])


@pytest.mark.parametrize("words", ["reader2@isp.example", "Acme", "acme", "Watches"])
def test_the_queue_finds_cases_by_what_people_know(client: Client, words: str) -> None:
    builders.log_in(client)
    case = rows.case(title="Watches")
    assert f"/desk/case/{case.pk}/" in client.get("/desk/queue/open/", {"q": words}).content.decode()


def test_an_unknown_word_offers_a_way_on(client: Client) -> None:
    builders.log_in(client)
    rows.case()
    assert "Search everything received" in client.get("/desk/queue/open/", {"q": "zebra"}).content.decode()


def test_typing_into_the_search_box_fetches_the_table_alone(client: Client) -> None:
    builders.log_in(client)
    rows.case()
    part = client.get("/desk/queue/open/?q=acme", headers={"HX-Request": "true", "HX-Target": "cases"})
    assert "<html" not in part.content.decode()


def test_a_waiting_mail_can_be_read_word_for_word(client: Client) -> None:
    builders.log_in(client)
    row = OutboxRow.objects.create(
        idempotency_key="k",
        kind="mail",
        summary="Ask for the original",
        payload={"template": "ask_original", "to": "reader@isp.example", "context": {}},
        not_before=rows.NOW,
        created_at=rows.NOW,
    )
    assert "reader@isp.example" in client.get(f"/desk/outbox/{row.pk}/").content.decode()


def test_the_list_tab_shows_each_signal_with_its_numbers_and_a_table_beside_the_chart(client: Client) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    mailing_list = MailingList.objects.create(list_id="l1", account=rows.account(), name="Bought")
    incident.list_id = mailing_list.pk
    incident.save()
    signal = {"name": "same_second", "label": "Same second", "value": 0.91, "threshold": 0.05, "weight": 1.0}
    signal |= {"strength": 3, "n": 500, "detail": "91 % were added in one second.", "formula": "largest / n"}
    signal |= {
        "innocent": ["A migration."],
        "baseline": 0.004,
        "decisive": True,
        "series": [["04:00", 455], ["05:00", 45]],
    }
    ListPattern.objects.create(
        mailing_list=mailing_list, computed_at=rows.NOW, subscribers=500, score=0.9, grade="strong", signals=[signal]
    )
    html = client.get(f"/desk/case/{case.pk}/?tab=list").content.decode()
    for part in ("91 % were added in one second.", "0.91", "0.05", "0.004", "A migration.", "<svg", "<td>04:00</td>"):
        assert part in html


def list_with_pattern(incident: Incident, **changes: Any) -> MailingList:
    mailing_list = MailingList.objects.create(list_id="l1", account=rows.account(), name="Bought")
    incident.list_id = mailing_list.pk
    incident.save()
    signal = {"name": "same_second", "label": "Same second", "value": 0.91, "threshold": 0.05, "weight": 0.4, "n": 500}
    signal |= {"strength": 1, "detail": "91 % came in one second.", "baseline": 0.004, "decisive": False, "series": []}
    kept = {"score": 0.5, "grade": "moderate", "signals": [signal | changes]}
    ListPattern.objects.create(mailing_list=mailing_list, computed_at=rows.NOW, subscribers=500, **kept)
    return mailing_list


def test_the_list_tab_says_what_the_list_was_before(client: Client) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    mailing_list = list_with_pattern(incident)
    past = {"subscribers": 400, "score": 0.9, "grade": "strong", "telling": []}
    EarlierListPattern.objects.create(
        mailing_list=mailing_list, computed_at=rows.NOW, replaced_at=datetime(2026, 11, 2, tzinfo=UTC), **past
    )
    html = client.get(f"/desk/case/{case.pk}/?tab=list").content.decode()
    assert "It was strong until 2026-11-02." in html


CITED_SIGNAL = "List l1, Same second: 91 % came in one second. Other lists: 0.004 at the median."


def test_a_signal_of_a_list_can_be_cited_with_its_figures(client: Client) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    list_with_pattern(incident)
    assert f'value="{CITED_SIGNAL}"' in client.get(f"/desk/case/{case.pk}/?tab=list").content.decode()
    client.post(f"/desk/case/{case.pk}/cite/", {"incident": incident.pk, "sentence": CITED_SIGNAL, "tab": "list"})
    assert case.events.get(kind="finding_cited").sentence == CITED_SIGNAL


@pytest.mark.parametrize("sentence", [CITED_SIGNAL.replace("91", "92"), CITED_SIGNAL.replace("l1", "l2")])
def test_what_no_signal_of_the_list_says_cannot_be_cited(client: Client, sentence: str) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    list_with_pattern(incident)
    posted = {"incident": incident.pk, "sentence": sentence}
    assert client.post(f"/desk/case/{case.pk}/cite/", posted).status_code == 400
    assert not case.events.filter(kind="finding_cited").exists()


def test_measuring_a_list_again_waits_for_a_worker_and_the_tab_says_so(client: Client) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    list_with_pattern(incident)
    page = client.post(f"/desk/case/{case.pk}/list/measure/", {"list": "l1", "tab": "list"}, follow=True)
    assert "Waits to be measured" in page.content.decode()
    ListMeasurement.objects.update(doing="loading lists", done=400, total=1000)
    assert "Being measured: loading lists" in client.get(f"/desk/case/{case.pk}/?tab=list").content.decode()


def test_a_sign_up_bombing_shows_the_customer_as_a_victim(client: Client) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    list_with_pattern(incident, name="sign_up_bombing", label="Sign-up bombing", weight=0.0)
    assert "the customer is a victim" in client.get(f"/desk/case/{case.pk}/?tab=list").content.decode()


def test_the_subscription_tab_shows_the_time_as_recorded_beside_utc(client: Client) -> None:
    builders.log_in(client)
    case, incident = builders.case_with_original()
    mailing_list = MailingList.objects.create(list_id="l1", account=rows.account(), name="News")
    Subscription.objects.create(
        mailing_list=mailing_list,
        email=incident.recipient,
        subscribed_at_recorded="2026-06-03T04:00:00-04:00",
        subscribed_at=datetime(2026, 6, 3, 8, tzinfo=UTC),
        ip="198.51.100.7",
        source="web_form",
    )
    html = client.get(f"/desk/case/{case.pk}/?tab=subscription").content.decode()
    for part in ("2026-06-03T04:00:00-04:00", "2026-06-03 08:00:00 UTC", "198.51.100.7", "web form"):
        assert part in html
