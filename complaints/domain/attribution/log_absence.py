"""A complete send log that lacks the message: what is not in it was not sent by us.

Concluded only where the platform declared its log complete for that time, and never against our own signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import (
    Content,
    best_content,
    delivered,
    elsewhere_only,
    exact_rows,
    near_rows,
    readable_message_id,
    straight_from_us,
    taken_from_us,
    tells_itself,
    usable_signatures,
)
from complaints.domain.evidence.recipients import PERSONS_WORD
from complaints.domain.facts import Claim, Completeness, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence
    from complaints.domain.ports import AccountDirectory


class LogAbsence:
    """See `Strategy`."""

    name = "log_absence"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        if not evidence.log_complete or evidence.headers is not Completeness.FULL:
            return
        vetted = evidence.reporter.vetted and evidence.reporter.authenticated
        if (vetted and straight_from_us(evidence)) or taken_from_us(evidence, directory):
            return
        if usable_signatures(evidence) or delivered(exact_rows(evidence)) or self._told_otherwise(evidence):
            return
        detail = self._lacking(evidence)
        if detail:
            reason = Reason(signal=self.name, detail=detail, weight=-0.7, header="send log")
            yield Claim(strategy=self.name, account_id=None, origin=Origin.CONTRADICTED, reason=reason)

    def _told_otherwise(self, evidence: Evidence) -> bool:
        return any(tells_itself(evidence, row) for row in near_rows(evidence))

    def _lacking(self, evidence: Evidence) -> str:
        message_id = readable_message_id(evidence)
        if message_id and not exact_rows(evidence):
            return f"The send log is complete for that time and has no message {message_id}."
        if straight_from_us(evidence) or evidence.recipient is None or evidence.recipient_from == PERSONS_WORD:
            return ""
        rows = exact_rows(evidence)
        # With the content of that message it is rather a copy that its recipient had forwarded.
        if elsewhere_only(evidence) and best_content(evidence, rows) is not Content.SAME:
            return (
                f"The send log is complete for that time and has this message for others, not for {evidence.recipient}."
            )
        if not evidence.facts.message_id and evidence.boundary is None:
            return f"The send log is complete for that time and has nothing like it to {evidence.recipient}."
        return ""
