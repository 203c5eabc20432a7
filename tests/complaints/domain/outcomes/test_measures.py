from __future__ import annotations

from typing import Any, cast

import pytest

from complaints.domain import outcomes
from complaints.domain.facts import Origin
from tests.complaints.papers import BREACH, DECIDED, closed, gate, line, order, papers

WARN, FINE, TERMINATE, REMEDIATE = map(outcomes.get, ("warn", "fine", "terminate", "remediate"))


@pytest.mark.parametrize("origin", [Origin.PROVEN, Origin.STRONG, Origin.PROBABLE])
def test_a_warning_is_open_from_probable_up(origin: Origin) -> None:
    assert not closed(WARN, papers(line(1, origin)), order("warn"))


@pytest.mark.parametrize(
    "origin", [Origin.PLAUSIBLE, Origin.CLAIMED, Origin.CONTRADICTED, Origin.REPLAYED, Origin.FOREIGN]
)
def test_a_warning_is_closed_below_probable(origin: Origin) -> None:
    assert "origin" in closed(WARN, papers(line(1, origin)), None)


def test_a_warning_needs_somebody_to_write_to() -> None:
    assert "contact" in closed(WARN, papers(contact_email=""), None)


def test_an_incident_judged_unsubstantiated_does_not_carry_a_warning() -> None:
    assert "origin" in closed(WARN, papers(line(1, substantiated=False)), None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"origin": Origin.PROBABLE}, "only probable"),
        ({"origin": Origin.REPLAYED}, "only replayed"),
        ({"recipient_matches": False}, "send log"),
        ({"charged_at": DECIDED}, "charged on 2026-11-09"),
        ({"substantiated": False}, "not substantiated"),
    ],
)
def test_a_fine_refuses_each_incident_that_may_not_be_charged(change: dict[str, Any], why: str) -> None:
    dossier = papers(line(1), line(2, **change))
    assert why in gate(FINE, dossier, order("fine", charged=(1, 2)), "charged").detail


def test_a_fine_refuses_an_incident_of_another_case() -> None:
    assert "not of this case" in gate(FINE, papers(), order("fine", charged=(99,)), "charged").detail


def test_a_fine_needs_a_charged_incident() -> None:
    assert "charged" in closed(FINE, papers(), order("fine"))


def test_a_fine_is_closed_when_nothing_can_be_charged() -> None:
    assert "chargeable" in closed(FINE, papers(line(1, Origin.PROBABLE)), None)


def test_a_fine_counts_each_incident_once() -> None:
    actions = FINE.plan(papers(line(1), line(2)), order("fine", charged=(2, 1, 1, 2)))
    amounts = [cast("int", action.payload["amount_cents"]) for action in actions if action.kind == "charge"]
    assert amounts == [100_00, 100_00]


def test_a_fine_lists_its_lines_one_by_one() -> None:
    mail = FINE.plan(papers(line(1), line(2), line(3)), order("fine", charged=(1, 3)))[0]
    context = cast("dict[str, Any]", mail.payload["context"])
    assert [one["number"] for one in context["incidents"]] == [1, 3]
    assert (context["total"], context["price"], context["count"]) == ("$200.00", "$100.00", 2)


def test_undoing_a_fine_credits_each_charge_and_says_so() -> None:
    actions = FINE.reverse(papers(line(1), line(2)), order("fine", charged=(1, 2, 2)))
    assert [(action.kind, action.undoes) for action in actions] == [
        ("credit", "charge"),
        ("credit", "charge"),
        ("mail", "mail"),
    ]


def test_termination_needs_two_independent_proofs() -> None:
    assert "proof" in closed(TERMINATE, papers(line(1)), None)
    assert not closed(TERMINATE, papers(line(1), line(2)), order("terminate"))


def test_two_mails_to_one_recipient_are_not_independent() -> None:
    assert "proof" in closed(TERMINATE, papers(line(1), line(2, recipient="reader1@isp.example")), None)


def test_redacted_recipients_are_not_independent() -> None:
    assert "proof" in closed(TERMINATE, papers(line(1, recipient=None), line(2, recipient=None)), None)


@pytest.mark.parametrize(
    "severe",
    [{"list_pattern": "consistent_with_bought"}, {"subscription": "contradicted"}, {"content": "phishing_or_malware"}],
)
def test_one_proof_and_a_severe_finding_carry_a_termination(severe: dict[str, str]) -> None:
    assert not closed(TERMINATE, papers(line(1), findings=BREACH | severe), order("terminate"))


def test_a_severe_finding_alone_carries_no_termination() -> None:
    dossier = papers(line(1, Origin.PROBABLE), findings=BREACH | {"list_pattern": "consistent_with_bought"})
    assert "proof" in closed(TERMINATE, dossier, None)


def test_the_proposer_is_no_second_person() -> None:
    dossier = papers(line(1), line(2), staff="agent", approver="agent")
    assert "second_person" in closed(TERMINATE, dossier, order("terminate"))


def test_an_account_without_a_contact_can_be_terminated_without_a_notice() -> None:
    dossier = papers(line(1), line(2), contact_email="")
    assert not closed(TERMINATE, dossier, order("terminate"))
    assert [action.kind for action in TERMINATE.plan(dossier, order("terminate"))] == ["terminate"]


def test_undoing_a_termination_restores_the_standing_from_before() -> None:
    dossier = papers(account_status="terminated", restores_to="suspended")
    restored = TERMINATE.reverse(dossier, order("terminate"))[0]
    assert (restored.kind, restored.payload["status"]) == ("reinstate", "suspended")


def test_remediation_needs_only_the_reviews_of_content_and_complaint() -> None:
    dossier = papers(findings={"content": "unsolicited_commercial", "complaint": "credible"})
    assert not closed(REMEDIATE, dossier, order("remediate"))
    assert "reviews" in closed(REMEDIATE, papers(findings={"content": "not_reviewable"}), None)


def test_remediation_pauses_sending_only_when_ordered() -> None:
    assert "suspend" not in {one.kind for one in REMEDIATE.plan(papers(), order("remediate"))}
    assert "suspend" in {one.kind for one in REMEDIATE.plan(papers(), order("remediate", pause_sending=True))}


def test_an_account_that_is_suspended_already_is_not_paused_again() -> None:
    dossier = papers(account_status="suspended")
    assert "suspend" not in {one.kind for one in REMEDIATE.plan(dossier, order("remediate", pause_sending=True))}


def test_remediation_charges_nothing() -> None:
    assert "charge" not in {one.kind for one in REMEDIATE.plan(papers(), order("remediate", charged=(1,)))}
