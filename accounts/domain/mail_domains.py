"""What a mail domain is by itself: a provider, a relay, a typing slip, a throw-away, a company's.

Source: the public suffix list (which suffixes exist), RFC 2606 (reserved names), RFC 5321 section 4.1.2 (syntax).
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publicsuffixlist import PublicSuffixList

from accounts.domain.addresses import canonical_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The largest mailbox providers of the world by their own names.
_PROVIDERS = """
gmail.com googlemail.com yahoo.com ymail.com yahoo.co.uk yahoo.fr yahoo.de yahoo.co.in yahoo.com.br yahoo.co.jp
    hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it outlook.com outlook.de outlook.fr live.com live.co.uk
    live.fr msn.com icloud.com me.com mac.com aol.com proton.me protonmail.com gmx.de gmx.net gmx.at gmx.com web.de
    t-online.de freenet.de mail.com mail.ru yandex.ru bk.ru list.ru rambler.ru orange.fr wanadoo.fr free.fr
    laposte.net sfr.fr libero.it virgilio.it tiscali.it comcast.net verizon.net att.net sbcglobal.net cox.net
    charter.net btinternet.com sky.com bigpond.com shaw.ca rogers.com qq.com 163.com 126.com naver.com daum.net
    rediffmail.com uol.com.br bol.com.br terra.com.br wp.pl o2.pl interia.pl onet.pl seznam.cz ziggo.nl kpnmail.nl
    telenet.be skynet.be bluewin.ch telia.com fastmail.com zoho.com tutanota.com
"""
PROVIDERS = frozenset(_PROVIDERS.split())
# Whoever hides behind one of these is no machine: their random names are the service.
_RELAYS = """
privaterelay.appleid.com relay.firefox.com mozmail.com duck.com simplelogin.com simplelogin.co slmail.me aleeas.com
    anonaddy.com anonaddy.me addy.io passmail.net passinbox.com passfwd.com 8shield.net
"""
RELAYS = frozenset(_RELAYS.split())
# Reserved for documentation and trials: whoever writes them means no real domain, so they are no mistake either.
_RESERVED = frozenset({"example", "test"})
_SUFFIXES = PublicSuffixList(accept_unknown=False)
_COUNTRY_LENGTH = 2
# Shorter names lie a slip away from many an honest company's; figures tell firm17 from firm18.
_SHORTEST_SLIPPED = 5
_OF_STATES = frozenset({"gov", "gouv", "gob", "gub", "govt", "mil"})
_OF_SCHOOLS = frozenset({"edu", "ac"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDomain:
    """See `Book.domains`."""

    domain: str
    known: bool
    kind: str
    label: str
    country: str
    typo_of: str
    disposable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a domain is judged by.

    Attributes:
        leading: the platform's own leading domains, largest first, with how many addresses of its sample they have.
        slips: what one slip makes of a provider, with the provider.
        disposable: domains whose mailboxes are thrown away.
    """

    leading: Mapping[str, int]
    slips: Mapping[str, str]
    disposable: frozenset[str]


def one_slip(word: str) -> Iterable[str]:
    """Give all that one slip makes of a word: a letter left out, swapped, wrong or too many (Damerau-Levenshtein)."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for head, tail in cuts:
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in string.ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in string.ascii_lowercase)


def surroundings(leading: Mapping[str, int], disposable: frozenset[str]) -> Surroundings:
    """Prepare what domains are judged by; the slips of the largest provider go first where two would fit."""
    slips: dict[str, str] = {}
    for provider in (*leading, *sorted(PROVIDERS)):
        name = provider.partition(".")[0]
        for slip in one_slip(provider) if len(name) >= _SHORTEST_SLIPPED and name.isalpha() else ():
            slips.setdefault(slip, provider)
    return Surroundings(leading=leading, slips=slips, disposable=disposable)


def judge_domain(domain: str, around: Surroundings) -> MailDomain:
    """Say what a domain is; text that is no domain at all is an unknown company."""
    canonical = canonical_domain(domain) or ""
    kind = _kind(canonical, around)
    return MailDomain(
        domain=domain,
        known=_exists(canonical),
        kind=kind,
        label=_label(canonical, kind, around),
        country=_country(canonical),
        typo_of="" if kind in {"provider", "relay"} else around.slips.get(canonical, ""),
        disposable=_is_disposable(canonical, around.disposable),
    )


def _exists(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) > 1 and (labels[-1] in _RESERVED or bool(_SUFFIXES.privatesuffix(domain)))


def _kind(domain: str, around: Surroundings) -> str:
    # Before the leading ones: a relay that many use stays one.
    if domain in RELAYS:
        return "relay"
    if domain in PROVIDERS or domain in around.leading:
        return "provider"
    official = _official_label(domain)
    if official in _OF_STATES:
        return "government"
    return "education" if official in _OF_SCHOOLS else "company"


def _official_label(domain: str) -> str:
    """Give the label that would say that a state or a school is behind it: gov in x.gov and in x.gov.uk."""
    labels = domain.split(".")
    at_country = len(labels) > 2 and len(labels[-1]) == _COUNTRY_LENGTH  # noqa: PLR2004 - name, kind, country
    return labels[-2] if at_country else labels[-1]


def _label(domain: str, kind: str, around: Surroundings) -> str:
    if domain in around.leading:
        return domain
    return "other provider" if kind == "provider" else kind


def _country(domain: str) -> str:
    last = domain.rpartition(".")[2]
    return last if len(last) == _COUNTRY_LENGTH and last.isalpha() else ""


def _is_disposable(domain: str, disposable: frozenset[str]) -> bool:
    labels = domain.split(".")
    return any(".".join(labels[at:]) in disposable for at in range(len(labels) - 1))
