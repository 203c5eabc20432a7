"""TXT records from the domain name system, bounded in time; see `DnsLookup`."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

import dns.exception
import dns.name
import dns.resolver

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.ports import DnsLookup

SECONDS = 3.0
PATIENCE_SECONDS = 15.0
CACHED_NAMES = 2000


class NoLookup:
    """Answers nothing: names in mail are chosen by strangers, and asking for them can tell on the reporter."""

    def txt(self, name: str) -> bytes | None:
        """See `DnsLookup.txt`."""
        return None


class ResolverLookup:
    """Asks the system's resolver, whose answers all share; made anew for each complaint, which has so much patience.

    A stranger's servers may let every question run out of time, and a complaint brings many names: without an end to
    that it would be worked on for longer than it is lent to a worker.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the seconds of a clock that never goes back."""
        self._clock = clock
        self._left = PATIENCE_SECONDS

    def txt(self, name: str) -> bytes | None:
        """See `DnsLookup.txt`."""
        if self._left <= 0:
            return None
        begun = self._clock()
        try:
            answer = _resolver().resolve(name, "TXT", search=False)
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return None
        finally:
            self._left -= self._clock() - begun
        return b"".join(answer[0].strings) if len(answer) else None


@cache
def _resolver() -> dns.resolver.Resolver:
    """Give the system's resolvers, with a short time-out and a bounded cache that keeps answers as long as they say."""
    resolver = dns.resolver.Resolver()
    resolver.lifetime = SECONDS
    resolver.cache = dns.resolver.LRUCache(CACHED_NAMES)
    return resolver


def lookup(*, allowed: bool) -> DnsLookup:
    """Give the way to ask for keys that are not in the archive, for one complaint."""
    return ResolverLookup() if allowed else NoLookup()
