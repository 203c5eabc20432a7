"""What can be cited as evidence in a case, and what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import CaseEvent
from complaints.selectors.list_pattern import lists_of
from complaints.selectors.rates import rates_page
from complaints.selectors.subscription import subscription_of
from complaints.selectors.volume import holding_sentences

if TYPE_CHECKING:
    from complaints.models import Case, Incident

CITED = "finding_cited"
MOST_SHOWN = 50


def spelled(sentence: str) -> str:
    """Spell a sentence as it is compared and kept: forms change line ends, and what cannot be seen deceives."""
    return " ".join("".join(letter for letter in sentence if letter.isprintable()).split())


def sentences_of(case: Case, incident: Incident | None) -> dict[str, str]:
    """Give what the desk finds now, and the tab that each belongs to.

    Args:
        case: whose account's surges count.
        incident: whose subscription and list count; None without one.
    """
    found = dict.fromkeys(map(spelled, holding_sentences(case)), "volume")
    if incident is None or not incident.account_id:
        return found
    for page in lists_of(incident.account_id, incident.list_id):
        lines = (line for panel in page.panels for line in panel.signals)
        found |= {spelled(line.sentence): "list" for line in lines}
    rates = rates_page(incident.account_id, incident.list_id)
    found |= dict.fromkeys(map(spelled, rates.sentences), "list") if rates else {}
    if incident.recipient:
        found |= dict.fromkeys(map(spelled, subscription_of(incident).sentences), "subscription")
    return found


def cited_in(case_id: int) -> tuple[CaseEvent, ...]:
    """Give what was cited in a case, oldest first, the first 50."""
    return tuple(CaseEvent.objects.filter(case_id=case_id, kind=CITED).select_related("by")[:MOST_SHOWN])
