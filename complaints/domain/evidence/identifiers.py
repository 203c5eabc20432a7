"""Finding the platform's own identifiers in an original, and checking those that are signed.

An unsigned identifier is a claim that anyone can copy; a signed one that verifies shows that we issued it, not that
this body is ours; a signed one that fails is evidence of forgery, unless the copy was redacted or its case was lost.

Source: the platform records contract, `[[identifiers]]`; RFC 2104 (HMAC).
"""

from __future__ import annotations

import hmac
import html
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.evidence.unwrap import envelope_addresses, link_targets, written_recipient
from complaints.domain.facts import IdentifierHit
from complaints.domain.mime import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import regex

    from accounts.domain.platform import IdentifierPattern
    from complaints.domain.facts import Original, OriginalFacts
    from complaints.domain.headers import Headers
    from complaints.domain.ports import AccountDirectory

MAX_HITS = 20
MAX_TEXT = 2000
MAX_BODY = 200_000
MAX_BODY_LINE = 500
MAX_LINKS = 200
MAX_VALUE = 500
# A pattern such as (a|aa)+! would never end on a hostile text.
PATTERN_SECONDS = 0.1
# Fewer hex digits than this could be hit by trying.
MIN_SIGNATURE = 8

_ENVELOPE_FIELDS = ("return-path", "x-envelope-from", "envelope-from", "x-original-mail-from", "x-env-sender")
_RESULT_FIELDS = ("authentication-results", "received-spf", "arc-authentication-results", "received")
_MAIL_FROM = re.compile(r"""(?i)(?:smtp\.mail(?:from)?|envelope-from|mailfrom)[= ]["']?<?([^\s<>;"'()]{3,320})""")
# As reporters blank out addresses: words, runs, SpamCop's lone x.
_REDACTED = re.compile(
    r"(?i)redacted|removed|masked|hidden|anonym|undisclosed|x{3,}|\*{2,}|_{4,}|(?<![0-9a-z])x(?![0-9a-z])"
)
_URI = re.compile(r"<([^<>]{1,2000}+)>")


@dataclass(frozen=True, slots=True)
class _Source:
    """Readings of one value; `intact` is False when case may have been lost, so that a failure shows nothing."""

    texts: tuple[str, ...]
    intact: bool = True


class Identifiers(NamedTuple):
    """What was found, and the patterns that were given up."""

    hits: tuple[IdentifierHit, ...]
    given_up: tuple[str, ...]


def find_identifiers(
    original: Original, facts: OriginalFacts, headers: Headers, directory: AccountDirectory
) -> Identifiers:
    """Look for every pattern of the platform in the places that it names.

    Args:
        original: as cut; its report may state the envelope sender.
        facts: links and List-Unsubscribe are read from here.
        headers: of the original.
        directory: to tell which accounts and campaigns exist.

    Returns:
        At most 20 hits, verified ones first, then in the platform's order of preference; and the patterns that took
        too long on this mail and were given up.
    """
    sources = _Sources(original, facts, headers)
    hits: dict[tuple[str, str], IdentifierHit] = {}
    given_up: list[str] = []
    for pattern in directory.platform.identifiers:
        try:
            for name, hit in _found(pattern, sources, directory):
                hits[hit.where, name] = _better(hits.get((hit.where, name)), hit)
        except TimeoutError:
            given_up.append(f"{pattern.where}: {pattern.pattern.pattern[:MAX_VALUE]}")
    ranked = sorted(dict.fromkeys(hits.values()), key=lambda hit: not hit.verified)
    return Identifiers(tuple(ranked[:MAX_HITS]), tuple(given_up))


def _found(
    pattern: IdentifierPattern, sources: _Sources, directory: AccountDirectory
) -> Iterator[tuple[str, IdentifierHit]]:
    for source in sources.at(pattern.where):
        hit = _best(_hits(pattern, source, directory))
        if hit is not None:
            yield source.texts[0], hit


