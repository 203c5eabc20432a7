"""From the reviews to the consequences, pressed as forms: what is refused says why, and nobody's words are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from complaints.models import Case, Charge, Decision, OutboxRow
from tests import builders
from tests.complaints import rows

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db


def reviewed_case(client: Client, *, role: str = "agents") -> Case:
    """Log a person in and give a case that was reviewed and could be decided in any way."""
    person = builders.log_in(client, role)
    case = rows.case(3)
    rows.review(case, person)
    return case


def send(client: Client, case: Case, step: str, **fields: Any) -> Answer:
    """Send the decision panel to a step."""
    asked = {"outcome": "warn", "rule": rows.RULE, "public_reason": "Nobody asked for this mail.", "version": 0}
    return client.post(f"/desk/case/{case.pk}/{step}/", asked | fields)


def test_a_review_is_recorded_from_its_tab(client: Client) -> None:
    builders.log_in(client)
    case = rows.case()
    answer = client.post(
        f"/desk/case/{case.pk}/review/",
        {"review": "complaint", "finding": "credible", "note": "Looks real", "tab": "complaint"},
    )
    assert answer["Location"] == f"/desk/case/{case.pk}/?tab=complaint"
    assert case.reviews.get().finding == "credible"


def test_a_review_without_a_finding_asks_for_one(client: Client) -> None:
    builders.log_in(client)
    case = rows.case()
    page = client.post(f"/desk/case/{case.pk}/review/", {"review": "complaint"}, follow=True)
    assert "Choose a finding" in page.content.decode()


def test_before_the_reviews_a_warning_is_offered_as_closed_with_its_reason(client: Client) -> None:
    builders.log_in(client)
    html = client.get(f"/desk/case/{rows.case().pk}/").content.decode()
    assert "Record these reviews first" in html
    assert 'value="warn" disabled' in html


def test_the_preview_lists_actions_and_mails_and_writes_nothing(client: Client) -> None:
    case = reviewed_case(client)
    html = send(client, case, "preview", tell_reporters="on").content.decode()
    assert "owner@acme.example" in html
    assert "reader1@isp.example" in html
    assert "<pre" in html
    assert (Decision.objects.count(), OutboxRow.objects.count()) == (0, 0)


def test_a_preview_without_a_reason_comes_back_with_what_was_filled_in(client: Client) -> None:
    case = reviewed_case(client)
    answer = send(client, case, "preview", public_reason="", private_note="My own words")
    assert answer.status_code == 422
    assert "Write the reason that the customer reads" in answer.content.decode()
    assert "My own words" in answer.content.decode()


def test_confirming_decides_and_queues_the_consequences(client: Client) -> None:
    case = reviewed_case(client)
    answer = send(client, case, "decide")
    assert answer["Location"] == f"/desk/case/{case.pk}/"
    assert Decision.objects.get().state == "in_force"
    assert "Decided: Warn" in client.get(answer["Location"]).content.decode()


def test_a_fine_charges_each_chosen_incident_once(client: Client) -> None:
    case = reviewed_case(client)
    chosen = list(case.incidents.values_list("pk", flat=True))[:2]
    html = send(client, case, "preview", outcome="fine", charged=[*chosen, chosen[0]]).content.decode()
    assert "2 × $100.00 = $200.00" in html  # noqa: RUF001 - as people read it
    send(client, case, "decide", outcome="fine", charged=chosen)
    assert list(Charge.objects.values_list("incident_id", "amount_cents")) == [(pk, 10_000) for pk in chosen]


def test_an_incident_of_another_case_cannot_be_charged(client: Client) -> None:
    case = reviewed_case(client)
    stranger = rows.add_incident(rows.case(0, grouping="other"), 9)
    assert send(client, case, "decide", outcome="fine", charged=[stranger.pk]).status_code == 422
    assert not Charge.objects.exists()


def test_the_same_form_sent_twice_decides_once_and_keeps_the_words(client: Client) -> None:
    case = reviewed_case(client)
    send(client, case, "decide")
    again = send(client, case, "decide", private_note="My own words")
    assert again.status_code == 409
    assert "My own words" in again.content.decode()
    assert Decision.objects.count() == 1


def test_the_words_can_be_taken_back_to_the_case(client: Client) -> None:
    case = reviewed_case(client)
    html = send(client, case, "edit", private_note="My own words").content.decode()
    assert "My own words" in html
    assert 'value="warn" checked' in html


def test_a_closed_gate_refuses_a_decision_sent_past_the_preview(client: Client) -> None:
    builders.log_in(client)
    case = rows.case()
    answer = send(client, case, "decide")
    assert answer.status_code == 409
    assert "Record these reviews first" in answer.content.decode()


@pytest.mark.parametrize("step", ["preview", "decide", "edit"])
def test_nobody_decides_without_the_role(client: Client, step: str) -> None:
    builders.log_in(client, role="")
    assert send(client, rows.case(), step).status_code == 403


@pytest.mark.parametrize("step", ["preview", "decide", "claim", "review", "note"])
def test_reading_an_address_changes_nothing(client: Client, step: str) -> None:
    builders.log_in(client)
    assert client.get(f"/desk/case/{rows.case().pk}/{step}/").status_code == 405


def proposed_case(client: Client) -> Decision:
    """Propose to terminate, as an agent."""
    case = reviewed_case(client, role="approvers")
    send(client, case, "decide", outcome="terminate", pause_sending="on")
    return Decision.objects.get()


def test_the_proposer_sees_why_approving_is_closed(client: Client) -> None:
    decision = proposed_case(client)
    html = client.get(f"/desk/case/{decision.case_id}/").content.decode()
    assert "You proposed this, so another person has to approve it" in html


def test_the_proposer_cannot_approve_by_sending_the_form_anyway(client: Client) -> None:
    decision = proposed_case(client)
    answer = client.post(f"/desk/case/{decision.case_id}/decision/{decision.pk}/answer/", {"do": "approve"})
    decision.refresh_from_db()
    assert (answer.status_code, decision.state) == (403, "proposed")


def test_a_second_person_approves(client: Client) -> None:
    decision = proposed_case(client)
    builders.log_in(client, "approvers", "second")
    client.post(f"/desk/case/{decision.case_id}/decision/{decision.pk}/answer/", {"do": "approve"})
    decision.refresh_from_db()
    assert (decision.state, str(decision.approved_by)) == ("in_force", "second")


def test_a_second_person_sends_back_with_a_reason(client: Client) -> None:
    decision = proposed_case(client)
    builders.log_in(client, "approvers", "second")
    client.post(f"/desk/case/{decision.case_id}/decision/{decision.pk}/answer/", {"do": "send_back", "answer": "Why?"})
    decision.refresh_from_db()
    assert (decision.state, decision.answer) == ("sent_back", "Why?")


def test_an_approver_reverses_and_the_case_opens_again(client: Client) -> None:
    case = reviewed_case(client, role="approvers")
    send(client, case, "decide")
    decision = Decision.objects.get()
    client.post(f"/desk/case/{case.pk}/decision/{decision.pk}/reverse/", {"reason": "We were wrong."})
    case.refresh_from_db()
    assert case.state == "open"


def test_an_agent_does_not_reverse_what_two_people_decided(client: Client) -> None:
    decision = proposed_case(client)
    address = f"/desk/case/{decision.case_id}/decision/{decision.pk}"
    builders.log_in(client, "approvers", "second")
    client.post(f"{address}/answer/", {"do": "approve"})
    builders.log_in(client, "agents", "third")
    assert client.post(f"{address}/reverse/", {"reason": "We were wrong."}).status_code == 403
    assert "Your role may not reverse this" in client.get(f"/desk/case/{decision.case_id}/").content.decode()


def test_a_case_is_claimed_taken_over_and_released(client: Client) -> None:
    first = builders.log_in(client)
    case = rows.case()
    client.post(f"/desk/case/{case.pk}/claim/", {"do": "claim"})
    case.refresh_from_db()
    assert case.assignee == first
    second = builders.log_in(client, name="second")
    assert client.post(f"/desk/case/{case.pk}/claim/", {"do": "claim"}).status_code == 409
    client.post(f"/desk/case/{case.pk}/claim/", {"do": "take"})
    case.refresh_from_db()
    assert case.assignee == second
    client.post(f"/desk/case/{case.pk}/claim/", {"do": "release"})
    case.refresh_from_db()
    assert case.assignee is None


def test_an_incident_is_judged_from_its_tab(client: Client) -> None:
    builders.log_in(client)
    case = rows.case()
    incident = case.incidents.order_by("pk")[0]
    client.post(f"/desk/case/{case.pk}/incident/{incident.pk}/", {"answer": "no", "tab": "headers"})
    incident.refresh_from_db()
    assert incident.substantiated is False


def test_an_incident_of_another_case_is_not_judged_under_this_one(client: Client) -> None:
    builders.log_in(client)
    case, other = rows.case(), rows.case(0, grouping="other")
    incident = case.incidents.order_by("pk")[0]
    assert client.post(f"/desk/case/{other.pk}/incident/{incident.pk}/", {"answer": "no"}).status_code == 404


def test_a_note_goes_into_the_history(client: Client) -> None:
    builders.log_in(client)
    case = rows.case()
    page = client.post(f"/desk/case/{case.pk}/note/", {"note": "Ask Ann first."}, follow=True)
    assert "Ask Ann first." in page.content.decode()


def test_what_waits_can_be_cancelled_and_what_is_stuck_tried_again(client: Client) -> None:
    builders.log_in(client)
    row = OutboxRow.objects.create(
        idempotency_key="k", kind="mail", summary="A mail", state="dead", not_before=rows.NOW, created_at=rows.NOW
    )
    client.post(f"/desk/outbox/{row.pk}/move/", {"do": "retry"})
    row.refresh_from_db()
    assert row.state == "pending"
    client.post(f"/desk/outbox/{row.pk}/move/", {"do": "cancel"})
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_consequence_that_has_left_cannot_be_cancelled(client: Client) -> None:
    builders.log_in(client)
    row = OutboxRow.objects.create(
        idempotency_key="k", kind="mail", summary="A mail", state="delivered", not_before=rows.NOW, created_at=rows.NOW
    )
    assert client.post(f"/desk/outbox/{row.pk}/move/", {"do": "cancel"}).status_code == 409


def test_a_form_without_its_token_is_refused(client: Client) -> None:
    person = rows.staff("agent", "agents")
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(person)
    answer = strict.post(f"/desk/case/{rows.case().pk}/claim/", {"do": "claim"})
    assert answer.status_code == 403
    assert "out of date" in answer.content.decode()


def test_the_account_of_an_unattributed_case_is_named_by_judgement(client: Client) -> None:
    builders.log_in(client)
    rows.account("other")
    case = Case.objects.create(kind="unattributed", grouping="u", open_key="u", opened_at=rows.NOW)
    fields = {"account": "other", "note": "The customer said so.", "version": 0}
    client.post(f"/desk/case/{case.pk}/account/", fields)
    case.refresh_from_db()
    assert (case.account_id, case.kind, case.version) == ("other", "spam", 1)
    assert client.post(f"/desk/case/{case.pk}/account/", fields).status_code == 409


def test_naming_an_account_that_does_not_exist_says_so(client: Client) -> None:
    builders.log_in(client)
    case = Case.objects.create(kind="unattributed", grouping="u", open_key="u", opened_at=rows.NOW)
    answer = client.post(f"/desk/case/{case.pk}/account/", {"account": "none", "note": "Guess.", "version": 0})
    assert answer.status_code == 400


def test_what_the_ladder_says_is_escaped_once(client: Client) -> None:
    builders.log_in(client)
    case = rows.case(0, kind="framed")
    reasons = [{"signal": "log_absence", "detail": "No message <1@x.example>.", "weight": -0.7}]
    rows.add_incident(case, 1, origin="contradicted", reasons=reasons)
    page = client.get(f"/desk/case/{case.pk}/").content.decode()
    assert "No message &lt;1@x.example&gt;." in page
    assert "&amp;lt;" not in page
