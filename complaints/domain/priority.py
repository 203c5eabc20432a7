"""How soon a person should look, as a sum whose addends are kept and shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.domain.facts import Channel, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGIN_POINTS = {
    Origin.PROVEN: 30,
    Origin.STRONG: 25,
    Origin.PROBABLE: 15,
    Origin.REPLAYED: 10,
    Origin.CONTRADICTED: 10,
    Origin.PLAUSIBLE: 8,
    Origin.CLAIMED: 4,
    Origin.FOREIGN: 0,
}
KIND_POINTS = {
    "listing": 50,
    "volume": 20,
    "unreadable": 15,
    "framed": 10,
    "spamvertised": 10,
    "needs_original": 2,
    "direct": -20,
}
POINTS_PER_REPORTER = 4
REPORTER_POINTS_LIMIT = 24
POINTS_PER_EARLIER_DECISION = 8
EARLIER_DECISION_POINTS_LIMIT = 24
# A surge that is as clear as can be stands beside proven spam: mail may still be going out.
POINTS_OF_CLEAREST_SURGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Addend:
    """A part of a priority, with the sentence that explains it."""

    name: str
    points: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """What the priority of a case is read from.

    Attributes:
        kind: as `Case.Kind`. origin: the best of its incidents, None without any.
        reporters: distinct reporters. earlier_adverse: adverse decisions in force on the account.
        signs: incidents with signs of a compromised script or log-in.
        surge: the highest score of its volume alerts, 0 to 1; 0 without any.
    """

    kind: str
    channel: str = ""
    origin: Origin | None = None
    reporters: int = 0
    earlier_adverse: int = 0
    signs: int = 0
    surge: float = 0.0


def addends(summary: CaseSummary) -> tuple[Addend, ...]:
    """Give the parts of a case's priority, none of them zero."""
    return tuple(part for part in _parts(summary) if part.points)


def _parts(summary: CaseSummary) -> Iterator[Addend]:
    yield Addend(name="kind", points=KIND_POINTS.get(summary.kind, 0), detail=f"A case of the kind {summary.kind}.")
    if summary.channel == Channel.BLOCKLISTS:
        yield Addend(name="channel", points=20, detail="It was written to the mailbox for blocklists and networks.")
    if summary.origin:
        points = ORIGIN_POINTS[summary.origin]
        yield Addend(name="origin", points=points, detail=f"The best shown incident is {summary.origin.value}.")
    if summary.surge:
        points = round(POINTS_OF_CLEAREST_SURGE * summary.surge)
        yield Addend(name="surge", points=points, detail=f"The increase in sending scores {summary.surge:.2f} of 1.")
    people = min(REPORTER_POINTS_LIMIT, POINTS_PER_REPORTER * summary.reporters)
    yield Addend(name="reporters", points=people, detail=f"{summary.reporters} distinct reporters.")
    before = min(EARLIER_DECISION_POINTS_LIMIT, POINTS_PER_EARLIER_DECISION * summary.earlier_adverse)
    yield Addend(
        name="earlier", points=before, detail=f"{summary.earlier_adverse} earlier decisions against the account."
    )
    if summary.signs:
        yield Addend(name="compromise", points=10, detail=f"{summary.signs} incidents show signs of a break-in.")
