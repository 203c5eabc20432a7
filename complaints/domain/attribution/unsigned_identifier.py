"""Identifiers that anyone can copy: they name an account, and prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence
    from complaints.domain.ports import AccountDirectory


class UnsignedIdentifier:
    """See `Strategy`."""

    name = "unsigned_identifier"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        del directory
        for hit in evidence.identifiers:
            if hit.signed:
                continue
            detail = f"It bears our unsigned identifier {hit.value}, which anyone can copy."
            reason = Reason(signal=self.name, detail=detail, weight=0.25, header=hit.where.removeprefix("header:"))
            yield Claim(strategy=self.name, account_id=hit.account_id, origin=Origin.CLAIMED, reason=reason)
