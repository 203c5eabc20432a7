from __future__ import annotations

import pytest

from complaints.domain.errors import (
    ChargedIncidentError,
    ForbiddenMoveError,
    StaleChangeError,
    TextLengthError,
    UnknownChoiceError,
)
from complaints.models import CaseReview
from complaints.selectors.dossier import dossier
from complaints.services.add_note import add_note
from complaints.services.claim_case import claim_case, release_case
from complaints.services.decide import decide
from complaints.services.judge_incident import judge_incident
from complaints.services.preview import preview
from complaints.services.record_review import record_review
from tests.complaints.rows import LATER, NOW, case, kinds, order, outbox, review, staff

pytestmark = pytest.mark.django_db


def test_the_latest_record_of_a_review_counts_and_none_is_edited() -> None:
    agent, row = staff("agent"), case()
    record_review(row.pk, "complaint", "credible", "", agent, NOW)
    record_review(row.pk, "complaint", "mistaken", "They remembered.", agent, LATER)
    assert [note.finding for note in dossier(row.pk, agent).reviews] == ["mistaken"]
    assert CaseReview.objects.count() == 2


def test_a_finding_of_another_review_is_not_recorded() -> None:
    row = case()
    with pytest.raises(UnknownChoiceError):
        record_review(row.pk, "content", "mistaken", "", staff("agent"), NOW)


def test_a_decided_case_is_not_reviewed() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("warn"), agent, NOW, 0)
    with pytest.raises(ForbiddenMoveError):
        record_review(row.pk, "complaint", "mistaken", "", agent, NOW)


def test_one_of_two_gets_the_case() -> None:
    row = case()
    claim_case(row.pk, staff("first"), NOW)
    with pytest.raises(StaleChangeError):
        claim_case(row.pk, staff("second"), NOW)


def test_claiming_twice_is_told_once() -> None:
    agent, row = staff("agent"), case()
    claim_case(row.pk, agent, NOW)
    claim_case(row.pk, agent, NOW)
    assert kinds(row) == ["claimed"]


def test_a_released_case_can_be_claimed() -> None:
    agent, row = staff("agent"), case()
    claim_case(row.pk, agent, NOW)
    assert release_case(row.pk, agent, NOW).assignee is None
    assert claim_case(row.pk, staff("second"), NOW).assignee


def test_a_note_becomes_history() -> None:
    agent, row = staff("agent"), case()
    add_note(row.pk, " Called them. ", agent, NOW)
    assert row.events.get(kind="note").sentence == "Called them."


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001])
def test_a_note_has_a_length(text: str) -> None:
    row = case()
    with pytest.raises(TextLengthError):
        add_note(row.pk, text, staff("agent"), NOW)


@pytest.mark.parametrize("answer", [True, False])
def test_a_judgement_is_kept_and_told(answer: bool) -> None:  # noqa: FBT001 - the two answers
    agent, row = staff("agent"), case()
    incident = judge_incident(row.incidents.all()[0].pk, answer, agent, NOW)
    assert (incident.substantiated, kinds(row)) == (answer, ["incident_judged"])


def test_the_judgement_of_a_charged_incident_stands() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    charged = row.incidents.all()[0].pk
    decide(row.pk, order("fine", charged=(charged,)), agent, NOW, 0)
    with pytest.raises(ChargedIncidentError):
        judge_incident(charged, None, agent, NOW)


def test_a_dossier_has_the_contradictions_and_signs_of_its_incidents() -> None:
    agent, row = staff("agent"), case(incidents=1)
    row.incidents.update(
        origin="contradicted",
        reasons=[{"signal": "token", "detail": "The token fails.", "weight": -0.9}],
        evidence={"signs": [{"header": "X-PHP-Script", "value": "", "detail": "A script sent it."}]},
    )
    papers = dossier(row.pk, agent)
    assert papers.incidents[0].contradictions == ("The token fails.",)
    assert papers.compromise == ("A script sent it.",)


def test_a_dossier_remembers_decisions_of_other_cases_for_a_year() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("warn"), agent, NOW, 0)
    other = case(grouping="other")
    assert dossier(other.pk, agent, at=NOW).earlier_decisions == ("warn",)
    assert dossier(other.pk, agent, at=NOW.replace(year=2028)).earlier_decisions == ()


def test_a_preview_shows_each_mail_word_for_word_and_writes_nothing() -> None:
    agent, row = staff("agent"), case()
    review(row, agent)
    charged = tuple(row.incidents.values_list("pk", flat=True))
    shown = preview(row.pk, order("fine", charged=charged, tell_reporters=True), agent, NOW)
    assert shown.possible
    assert [letter.to for letter in shown.letters] == [
        "owner@acme.example",
        "reader1@isp.example",
        "reader2@isp.example",
    ]
    assert "2 x $100.00 = $200.00" in shown.letters[0].text
    assert outbox(row) == []


def test_a_preview_names_what_is_missing() -> None:
    agent, row = staff("agent"), case()
    assert not preview(row.pk, order("warn"), agent, NOW).possible
