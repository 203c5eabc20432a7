"""Sites of ours that an original links to.

Source: the hosting policy's "spam support": mail that advertises a site we host, whoever sent it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from complaints.domain.evidence.domains import with_parents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from complaints.domain.ports import AccountDirectory

MAX_HOSTS = 100


def link_hosts(links: Iterable[str]) -> tuple[str, ...]:
    """Give the host names of links, lower case, distinct, at most 100; unreadable links are left out."""
    hosts: dict[str, None] = {}
    for link in links:
        try:
            host = (urlsplit(link).hostname or "").rstrip(".").lower()
        except ValueError:
            continue
        if host and len(hosts) < MAX_HOSTS:
            hosts.setdefault(host)
    return tuple(hosts)


def hosted_sites(links: Iterable[str], directory: AccountDirectory, at: datetime | None) -> dict[str, str]:
    """Give the account of each linked host that lies in a site we host; empty when there is none."""
    sites: dict[str, str] = {}
    for host in link_hosts(links):
        for name in with_parents(host):
            owners = [site.account_id for site in directory.identities("web_site", name, at) if site.account_id]
            if owners:
                sites[host] = owners[0]
                break
    return sites
