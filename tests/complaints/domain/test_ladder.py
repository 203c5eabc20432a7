from __future__ import annotations

import pytest

from complaints.domain.facts import Origin
from complaints.domain.ladder import propose
from tests.complaints.papers import BREACH, INNOCENT, line, papers


def test_a_first_breach_is_a_warning() -> None:
    assert propose(papers()).outcome == "warn"


def test_a_breach_after_a_warning_is_a_fine() -> None:
    assert propose(papers(earlier_decisions=("warn",))).outcome == "fine"


def test_a_breach_after_a_fine_is_a_termination() -> None:
    assert propose(papers(line(1), line(2), earlier_decisions=("fine", "warn"))).outcome == "terminate"


def test_what_the_evidence_does_not_carry_steps_down() -> None:
    proposal = propose(papers(line(1, Origin.PROBABLE), earlier_decisions=("fine",)))
    assert proposal.outcome == "warn"
    assert "one step milder" in proposal.reasons[-1]


def test_a_severe_finding_climbs_a_step() -> None:
    dossier = papers(findings=BREACH | {"list_pattern": "consistent_with_bought"})
    assert propose(dossier).outcome == "fine"


def test_dismissals_before_do_not_climb() -> None:
    assert propose(papers(earlier_decisions=("dismiss_mistaken", "remediate"))).outcome == "warn"


def test_a_contradiction_is_a_joe_job() -> None:
    framed = line(1, Origin.CONTRADICTED, contradictions=("The token fails.",))
    proposal = propose(papers(framed, findings={}))
    assert (proposal.outcome, proposal.reasons) == ("dismiss_joe_job", ("The token fails.",))


def test_signs_of_a_break_in_propose_remediation() -> None:
    assert propose(papers(compromise=("X-PHP-Script names a file.",))).outcome == "remediate"


def test_a_mistaken_complaint_with_consent_shown_is_dismissed() -> None:
    assert propose(papers(findings=INNOCENT | {"complaint": "mistaken"})).outcome == "dismiss_mistaken"


@pytest.mark.parametrize("listed", ["consistent_with_bought", "opt_out_list"])
def test_a_good_record_on_a_list_that_looks_bought_is_no_dismissal(listed: str) -> None:
    found = INNOCENT | {"complaint": "mistaken", "list_pattern": listed}
    assert propose(papers(findings=found)).outcome in {"warn", "fine"}


def test_four_innocent_findings_propose_no_measure() -> None:
    assert propose(papers(findings=INNOCENT)).outcome == "insufficient"


@pytest.mark.parametrize(("account", "outcome"), [(None, "not_ours"), ("acme", "insufficient")])
def test_what_nothing_shows_is_closed(account: str | None, outcome: str) -> None:
    assert propose(papers(line(1, Origin.CLAIMED), account_id=account, findings={})).outcome == outcome


def test_a_listing_is_acknowledged() -> None:
    assert propose(papers(kind="listing", findings={})).outcome == "acknowledge_listing"


def test_every_proposal_has_a_reason() -> None:
    assert propose(papers()).reasons
