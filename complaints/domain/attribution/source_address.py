"""Received lines that show one of our addresses: consistent with our having sent it, and easily invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import straight_from_us
from complaints.domain.evidence.path import is_ours
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence
    from complaints.domain.ports import AccountDirectory


class SourceAddress:
    """See `Strategy`."""

    name = "source_address"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        boundary = evidence.hops[evidence.boundary].from_ip if evidence.boundary is not None else None
        if boundary:
            straight = straight_from_us(evidence)
            way = "the newest line from outside" if straight else "a line that whoever sent it may have invented"
            origin = Origin.PLAUSIBLE if straight else Origin.CLAIMED
            detail = f"Our address {boundary} stands in {way}."
            yield self._claim(self._holder(boundary, evidence, directory), origin, detail, "Received")
        elif is_ours(evidence.source_ip, directory, evidence.at):
            address = evidence.source_ip or ""
            detail = f"{evidence.source_ip_from} is our address {address}; that is the reporter's word."
            yield self._claim(self._holder(address, evidence, directory), Origin.CLAIMED, detail, "Source-IP")

    def _holder(self, address: str, evidence: Evidence, directory: AccountDirectory) -> str | None:
        holders = directory.identities("ip", address, evidence.at)
        narrowest = [holder.account_id for holder in holders if holder.value == holders[0].value]
        return narrowest[0] if len(set(narrowest)) == 1 else None

    def _claim(self, account_id: str | None, origin: Origin, detail: str, header: str) -> Claim:
        weight = 0.3 if origin is Origin.PLAUSIBLE else 0.15
        reason = Reason(signal=self.name, detail=detail, weight=weight, header=header)
        return Claim(strategy=self.name, account_id=account_id, origin=origin, reason=reason)
