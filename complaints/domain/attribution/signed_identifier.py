"""Identifiers that we signed: who holds a valid one was written to by us, which does not make any text over it ours.

Source: the ingest contract, rows `strong`, `probable` and `contradicted`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import (
    SAME_CONTENT,
    Content,
    account_of,
    best_content,
    content_of,
    delivered,
    elsewhere_only,
    exact_rows,
    in_time,
    likeness,
    readable_message_id,
    redacted_by_stranger,
    straight_from_us,
)
from complaints.domain.evidence.domains import same_mailbox
from complaints.domain.evidence.recipients import PERSONS_WORD
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence, IdentifierHit, LogMatch
    from complaints.domain.ports import AccountDirectory

_PLACES = {"return_path": "Return-Path", "body": "body", "links": "links"}


class SignedIdentifier:
    """See `Strategy`."""

    name = "signed_identifier"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        del directory
        verified = any(hit.verified for hit in evidence.identifiers)
        for hit in evidence.identifiers:
            if hit.verified:
                yield self._verified(hit, evidence)
            elif hit.forged and not verified:
                yield self._failing(hit, evidence)
            elif hit.signed:
                detail = f"The signature of the identifier {hit.value} does not verify in this copy."
                yield self._claim(hit, hit.account_id, Origin.CLAIMED, (detail, 0.1))

    def _failing(self, hit: IdentifierHit, evidence: Evidence) -> Claim:
        """Judge a signature that fails; not against a log that has this very content for this recipient.

        Else a customer could plant a broken identifier, and every complaint would be closed as a joe-job.
        """
        row = delivered(exact_rows(evidence))
        if row is not None and (likeness(evidence, row.campaign_id) or 0.0) >= SAME_CONTENT:
            detail = (
                f"The signature of the identifier {hit.value} fails, but the log has {row.message_id} to "
                f"{row.recipient}, and the content is that campaign's."
            )
            return self._claim(hit, row.account_id, Origin.PLAUSIBLE, (detail, 0.3))
        detail = f"The identifier {hit.value} names us, but its signature fails: it was made up or changed."
        return self._claim(hit, hit.account_id, Origin.CONTRADICTED, (detail, -0.9))

    def _verified(self, hit: IdentifierHit, evidence: Evidence) -> Claim:
        rows = self._rows(hit, evidence)
        account_id = hit.account_id or account_of(evidence, [row for row in rows if row.same_recipient] or rows)
        content = best_content(evidence, rows) if rows else content_of(evidence, hit.campaign_id)
        if content is Content.FOREIGN:
            detail = f"The identifier {hit.value} is genuine, but the content under it is not that campaign's."
            return self._claim(hit, account_id, Origin.CONTRADICTED, (detail, -0.9))
        row = self._agreeing(hit, evidence, rows, account_id)
        if row is not None:
            return self._agreed(hit, row, content)
        if evidence.recipient is None and self._message_logged(hit, evidence, rows):
            return self._redacted(hit, evidence, rows, account_id, content)
        if self._went_elsewhere(hit, evidence, content):
            detail = f"The signed identifier {hit.value} verifies, but it belongs to another recipient's copy."
            return self._claim(hit, account_id, Origin.REPLAYED, (detail, -0.7))
        detail = f"The signed identifier {hit.value} verifies, but the log has no such message to this recipient then."
        return self._claim(hit, account_id, Origin.PLAUSIBLE, (detail, 0.4))

    def _redacted(
        self,
        hit: IdentifierHit,
        evidence: Evidence,
        rows: tuple[LogMatch, ...],
        account_id: str | None,
        content: Content,
    ) -> Claim:
        """Judge a copy whose recipient is not known."""
        verified = f"The signed identifier {hit.value} verifies and the log has the message"
        judged = redacted_by_stranger(evidence, rows, same=content is Content.SAME)
        if judged is None:
            origin = Origin.PROBABLE if account_id and content is not Content.ALTERED else Origin.PLAUSIBLE
            return self._claim(hit, account_id, origin, (f"{verified}; its recipient is redacted.", 0.7))
        origin, rest = judged
        return self._claim(hit, account_id, origin, (verified + rest, -0.7 if origin is Origin.REPLAYED else 0.4))

    def _rows(self, hit: IdentifierHit, evidence: Evidence) -> tuple[LogMatch, ...]:
        """Give the rows that can be this message: those of its Message-ID, else those that the identifier leads to."""
        fitting = [
            row
            for row in evidence.log
            if row.by != "source_ip" and hit.account_id in {None, row.account_id}
        ]  # fmt: skip
        exact = tuple(row for row in fitting if row.by == "message_id")
        if exact:
            return exact
        near = (row for row in fitting if row.same_recipient is not False and (row.by == "identifier" or in_time(row)))
        return tuple(row for row in near if not hit.campaign_id or row.campaign_id in {None, hit.campaign_id})

    def _agreeing(
        self, hit: IdentifierHit, evidence: Evidence, rows: tuple[LogMatch, ...], account_id: str | None
    ) -> LogMatch | None:
        """Give the row that agrees in account, recipient and time; a specific message needs no readable time."""
        if hit.recipient and evidence.recipient and not same_mailbox(hit.recipient, evidence.recipient):
            return None
        specific = any(row.by == "message_id" for row in rows) or hit.message_id is not None
        if readable_message_id(evidence) and not specific:
            # The log has no such message of that account: the identifier was taken from another one.
            return None
        ours = (row for row in self._named(hit, evidence, rows) if row.same_recipient and row.account_id == account_id)
        timely = [row for row in ours if in_time(row) or (specific and row.hours_apart is None)]
        best = [row for row in timely if content_of(evidence, row.campaign_id, row.subject) is Content.SAME]
        return next(iter(best or timely), None)

    def _named(self, hit: IdentifierHit, evidence: Evidence, rows: tuple[LogMatch, ...]) -> tuple[LogMatch, ...]:
        """Give the rows of the message that the identifier names, where the log knows it: a neighbour's won't do."""
        if hit.message_id is None or not any(_is_row_of(hit.message_id, row) for row in evidence.log):
            return rows
        return tuple(row for row in rows if _is_row_of(hit.message_id, row))

    def _agreed(self, hit: IdentifierHit, row: LogMatch, content: Content) -> Claim:
        logged = f"the log has {row.message_id} to {row.recipient} at {row.sent_at:%Y-%m-%d %H:%M} UTC"
        if content is Content.SAME:
            detail = f"The signed identifier {hit.value} verifies, {logged}, and the content is that campaign's."
            return self._claim(hit, row.account_id, Origin.STRONG, (detail, 0.9))
        doubt = "the content was changed much" if content is Content.ALTERED else "there is no content to compare"
        detail = f"The signed identifier {hit.value} verifies and {logged}, but {doubt}."
        return self._claim(hit, row.account_id, Origin.PLAUSIBLE, (detail, 0.5))

    def _message_logged(self, hit: IdentifierHit, evidence: Evidence, rows: tuple[LogMatch, ...]) -> bool:
        return bool(rows) and (bool(exact_rows(evidence)) or hit.message_id is not None)

    def _went_elsewhere(self, hit: IdentifierHit, evidence: Evidence, content: Content) -> bool:
        """Tell whether somebody else passed a copy on: not where only the complainant's own address is known."""
        if evidence.recipient is None or evidence.recipient_from == PERSONS_WORD or straight_from_us(evidence):
            return False
        if not evidence.log_answered:
            return False
        other = hit.recipient is not None and not same_mailbox(hit.recipient, evidence.recipient)
        return content is Content.SAME and (other or elsewhere_only(evidence)) and delivered(evidence.log) is None

    def _claim(self, hit: IdentifierHit, account_id: str | None, origin: Origin, said: tuple[str, float]) -> Claim:
        header = _PLACES.get(hit.where, hit.where.removeprefix("header:"))
        reason = Reason(signal=self.name, detail=said[0], weight=said[1], header=header)
        return Claim(strategy=self.name, account_id=account_id, origin=origin, reason=reason)


def _is_row_of(message_id: str, row: LogMatch) -> bool:
    return row.message_id.strip("<>") == message_id.strip("<>")
