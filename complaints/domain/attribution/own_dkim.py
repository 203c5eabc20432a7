"""Our own DKIM signature on the original: the best proof there is, when the send log agrees.

Source: RFC 6376 section 8.6 (replay: a signature says nothing about the envelope).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import (
    Content,
    account_of,
    best_content,
    content_of,
    counted,
    delivered,
    exact_rows,
    in_time,
    redacted_by_stranger,
    straight_from_us,
    usable_signatures,
)
from complaints.domain.facts import Claim, Completeness, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence, LogMatch, SignatureCheck
    from complaints.domain.ports import AccountDirectory


class OwnDkim:
    """See `Strategy`."""

    name = "own_dkim"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        usable = usable_signatures(evidence)
        for check in evidence.signatures:
            if check in usable:
                yield self._verified(check, evidence)
            elif check.known or check.account_id or directory.identities("dkim_domain", check.domain, evidence.at):
                yield self._unproven(check)

    def _unproven(self, check: SignatureCheck) -> Claim:
        name = f"{check.selector}._domainkey.{check.domain}"
        detail = f"The signature by {name} proves nothing. {check.detail}"
        return self._claim(check.account_id, Origin.CLAIMED, detail, 0.1)

    def _verified(self, check: SignatureCheck, evidence: Evidence) -> Claim:
        rows = self._rows(check, evidence)
        row = delivered(rows)
        if row is not None:
            return self._delivered(check, evidence, row)
        if rows:
            return self._without_recipient(check, evidence, rows)
        return self._without_row(check, evidence)

    def _rows(self, check: SignatureCheck, evidence: Evidence) -> tuple[LogMatch, ...]:
        """Give the logged messages that the signature can be about.

        An unsigned Message-ID, or that of another account's mail, lends it none unless the content is that message's.
        """
        rows = exact_rows(evidence)
        own = tuple(row for row in rows if _vouches(check, evidence, row))
        same = (row for row in rows if content_of(evidence, row.campaign_id, row.subject) is Content.SAME)
        return own or tuple(same)

    def _delivered(self, check: SignatureCheck, evidence: Evidence, row: LogMatch) -> Claim:
        logged = f"the send log has {row.message_id} to {row.recipient} at {row.sent_at:%Y-%m-%d %H:%M} UTC"
        if check.whole and _vouches(check, evidence, row) and evidence.headers is Completeness.FULL:
            return self._claim(
                row.account_id, Origin.PROVEN, f"Our signature by {check.domain} verifies whole, and {logged}.", 1.0
            )
        origin, content = self._of_altered(check, evidence, row)
        held = "whole" if check.whole else "over the headers"
        detail = f"Our signature by {check.domain} holds {held} ({check.detail.rstrip('.')}), {logged}; {content}."
        weight = -0.9 if origin is Origin.CONTRADICTED else 0.9 if origin is Origin.STRONG else 0.5
        return self._claim(row.account_id, origin, detail, weight)

    def _of_altered(self, check: SignatureCheck, evidence: Evidence, row: LogMatch) -> tuple[Origin, str]:
        content = content_of(evidence, row.campaign_id, row.subject)
        if check.whole:
            return (Origin.STRONG, "the body is as signed") if in_time(row) else (Origin.PLAUSIBLE, "the times differ")
        if content is Content.FOREIGN:
            return Origin.CONTRADICTED, "but the body is not the campaign's"
        if content is Content.ALTERED:
            return Origin.PLAUSIBLE, "the content was changed much"
        if check.body_limited and not straight_from_us(evidence):
            return Origin.PLAUSIBLE, "a stranger's machine delivered it and may have added to the open end"
        return (Origin.STRONG, "the times agree") if in_time(row) else (Origin.PLAUSIBLE, "the times differ")

    def _without_recipient(self, check: SignatureCheck, evidence: Evidence, rows: tuple[LogMatch, ...]) -> Claim:
        account_id = account_of(evidence, rows)
        if not check.whole and best_content(evidence, rows) is Content.FOREIGN:
            detail = f"Signed headers of ours ({check.domain}) stand over a body that is not the campaign's."
            return self._claim(account_id, Origin.CONTRADICTED, detail, -0.9)
        if evidence.recipient is None:
            return self._redacted(check, evidence, rows, account_id)
        if not evidence.log_answered:
            detail = (
                f"Our signature by {check.domain} verifies, but the send log could not be asked for this recipient."
            )
            return self._claim(account_id, Origin.PLAUSIBLE, detail, 0.5)
        detail = (
            f"Our signature by {check.domain} verifies, but the send log has {rows[0].message_id} for "
            f"{counted(rows)} other recipient{'s' if len(rows) > 1 else ''} only, not for {evidence.recipient}."
        )
        return self._claim(account_id, Origin.REPLAYED, detail, -0.8)

    def _redacted(
        self, check: SignatureCheck, evidence: Evidence, rows: tuple[LogMatch, ...], account_id: str | None
    ) -> Claim:
        """Judge a copy whose recipient is not known."""
        verified = f"Our signature by {check.domain} verifies and the send log has {rows[0].message_id}"
        judged = redacted_by_stranger(evidence, rows, same=True)
        if judged is None:
            origin = Origin.PROBABLE if account_id else Origin.PLAUSIBLE
            return self._claim(account_id, origin, f"{verified}; the recipient is not known.", 0.8)
        origin, rest = judged
        return self._claim(account_id, origin, verified + rest, -0.8 if origin is Origin.REPLAYED else 0.5)

    def _without_row(self, check: SignatureCheck, evidence: Evidence) -> Claim:
        complete = "although it is" if evidence.log_complete else "which is not"
        detail = f"Our signature by {check.domain} verifies, but " + (
            f"neither it nor the content shows the message to be {evidence.log[0].message_id} of the send log."
            if exact_rows(evidence)
            else f"the message is not in the send log, {complete} complete for that time."
        )
        return self._claim(check.account_id, Origin.PLAUSIBLE, detail, 0.5)

    def _claim(self, account_id: str | None, origin: Origin, detail: str, weight: float) -> Claim:
        reason = Reason(signal=self.name, detail=detail, weight=weight, header="DKIM-Signature")
        return Claim(strategy=self.name, account_id=account_id, origin=origin, reason=reason)


def _vouches(check: SignatureCheck, evidence: Evidence, row: LogMatch) -> bool:
    """Tell whether the signature covers this Message-ID for the account that the log names."""
    covered = bool(check.signed_message_id) and check.signed_message_id == evidence.facts.message_id
    return covered and check.account_id in {None, row.account_id}
