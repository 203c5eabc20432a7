"""What one transaction files: each case locked and looked for once, its history and its priority written at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import CaseEvent, Incident
from complaints.services.keep_raw import keep_all, keep_rows
from complaints.services.open_case import find_or_open, refresh_priority

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from complaints.models import Case
    from complaints.services.open_case import CaseOpening


class Filing:
    """Begin one in a transaction, file into it, close it in the same transaction.

    A flood of reports about one campaign then costs its case one lock, one look and one sum, and not one a report.
    """

    def __init__(self, *, now: datetime, fingerprints: Collection[str] = ()) -> None:
        """Begin.

        Args:
            now: aware UTC, the time of every entry in the history.
            fingerprints: of incidents that may follow; which of them are known already is asked once for all.
        """
        self.now = now
        standing = Incident.objects.filter(fingerprint__in=fingerprints, duplicate_of=None, superseded_by=None)
        self._new = set(fingerprints) - set(standing.values_list("fingerprint", flat=True)) if fingerprints else set()
        self._by_grouping: dict[str, Case] = {}
        self._touched: dict[int, Case] = {}
        self._events: list[CaseEvent] = []

    def case(self, opening: CaseOpening) -> Case:
        """Give the case that takes this, locked until the transaction ends; opened where there is none."""
        if opening.grouping not in self._by_grouping:
            self._by_grouping[opening.grouping] = find_or_open(opening, now=self.now)
        return self._by_grouping[opening.grouping]

    def is_first(self, fingerprint: str) -> bool:
        """Tell whether nothing was known of an incident when this began; true once, for then it is known."""
        if fingerprint in self._new:
            self._new.remove(fingerprint)
            return True
        return False

    def tell(self, case: Case, kind: str, sentence: str, facts: dict[str, object]) -> None:
        """Add to a case's history that something came into it."""
        self._touched[case.pk] = case
        self._events.append(CaseEvent(case=case, kind=kind, at=self.now, sentence=sentence, facts=facts))

    def close(self) -> None:
        """Write the history, and add up the priority of each case that something came into."""
        CaseEvent.objects.bulk_create(self._events)
        for case in self._touched.values():
            refresh_priority(case, now=self.now)


def keep_originals(contents: Iterable[bytes]) -> dict[str, bytes]:
    """Store originals durably, before the transaction that refers to them: a disk must not hold up its locks.

    Returns:
        The same by SHA-256, for `note_originals`.

    Raises:
        OSError: the raw store cannot take them.
    """
    kept = list(contents)
    return dict(zip(keep_all(kept), kept, strict=True)) if kept else {}


def note_originals(contents: dict[str, bytes], *, now: datetime) -> None:
    """Write the rows of originals that are stored. Part of the transaction that refers to them, before any case of it.

    Raw messages are locked before cases, everywhere, or two transactions could wait for each other.
    """
    if contents:
        keep_rows(contents, now=now)
