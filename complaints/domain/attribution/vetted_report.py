"""A vetted reporter's authenticated word that it took the mail from one of our addresses.

Source: RFC 5965 section 8.2 and RFC 9477: a report whose own origin is not shown is only a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import (
    Content,
    account_of,
    content_of,
    delivered,
    exact_rows,
    near_rows,
    taken_from_us,
    tells_itself,
)
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence, LogMatch
    from complaints.domain.ports import AccountDirectory


class VettedReport:
    """See `Strategy`."""

    name = "vetted_report"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        if not taken_from_us(evidence, directory):
            return
        said = f"{evidence.reporter.address}, vetted and authenticated, took it from our address {evidence.source_ip}"
        account_id = self._fitting_account(evidence, directory)
        if account_id:
            yield self._claim(account_id, Origin.PROBABLE, f"{said}, and the log has traffic that fits.", 0.7)
        else:
            yield self._claim(None, Origin.PLAUSIBLE, f"{said}, but the log has no traffic that fits.", 0.4)

    def _fitting_account(self, evidence: Evidence, directory: AccountDirectory) -> str | None:
        rows = exact_rows(evidence)
        row = delivered(rows) or next((row for row in near_rows(evidence) if tells_itself(evidence, row)), None)
        if row is not None:
            return row.account_id
        if evidence.recipient is not None:
            accounts = {row.account_id for row in near_rows(evidence) if self._may_be(row, evidence)}
            return accounts.pop() if len(accounts) == 1 else None
        if rows:
            return account_of(evidence, rows)
        return self._by_address(evidence, directory)

    def _may_be(self, row: LogMatch, evidence: Evidence) -> bool:
        """Tell whether a row that left from the same address can be this mail: many customers share an address."""
        foreign = content_of(evidence, row.campaign_id, row.subject) is Content.FOREIGN
        return row.source_ip == evidence.source_ip and not foreign

    def _by_address(self, evidence: Evidence, directory: AccountDirectory) -> str | None:
        """Name the account of an address's traffic: the address is its own, or the mail names it, or it sent alone."""
        traffic = {row.account_id for row in evidence.log if row.by == "source_ip"}
        holders = {each.account_id for each in directory.identities("ip", evidence.source_ip or "", evidence.at)}
        named = {hit.account_id for hit in evidence.identifiers} | {evidence.from_owner}
        for accounts in (traffic & holders, traffic & named):
            if len(accounts) == 1:
                return accounts.pop()
        return None

    def _claim(self, account_id: str | None, origin: Origin, detail: str, weight: float) -> Claim:
        reason = Reason(signal=self.name, detail=detail, weight=weight, header="Source-IP")
        return Claim(strategy=self.name, account_id=account_id, origin=origin, reason=reason)
