"""The send log on its own: it shows what we sent, not that this copy is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import (
    Content,
    best_content,
    content_of,
    counted,
    delivered,
    exact_rows,
    near_rows,
    straight_from_us,
    tells_itself,
)
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence, LogMatch
    from complaints.domain.ports import AccountDirectory


class SendLog:
    """See `Strategy`."""

    name = "send_log"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        del directory
        rows = exact_rows(evidence)
        row = delivered(rows)
        if row is not None:
            yield self._delivered(evidence, row)
        elif rows:
            yield self._to_others(evidence, rows)
        else:
            yield from self._near(evidence)

    def _delivered(self, evidence: Evidence, row: LogMatch) -> Claim:
        sent = f"The log has {row.message_id} to {row.recipient} at {row.sent_at:%Y-%m-%d %H:%M} UTC"
        if content_of(evidence, row.campaign_id, row.subject) is Content.FOREIGN:
            detail = f"{sent}, but the content of this copy is not that campaign's."
            return self._claim(row, Origin.CONTRADICTED, detail, -0.8)
        return self._claim(row, Origin.PLAUSIBLE, f"{sent}.", 0.6)

    def _to_others(self, evidence: Evidence, rows: tuple[LogMatch, ...]) -> Claim:
        content = best_content(evidence, rows)
        number = f"{counted(rows)} recipient{'s' if len(rows) > 1 else ''}"
        if content is Content.FOREIGN:
            detail = f"The log has {rows[0].message_id}, but the content of this copy is not that campaign's."
            return self._claim(rows[0], Origin.CONTRADICTED, detail, -0.8)
        if evidence.recipient is None:
            fits = content is Content.SAME or straight_from_us(evidence)
            detail = f"The log has {rows[0].message_id} to {number}; whose copy this is, is not known."
            return self._claim(rows[0], Origin.PLAUSIBLE if fits else Origin.CLAIMED, detail, 0.4)
        detail = f"The log has {rows[0].message_id} to {number}, none of them {evidence.recipient}."
        return self._claim(rows[0], Origin.CLAIMED, detail, 0.2)

    def _near(self, evidence: Evidence) -> Iterable[Claim]:
        row = next((row for row in near_rows(evidence) if tells_itself(evidence, row)), None)
        if row is not None:
            apart = f"{row.hours_apart:.0f} hours apart" if row.hours_apart is not None else "in the last months"
            detail = f"The log has a message with that subject or content to {row.recipient}, {apart}."
            yield self._claim(row, Origin.PLAUSIBLE, detail, 0.4)

    def _claim(self, row: LogMatch, origin: Origin, detail: str, weight: float) -> Claim:
        reason = Reason(signal=self.name, detail=detail, weight=weight, header="send log")
        return Claim(strategy=self.name, account_id=row.account_id, origin=origin, reason=reason)
