"""The words that reading depends on: those that formats prescribe, and those that make a pattern match in this mail.

Nothing here lists what single recognisers look for: their own patterns and tables are asked, so that a new recogniser
needs no word here.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING

from complaints.domain import dates, formats
from complaints.domain.original import KNOWN_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

LETTERS = re.compile(r"[^\W\d_]{1,100}")
# Scripts from Hebrew on join words, or set no blanks between them: there a word is looked for inside of others.
JOINED_FROM = 0x590
_ROLES = """
    abuse postmaster mailer daemon noreply no reply donotreply staff feedback complaints arf dmarc fbl report reports
    bounce bounces root admin support info security hostmaster webmaster notifications redacted
"""
ROLES = frozenset(_ROLES.split())
_PROTOCOL = """
    abuse acknowledge add alternative application arc arf arrival attachment auth authentication authenticated auto
    base bcc bit bits boundary by canonicalized cc charset cipher client code comment complaint content date delivered
    delivery description dkim dmarc disposition dns domain dsn encoding envelope esmtp esmtps esmtpsa fail failed
    failure feedback filename final flowed for format forwarded fraud from fwd gmt gzip header headers helo host html
    http https id identity incidents inline in ip json left length list local localhost lmtp mail mailfrom message mime
    mixed name neutral null true false
    network none not octet opt original orig out part pass path permerror plain policy precedence
    printable priority quoted rcpt received recipient recipients redacted references rejected related relaxed removal
    remote replied reply report reported reporter reporting results return rfc rsa selector sender sha signature simple
    size smtp softfail source spam spf stream subject text time temperror tls to transfer type uri url user utf
    version virus with xml xarf yaml zip am pm est edt cst cdt mst mdt pst pdt utc cet cest bst
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    jan feb mar apr may jun jul aug sep oct nov dec
"""
_KEPT_DOMAINS = """
    spamcop.net spamhaus.org uceprotect.net mail-abuse.com projecthoneypot.org amazonses.com amazonaws.com
    arf.mail.yahoo.com yahoo-inc.com yahoo.com aol.com hotmail.com outlook.com microsoft.com msn.com live.com google.com
    abusix.org abusix.com x-arf.org xarf.org zimbra.com spamexperts.com cloudmark.com barracudacentral.org
    validity.com returnpath.net mail.ru yandex.ru comcast.net junkemailfilter.com
"""
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}")
_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE
# Patterns made for short texts take long over long runs of blanks.
_LONG_GAP = re.compile(r"(\s{10})\s++")
_MAX_DEPTH = 5
_MAX_TEXT = 30_000
_MAX_MATCHES = 100
_MAX_MATCH = 300
_MAX_WORD = 40


@cache
def prescribed() -> frozenset[str]:
    """Give the words, in lower case, that formats prescribe or that recognisers have in their tables."""
    words = set(_PROTOCOL.split()) | {piece for name in KNOWN_FIELDS for piece in name.split("-")}
    for text in _strings():
        words.update(word.lower() for word in LETTERS.findall(text))
    return frozenset(words)


@cache
def kept_domains() -> frozenset[str]:
    """Give the domains of known senders of reports, which recognisers look at."""
    found = {match[0] for text in _strings() for match in _DOMAIN.finditer(text) if len(text) < _MAX_MATCH}
    return frozenset(_KEPT_DOMAINS.split()) | {one for one in found if "/" not in one}


def needed(texts: Iterable[str]) -> frozenset[str]:
    """Find the words without which some recogniser's pattern would not match.

    Args:
        texts: what recognisers look at: subject, sender, bodies; 30,000 characters of each are looked at.

    Returns:
        Words in lower case. A word that a pattern merely passes over, such as a name, is none of them.
    """
    found: set[str] = set()
    for text in texts:
        for pattern in _patterns():
            found |= _needed_by(pattern, _LONG_GAP.sub(r"\1", text[:_MAX_TEXT]), found)
    return frozenset(found)


def needed_domains(sender: str) -> frozenset[str]:
    """Give the domain of a sender when some recogniser knows it; none else."""
    domain = sender.rpartition("@")[2]
    other = f"{sender[: -len(domain)]}q.qq" if domain else ""
    of_domains = (one for one in _patterns() if "@" in one.pattern or "\\." in one.pattern)
    known = (pattern.search(sender) and not pattern.search(other) for pattern in of_domains)
    return frozenset({domain}) if domain and any(known) else frozenset()


def _needed_by(pattern: re.Pattern[str], text: str, known: set[str]) -> set[str]:
    found: set[str] = set()
    for number, match in enumerate(pattern.finditer(text)):
        if number == _MAX_MATCHES:
            break
        if not match[0] or len(match[0]) > _MAX_MATCH:
            continue
        for word in LETTERS.finditer(text, *_whole_words(text, *match.span())):
            if word[0].lower() not in known and word[0].lower() not in found and _is_needed(pattern, text, match, word):
                found.add(word[0].lower())
    return found


def _is_needed(pattern: re.Pattern[str], text: str, match: re.Match[str], word: re.Match[str]) -> bool:
    """Tell whether the pattern loses its match once the word is another one."""
    other = "".join("Q" if letter.isupper() else "q" for letter in word[0])
    start, end = max(0, match.start() - _MAX_WORD), match.end() + _MAX_WORD
    changed = text[start : word.start()] + other + text[word.end() : max(end, word.end())]
    return not any(one.start() + start <= match.start() for one in pattern.finditer(changed))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to the ends of the words at its sides, in scripts that separate words."""
    for _ in range(_MAX_WORD):
        if start and text[start - 1].isalpha() and ord(text[start - 1]) < JOINED_FROM:
            start -= 1
        if end < len(text) and text[end].isalpha() and ord(text[end]) < JOINED_FROM:
            end += 1
    return start, end


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Give the patterns of all recognisers that hold a word at all; those on bytes are made ones on text."""
    found: dict[str, re.Pattern[str]] = {}
    for value in _values():
        if not isinstance(value, re.Pattern):
            continue
        source = value.pattern.decode("latin-1") if isinstance(value.pattern, bytes) else value.pattern
        if re.search(r"[^\W\d_]{3}", source):
            found.setdefault(source, re.compile(source, value.flags & _FLAGS))
    return tuple(found.values())


def _strings() -> Iterator[str]:
    return (
        value.decode("latin-1") if isinstance(value, bytes) else value
        for value in _values()
        if isinstance(value, str | bytes)
    )


def _values() -> Iterator[object]:
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{formats.__name__}.")]
    for module in (dates, *modules):
        yield from _of_module(module)


def _is_prose(constant: object) -> bool:
    return not isinstance(constant, str | bytes | tuple | frozenset) or (isinstance(constant, str) and " " in constant)


def _of_module(module: ModuleType) -> Iterator[object]:
    stack = [(value, 0) for name, value in vars(module).items() if not name.startswith("__")]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            stack.extend((one, depth + 1) for pair in value.items() for one in pair)
        elif isinstance(value, tuple | list | set | frozenset) and depth < _MAX_DEPTH:
            stack.extend((one, depth + 1) for one in value)
        elif isinstance(value, FunctionType):
            stack.extend((one, depth + 1) for one in value.__code__.co_consts if not _is_prose(one))
        else:
            yield value