class _Sources:
    """The texts of one original, by place, read when first asked for."""

    def __init__(self, original: Original, facts: OriginalFacts, headers: Headers) -> None:
        self.original = original
        self.facts = facts
        self.headers = headers
        self.known: dict[str, tuple[_Source, ...]] = {}

    def at(self, where: str) -> tuple[_Source, ...]:
        if where not in self.known:
            self.known[where] = tuple(self._read(where))
        return self.known[where]

    def _read(self, where: str) -> Iterable[_Source]:
        if where == "return_path":
            return self._envelopes()
        if where == "links":
            return self._links()
        if where == "body":
            return self._lines()
        return self._field(where.partition(":")[2])

    def _envelopes(self) -> Iterator[_Source]:
        written = [value for name in _ENVELOPE_FIELDS for value in self.headers.all(name)[:3]]
        for name in _RESULT_FIELDS:
            for value in self.headers.all(name)[:5]:
                written += [match[1] for match in islice(_MAIL_FROM.finditer(value[:MAX_TEXT]), 3)]
        for value in dict.fromkeys(written):
            if addresses := envelope_addresses(value):
                yield _Source(addresses)
        if addresses := envelope_addresses(self.original.reported.mail_from):
            yield _Source(addresses, intact=False)

    def _field(self, name: str) -> Iterator[_Source]:
        for value in self.headers.all(name)[:5]:
            text = value[:MAX_TEXT]
            readings = [text, "".join(text.split()), *_URI.findall(text)[:5]]
            yield _Source(tuple(dict.fromkeys(reading for reading in readings if reading)))

    def _links(self) -> Iterator[_Source]:
        unsubscribe = _URI.findall(self.facts.list_unsubscribe[: 4 * MAX_TEXT])[:5]
        for url in dict.fromkeys((*unsubscribe, *self.facts.links[:MAX_LINKS])):
            yield _Source(link_targets(url))

    def _lines(self) -> Iterator[_Source]:
        root, _ = walk(self.original.content)
        for part in root.own_parts():
            if part.content_type not in {"text/plain", "text/html"} or part.disposition == "attachment":
                continue
            for line in part.text()[:MAX_BODY].splitlines():
                for start in range(0, len(line), MAX_BODY_LINE):
                    # Overlapping windows, so that a token across a cut is seen whole in one of them.
                    window = line[max(0, start - MAX_BODY_LINE // 2) : start + MAX_BODY_LINE]
                    yield _Source(tuple(dict.fromkeys((window, html.unescape(window)))))


def _hits(pattern: IdentifierPattern, source: _Source, directory: AccountDirectory) -> Iterator[IdentifierHit]:
    for text in source.texts:
        match = pattern.pattern.search(text, timeout=PATTERN_SECONDS)
        if match is not None:
            yield _read(pattern, match, directory, intact=source.intact)


def _best(hits: Iterable[IdentifierHit]) -> IdentifierHit | None:
    best: IdentifierHit | None = None
    for hit in hits:
        best = _better(best, hit)
    return best


def _better(one: IdentifierHit | None, other: IdentifierHit) -> IdentifierHit:
    """Keep what verifies over what does not: patterns with an older secret stand beside newer ones."""
    return one if one is not None and (one.verified or not other.verified) else other


def _read(
    pattern: IdentifierPattern, match: regex.Match[str], directory: AccountDirectory, *, intact: bool
) -> IdentifierHit:
    groups = {name: value for name, value in match.groupdict().items() if value}
    hit = IdentifierHit(where=pattern.where, value=match[0][:MAX_VALUE], signed=bool(pattern.signed_with))
    if pattern.signed_with:
        spelling = _verified_spelling(pattern, groups)
        readable = intact and not _REDACTED.search(match[0])
        hit = replace(hit, verified=bool(spelling), forged=bool(pattern.secret) and readable and not spelling)
        groups = _signed_groups(match, groups, spelling) if spelling else groups
    return replace(
        hit,
        account_id=_account(groups, directory),
        list_id=groups.get("list"),
        campaign_id=groups.get("campaign"),
        message_id=groups.get("message"),
        recipient=written_recipient(groups.get("recipient", "")),
    )


def _verified_spelling(pattern: IdentifierPattern, groups: dict[str, str]) -> str:
    """Give the spelling of the payload under which the signature holds, or "": relays fold the case of addresses."""
    payload, signature = groups.get("payload", ""), groups.get("signature", "").lower()
    if not pattern.secret or len(signature) < MIN_SIGNATURE:
        return ""
    for spelling in dict.fromkeys((payload, payload.lower(), payload.upper())):
        digest = hmac.new(pattern.secret, spelling.encode("utf-8", "replace"), "sha256").hexdigest()
        if hmac.compare_digest(digest[: len(signature)].encode(), signature.encode("utf-8", "replace")):
            return spelling
    return ""


def _signed_groups(match: regex.Match[str], groups: dict[str, str], spelling: str) -> dict[str, str]:
    """Keep the groups that the signature covers, as the spelling that verified writes them."""
    start, end = match.span("payload")
    covered = {}
    for name, value in groups.items():
        first, last = match.span(name)
        if start <= first and last <= end:
            covered[name] = spelling[first - start : last - start] if len(spelling) == end - start else value
    return covered


def _account(groups: dict[str, str], directory: AccountDirectory) -> str | None:
    written = groups.get("account", "")
    for spelling in dict.fromkeys((written, written.lower(), written.upper())):
        if spelling and directory.account(spelling) is not None:
            return spelling
    campaign = directory.campaign(groups["campaign"]) if groups.get("campaign") else None
    return campaign.account_id if campaign else None
