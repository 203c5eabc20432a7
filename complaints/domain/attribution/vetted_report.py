"""A vetted reporter's authenticated word that it took the mail from one of our addresses.

Source: RFC 5965 section 8.2 and RFC 9477: a report whose own origin is not shown is only a claim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import (
    delivered,
    exact_rows,
    near_rows,
    straight_from_us,
    tells_itself,
)
from complaints.domain.evidence.gathering import REPORTED_SOURCE
from complaints.domain.evidence.path import is_ours
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import Evidence
    from complaints.domain.ports import AccountDirectory


class VettedReport:
    """See `Strategy`."""

    name = "vetted_report"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        reporter = evidence.reporter
        if not (reporter.vetted and reporter.authenticated and self._took_it_from_us(evidence, directory)):
            return
        said = f"{reporter.address}, vetted and authenticated, took it from our address {evidence.source_ip}"
        account_id = self._fitting_account(evidence, directory)
        if account_id:
            yield self._claim(account_id, Origin.PROBABLE, f"{said}, and the log has traffic that fits.", 0.7)
        else:
            yield self._claim(None, Origin.PLAUSIBLE, f"{said}, but the log has no traffic that fits.", 0.4)

    def _took_it_from_us(self, evidence: Evidence, directory: AccountDirectory) -> bool:
        if not is_ours(evidence.source_ip, directory, evidence.at):
            return False
        # Lines below the reporter's own can be invented by whoever sent the mail.
        return evidence.source_ip_from == REPORTED_SOURCE or straight_from_us(evidence)

    def _fitting_account(self, evidence: Evidence, directory: AccountDirectory) -> str | None:
        rows = exact_rows(evidence)
        row = delivered(rows) or next((row for row in near_rows(evidence) if tells_itself(evidence, row)), None)
        if row is not None:
            return row.account_id
        if evidence.recipient is not None:
            same_address = [row for row in near_rows(evidence) if row.source_ip == evidence.source_ip]
            accounts = {row.account_id for row in same_address}
            return accounts.pop() if len(accounts) == 1 else None
        if rows:
            return rows[0].account_id
        return self._by_address(evidence, directory)

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
