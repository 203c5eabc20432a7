"""The From address and the envelope's domain: anyone can write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.domains import domain_of, is_within, with_parents
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.domain.facts import Evidence
    from complaints.domain.ports import AccountDirectory

_WEIGHTS = {"bounce_domain": 0.22, "from_domain": 0.2}


class FromDomain:
    """See `Strategy`."""

    name = "from_domain"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        facts = evidence.facts
        yield from self._owners("bounce_domain", (facts.return_path, "Return-Path"), evidence, directory)
        yield from self._owners("from_domain", (facts.from_address, "From"), evidence, directory)
        if is_within(domain_of(facts.from_address), directory.platform.domain):
            yield self._claim(None, (facts.from_address, "From"), 0.1)

    def _owners(
        self, kind: str, written: tuple[str, str], evidence: Evidence, directory: AccountDirectory
    ) -> Iterator[Claim]:
        for name in with_parents(domain_of(written[0])):
            owners = directory.identities(kind, name, evidence.at)
            if owners:
                for account_id in dict.fromkeys(owner.account_id for owner in owners):
                    yield self._claim(account_id, written, _WEIGHTS[kind] / len(owners))
                return

    def _claim(self, account_id: str | None, written: tuple[str, str], weight: float) -> Claim:
        whose = f"{account_id}'s" if account_id else "the platform's"
        detail = f"{written[1]} is {written[0]}, a domain of {whose}; anyone can write that."
        reason = Reason(signal=self.name, detail=detail, weight=round(weight, 3), header=written[1])
        return Claim(strategy=self.name, account_id=account_id, origin=Origin.CLAIMED, reason=reason)
