"""Links to our tracking domains and to sites that we host: a claim, and for a hosted site a case of its own kind.

Source: the hosting policy's "spam support".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.domains import with_parents
from complaints.domain.evidence.links import link_hosts
from complaints.domain.facts import Claim, Origin, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.domain.facts import Evidence
    from complaints.domain.ports import AccountDirectory

MAX_CLAIMS = 10


class Links:
    """See `Strategy`."""

    name = "links"

    def judge(self, evidence: Evidence, directory: AccountDirectory) -> Iterable[Claim]:
        """See `Strategy.judge`."""
        seen: set[str | None] = set()
        for host, account_id in self._tracked(evidence, directory):
            if account_id not in seen and len(seen) < MAX_CLAIMS:
                seen.add(account_id)
                yield self._claim(account_id, self.name, (f"It links to our tracking domain {host}.", 0.18))
        for host, site_owner in list(evidence.web_sites.items())[:MAX_CLAIMS]:
            yield self._claim(site_owner, "web_site", (f"It advertises {host}, a site that we host.", 0.12))

    def _tracked(self, evidence: Evidence, directory: AccountDirectory) -> Iterator[tuple[str, str | None]]:
        unsubscribe = (uri.strip("<> ") for uri in evidence.facts.list_unsubscribe.split(",")[:5])
        for host in link_hosts((*unsubscribe, *evidence.facts.links)):
            for name in with_parents(host):
                owners = directory.identities("tracking_domain", name, evidence.at)
                yield from ((host, owner.account_id) for owner in owners)
                if owners:
                    break

    def _claim(self, account_id: str | None, signal: str, said: tuple[str, float]) -> Claim:
        reason = Reason(signal=signal, detail=said[0], weight=said[1], header="body")
        return Claim(strategy=self.name, account_id=account_id, origin=Origin.CLAIMED, reason=reason)
