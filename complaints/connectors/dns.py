"""TXT records from the domain name system, bounded in time; see `DnsLookup`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import dns.exception
import dns.name
import dns.resolver

if TYPE_CHECKING:
    from complaints.domain.ports import DnsLookup

SECONDS = 3.0
CACHED_NAMES = 2000


class NoLookup:
    """Answers nothing: names in mail are chosen by strangers, and asking for them can tell on the reporter."""

    def txt(self, name: str) -> bytes | None:
        """See `DnsLookup.txt`."""
        return None


class ResolverLookup:
    """Asks the system's resolver and remembers the answers as long as they say."""

    def __init__(self) -> None:
        """Take the system's resolvers, with a short timeout and a bounded cache."""
        self._resolver = dns.resolver.Resolver()
        self._resolver.lifetime = SECONDS
        self._resolver.cache = dns.resolver.LRUCache(CACHED_NAMES)

    def txt(self, name: str) -> bytes | None:
        """See `DnsLookup.txt`."""
        try:
            answer = self._resolver.resolve(name, "TXT", search=False)
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return None
        return b"".join(answer[0].strings) if len(answer) else None


@cache
def _resolver() -> ResolverLookup:
    return ResolverLookup()


def lookup(*, allowed: bool) -> DnsLookup:
    """Give the way to ask for keys that are not in the archive."""
    return _resolver() if allowed else NoLookup()
