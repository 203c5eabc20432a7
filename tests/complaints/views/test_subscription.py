"""The subscription tab, and citing what it found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import MailingList, SentCount, SentMessage, Subscription, SubscriptionChange
from complaints.models import Case, CaseEvent, Policy
from complaints.policies import shipped
from tests import builders
from tests.complaints import rows

if TYPE_CHECKING:
    from django.test import Client

    from complaints.models import Incident

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\u202egnp.exe"
CITED = "The IP address of the subscription is missing."


@pytest.fixture
def incident(client: Client) -> Incident:
    builders.log_in(client)
    MailingList.objects.create(pk="l1", account=rows.account(), name="News", consent="single_opt_in")
    return rows.add_incident(rows.case(0), 1, list_id="l1", message_id="<m@acme.example>")


def subscribe(**fields: Any) -> Subscription:
    taken = rows.NOW - timedelta(days=90)
    values = {"subscribed_at_recorded": taken.isoformat(), "subscribed_at": taken, "source": "web_form", **fields}
    return Subscription.objects.create(mailing_list_id="l1", email="reader1@isp.example", **values)


def shown(client: Client, incident: Incident, tab: str = "subscription") -> str:
    return client.get(f"/desk/case/{incident.case_id}/?tab={tab}&incident={incident.pk}").content.decode()


def cite(client: Client, incident: Incident, sentence: str) -> int:
    path = f"/desk/case/{incident.case_id}/cite/"
    return client.post(path, {"incident": incident.pk, "tab": "subscription", "sentence": sentence}).status_code


def cited() -> list[str]:
    return list(CaseEvent.objects.filter(kind="finding_cited").values_list("sentence", flat=True))


def test_the_tab_shows_grade_reasons_history_and_what_is_not_connected(client: Client, incident: Incident) -> None:
    row = subscribe(ip="9.9.9.9")
    SubscriptionChange.objects.create(
        subscription=row, changed_at=rows.NOW + timedelta(days=3), values={"ip": ["", "9.9.9.9"]}
    )
    html = shown(client, incident)
    assert "3 days after the complaint came in" in html
    assert "Implausible: the record cannot be true as it stands" in html
    assert "not connected" in html


def test_an_opt_out_list_suggests_no_finding_about_its_records(client: Client, incident: Incident) -> None:
    MailingList.objects.update(consent="opt_out")
    subscribe(ip="9.9.9.9")
    html = shown(client, incident)
    assert "nobody on it was asked first" in html
    assert "The records suggest" not in html


def test_a_record_that_does_not_cure_its_list_is_suggested_with_that_said(client: Client, incident: Incident) -> None:
    MailingList.objects.update(consent="unknown")
    subscribe(ip="9.9.9.9", form_url="https://acme.example/form")
    assert "which does not cure the list" in shown(client, incident)


def test_the_tab_tells_what_the_stricter_policy_makes_of_it(client: Client, incident: Incident) -> None:
    subscribe(ip="9.9.9.9")
    html = shown(client, incident)
    assert "By the Policy on unsolicited bulk e-mail: incomplete" in html
    Policy.objects.filter(code="hosting").update(active=False)
    assert "By the Policy" not in shown(client, incident)


def test_a_triggered_mail_is_shown_with_its_event(client: Client, incident: Incident) -> None:
    SentMessage.objects.create(
        message_id="<m@acme.example>",
        recipient="reader1@isp.example",
        account_id="acme",
        sent_at=rows.NOW - timedelta(days=2),
        kind="triggered",
        trigger=HOSTILE,
    )
    html = shown(client, incident)
    assert "A triggered mail" in html
    assert "There is no subscription record" not in html
    assert "<script>alert" not in html
    assert "\u202e" not in html


def test_hostile_records_stay_text(client: Client, incident: Incident) -> None:
    row = subscribe(ip=HOSTILE[:40], evidence=HOSTILE, form_url=HOSTILE, sending_entity=HOSTILE)
    SubscriptionChange.objects.create(subscription=row, changed_at=rows.NOW, values={"evidence": [HOSTILE, "x"]})
    html = shown(client, incident)
    assert "<script>alert" not in html


def test_a_finding_is_cited_once_as_it_stands_then(client: Client, incident: Incident) -> None:
    row = subscribe()
    for _ in range(2):
        assert cite(client, incident, CITED.replace(" ", " \r\n ", 1)) == 302
    row.ip = "9.9.9.9"
    row.save()
    assert cited() == [CITED]
    html = shown(client, incident)
    assert "Cited as evidence" in html
    assert html.count(CITED) == 1


def test_a_sentence_that_the_desk_does_not_find_cannot_be_cited(client: Client, incident: Incident) -> None:
    subscribe(ip="9.9.9.9")
    assert cite(client, incident, CITED) == 400
    assert cited() == []


def test_a_rate_can_be_cited(client: Client, incident: Incident) -> None:
    SentCount.objects.create(account_id="acme", day=rows.NOW.date(), list_id="l1", provider="other", sent=1000)
    html = shown(client, incident, "list")
    sentence = "1 complaint of 1,000 messages sent to Other domains in 28 days: 0.1 %"
    whole = next(line for line in html.split('value="') if line.startswith(sentence)).partition('"')[0]
    assert cite(client, incident, whole) == 302
    assert cited() == [whole]


def test_nothing_is_cited_in_a_decided_case(client: Client, incident: Incident) -> None:
    subscribe()
    Case.objects.update(state="decided")
    assert cite(client, incident, CITED) == 409
    assert 'value="The IP address' not in shown(client, incident)


def test_an_incident_of_another_case_cannot_be_cited(client: Client, incident: Incident) -> None:
    other = rows.case(1, grouping="other")
    data = {"incident": incident.pk, "sentence": CITED}
    assert client.post(f"/desk/case/{other.pk}/cite/", data).status_code == 404


def test_each_policy_says_what_it_asks_of_records() -> None:
    assert {text.code: text.consent for text in shipped()} == {"anti-spam": "opt_in", "hosting": "confirmed_opt_in"}
    assert set(Policy.objects.values_list("code", "consent")) == {
        ("anti-spam", "opt_in"),
        ("hosting", "confirmed_opt_in"),
    }


def test_a_time_without_an_offset_is_not_said_to_have_one(client: Client, incident: Incident) -> None:
    subscribe(subscribed_at=None, subscribed_at_recorded="2026-05-01T12:00:00")
    html = shown(client, incident)
    assert "no offset" in html
    assert "with its offset" not in html
