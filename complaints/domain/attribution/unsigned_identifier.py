"""Identifiers that anyone can copy: they name an account, and prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.facts import EspMark, Evidence
    from complaints.domain.ports import AccountDirectory


class UnsignedIdentifier:
    """See `Strategy`."""

    name = "unsigned_identifier"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        for hit in evidence.identifiers:
            if hit.signed:
                continue
            detail = f"It bears our unsigned identifier {hit.value}, which anyone can copy."
            yield self._claim(hit.account_id, self.name, (detail, 0.25), hit.where.removeprefix("header:"))
        for mark in evidence.marks:
            account_id = _named(mark, directory)
            if account_id is not None:
                how = mark.esp or "sending software"
                detail = f"{mark.header} names {account_id} as {how} does; anyone can copy that."
                yield self._claim(account_id, "esp_mark", (detail, 0.15), mark.header)

    def _claim(self, account_id: str | None, signal: str, said: tuple[str, float], header: str) -> Claim:
        reason = Reason(signal=signal, detail=said[0], weight=said[1], header=header)
        return Claim(strategy=self.name, account_id=account_id, origin=Origin.CLAIMED, reason=reason)


def _named(mark: EspMark, directory: AccountDirectory) -> str | None:
    """Give the account that a mark names by its id or by that of one of its campaigns."""
    for token in mark.tokens:
        if directory.account(token) is not None:
            return token
        campaign = directory.campaign(token)
        if campaign is not None:
            return campaign.account_id
    return None
