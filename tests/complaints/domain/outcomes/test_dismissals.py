from __future__ import annotations

import pytest

from complaints.domain import outcomes
from complaints.domain.facts import Origin
from tests.complaints.papers import BREACH, closed, line, order, papers

JOE_JOB = outcomes.get("dismiss_joe_job")
AGAINST = {"contradictions": ("The signed Return-Path token does not verify.",)}


def test_a_joe_job_closes_on_a_named_contradiction() -> None:
    dossier = papers(line(1, Origin.CONTRADICTED, **AGAINST), findings={"complaint": "credible"})
    assert not closed(JOE_JOB, dossier, order("dismiss_joe_job"))


def test_a_joe_job_needs_a_named_contradiction() -> None:
    assert "contradiction" in closed(JOE_JOB, papers(line(1, Origin.CONTRADICTED)), None)


@pytest.mark.parametrize("origin", [Origin.CLAIMED, Origin.PLAUSIBLE, Origin.REPLAYED, Origin.FOREIGN])
def test_what_could_not_be_verified_is_no_joe_job(origin: Origin) -> None:
    assert "contradiction" in closed(JOE_JOB, papers(line(1, origin, **AGAINST)), None)


@pytest.mark.parametrize("origin", [Origin.PROVEN, Origin.STRONG, Origin.PROBABLE])
def test_no_joe_job_while_another_incident_is_shown(origin: Origin) -> None:
    dossier = papers(line(1, Origin.CONTRADICTED, **AGAINST), line(2, origin))
    assert "origin" in closed(JOE_JOB, dossier, None)


@pytest.mark.parametrize("finding", ["mistaken", "unsubscribe_request", "fabricated"])
def test_a_mistaken_complaint_is_dismissed_on_its_review(finding: str) -> None:
    dossier = papers(findings=BREACH | {"complaint": finding})
    assert not closed(outcomes.get("dismiss_mistaken"), dossier, order("dismiss_mistaken"))


@pytest.mark.parametrize("listed", ["consistent_with_bought", "opt_out_list"])
def test_a_list_that_looks_bought_is_not_cured_by_a_record(listed: str) -> None:
    found = BREACH | {"subscription": "record_complete", "list_pattern": listed, "complaint": "mistaken"}
    outcome = outcomes.get("dismiss_mistaken")
    assert closed(outcome, papers(findings=found), order("dismiss_mistaken")) == {"list"}
    assert not closed(outcome, papers(findings=found | {"complaint": "fabricated"}), order("dismiss_mistaken"))


def test_a_credible_complaint_is_not_mistaken() -> None:
    assert "finding_complaint" in closed(outcomes.get("dismiss_mistaken"), papers(), None)


def test_proven_mail_is_not_closed_as_not_ours() -> None:
    assert "origin" in closed(outcomes.get("not_ours"), papers(), None)


def test_foreign_mail_is_closed_without_any_review() -> None:
    dossier = papers(line(1, Origin.FOREIGN), account_id=None, findings={})
    assert not closed(outcomes.get("not_ours"), dossier, order("not_ours"))


def test_a_listing_is_acknowledged_with_a_note_on_what_was_done() -> None:
    outcome = outcomes.get("acknowledge_listing")
    dossier = papers(kind="listing")
    assert closed(outcome, dossier, order("acknowledge_listing")) == {"private_note"}
    assert not closed(outcome, dossier, order("acknowledge_listing", private_note="Delisted."))


def test_only_a_listing_can_be_acknowledged() -> None:
    assert "listing" in closed(outcomes.get("acknowledge_listing"), papers(), None)


def test_a_dismissal_does_nothing_to_the_account() -> None:
    for name in ("dismiss_mistaken", "dismiss_joe_job", "not_ours", "insufficient"):
        assert not outcomes.get(name).plan(papers(), order(name))
