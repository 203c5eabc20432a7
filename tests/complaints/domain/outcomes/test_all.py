from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.domain import outcomes
from complaints.domain.errors import UnknownChoiceError
from complaints.domain.outcomes import OUTCOMES
from complaints.enforcement import HANDLERS
from complaints.enforcement.mail import TEMPLATES
from complaints.services.queue_actions import LEDGER_KINDS
from tests.complaints.papers import BREACH, closed, line, notes, order, papers

if TYPE_CHECKING:
    from complaints.domain.ports import Outcome

FOLDER = Path(outcomes.__file__).parent
ADVERSE = [outcome for outcome in OUTCOMES if outcome.adverse]


def test_every_outcome_file_is_listed() -> None:
    files = {file.stem for file in FOLDER.glob("*.py")} - {"__init__"}
    assert files == {outcome.name for outcome in OUTCOMES}


def test_the_adverse_outcomes_are_warn_fine_and_terminate() -> None:
    assert [outcome.name for outcome in ADVERSE] == ["warn", "fine", "terminate"]


def test_only_termination_needs_a_second_person() -> None:
    assert [outcome.name for outcome in OUTCOMES if outcome.needs_second_person] == ["terminate"]


@pytest.mark.parametrize("missing", list(BREACH))
@pytest.mark.parametrize("outcome", ADVERSE, ids=lambda outcome: outcome.name)
def test_no_adverse_outcome_is_open_before_all_four_reviews(outcome: Outcome, missing: str) -> None:
    reviewed = {name: finding for name, finding in BREACH.items() if name != missing} | {
        "content": "unrelated_to_topic"
    }
    reviewed.pop(missing, None)
    dossier = papers(line(1), line(2), reviews=notes(reviewed))
    assert "reviews" in closed(outcome, dossier, None)


@pytest.mark.parametrize("outcome", ADVERSE, ids=lambda outcome: outcome.name)
@pytest.mark.parametrize(
    ("change", "gate"),
    [({"rule": "anti-spam/2030/4.2"}, "rule"), ({"rule": ""}, "rule"), ({"public_reason": " "}, "public_reason")],
)
def test_an_adverse_outcome_needs_a_rule_in_force_and_a_reason(
    outcome: Outcome, change: dict[str, str], gate: str
) -> None:
    assert gate in closed(outcome, papers(line(1), line(2)), order(outcome.name, charged=(1,), **change))


@pytest.mark.parametrize("outcome", ADVERSE, ids=lambda outcome: outcome.name)
@pytest.mark.parametrize("reason", ["READER1@isp.example complained.", "A reader1 complained."])
def test_a_reason_that_names_a_complainant_is_refused(outcome: Outcome, reason: str) -> None:
    asked = order(outcome.name, charged=(1,), public_reason=reason)
    assert "public_reason" in closed(outcome, papers(line(1), line(2)), asked)


@pytest.mark.parametrize("outcome", ADVERSE, ids=lambda outcome: outcome.name)
def test_an_adverse_outcome_needs_a_breach_among_the_findings(outcome: Outcome) -> None:
    innocent = {"content": "ordinary_newsletter", "list_pattern": "no_signs", "complaint": "credible"}
    dossier = papers(line(1), line(2), findings=innocent | {"subscription": "record_complete"})
    assert "violation" in closed(outcome, dossier, None)


@pytest.mark.parametrize("outcome", ADVERSE, ids=lambda outcome: outcome.name)
def test_an_adverse_outcome_needs_an_account_that_is_not_terminated(outcome: Outcome) -> None:
    assert "account" in closed(outcome, papers(line(1), line(2), account_status="terminated"), None)
    assert "account" in closed(outcome, papers(line(1), line(2), account_id=None), None)


@pytest.mark.parametrize("outcome", ADVERSE, ids=lambda outcome: outcome.name)
def test_an_adverse_outcome_is_open_when_all_is_there(outcome: Outcome) -> None:
    assert not closed(outcome, papers(line(1), line(2)), order(outcome.name, charged=(1,)))


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_what_is_planned_and_undone_has_a_door_out_and_a_template(outcome: Outcome) -> None:
    dossier = papers(line(1), line(2), reporters=("ann@isp.example",))
    asked = order(outcome.name, charged=(1,), tell_reporters=True, pause_sending=True)
    actions = (*outcome.plan(dossier, asked), *outcome.reverse(dossier, asked))
    assert {action.kind for action in actions} <= HANDLERS.keys() | LEDGER_KINDS
    assert {action.payload["template"] for action in actions if action.kind == "mail"} <= TEMPLATES


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_payloads_are_json(outcome: Outcome) -> None:
    asked = order(outcome.name, charged=(1,), tell_reporters=True, pause_sending=True)
    for action in (*outcome.plan(papers(), asked), *outcome.reverse(papers(), asked)):
        assert json.loads(json.dumps(action.payload)) == action.payload


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_no_reporter_or_recipient_reaches_the_customer(outcome: Outcome) -> None:
    incident = line(1, recipient="ann.smith@isp.example", subject="Ann, ann.smith@isp.example: Smith family offer")
    dossier = papers(incident, reporters=("bob@isp.example",))
    asked = order(outcome.name, charged=(1,), tell_reporters=True)
    for action in (*outcome.plan(dossier, asked), *outcome.reverse(dossier, asked)):
        if action.payload.get("to") == dossier.contact_email:
            words = json.dumps(action.payload).lower()
            assert not any(name in words for name in ("ann", "smith", "bob", "isp.example"))


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_no_customer_reaches_a_reporter(outcome: Outcome) -> None:
    asked = order(outcome.name, charged=(1,), tell_reporters=True)
    for action in outcome.plan(papers(), asked):
        if action.payload.get("to") == "reader1@isp.example":
            assert "acme" not in json.dumps(action.payload).lower()


def test_reporters_are_told_only_when_asked_for() -> None:
    told = [
        action for action in outcomes.get("warn").plan(papers(), order("warn")) if "reporter" in str(action.payload)
    ]
    assert not told


def test_an_account_that_complains_about_itself_is_not_told_twice() -> None:
    dossier = papers(reporters=("owner@acme.example",))
    mails = outcomes.get("warn").plan(dossier, order("warn", tell_reporters=True))
    assert len(mails) == 1


def test_an_unknown_outcome_is_named_in_the_error() -> None:
    with pytest.raises(UnknownChoiceError, match="banish"):
        outcomes.get("banish")
