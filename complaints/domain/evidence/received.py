"""Reading Received lines, as Postfix, Exim, Sendmail, qmail, Exchange, Gmail, Yahoo and SES write them.

A general reader of clauses instead of a regex per server: words outside of brackets, comments whole. Linear, never
raising. The address believed is the one that the receiving host saw, never the one in HELO, which the sender chose.

Source: RFC 5321 section 4.4, RFC 5322 section 3.6.7.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from complaints.domain.addresses import bare_address
from complaints.domain.facts import Hop

MAX_HOPS = 50
MAX_LINE_LENGTH = 2000
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100

Address = IPv4Address | IPv6Address

_INTERNAL = tuple(
    ip_network(text)
    for text in ("0.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
_CLAUSES = frozenset({"from", "by", "with", "via", "id", "for"})
_HELO = re.compile(r"(?i)\b(?:helo|ehlo)[=\s]\s*+")
_CANDIDATE = re.compile(r"(?i)(?:ipv6:)?([0-9a-f:.]{2,45}+)")
_PART_OF_NAME = re.compile(r"[\w.@-]")
_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$")
# qmail writes (ident@address): what identd said, the sender's choice, then the address that it saw.
_BEHIND_IDENT = re.compile(r"(?i)\((?:[^()]*@)?(?:ipv6:)?([0-9a-f:.]{2,45}+)(?: with [^()]*+)?\)")
# SendGrid, EarthLink and others write no semicolon before the time.
_STAMP = re.compile(
    r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{1,2}:\d{2}(?::\d{2})?(?: [+-]\d{4}| [A-Z]{1,5})?(?: \([^()]{1,40}\))?$"
)
_FROM_UTC_NAME = re.compile(r"\s*\([^()]*\)\s*$")


def read_address(text: str) -> Address | None:
    """Read an IP address as mail writes it: brackets, an IPv6 prefix, a zone or a port around it.

    IPv4-mapped addresses are unmapped. None when it is none.
    """
    bare = text.strip().strip("[]()").lower().removeprefix("ipv6:").partition("%")[0]
    with_port = _PORT.match(bare)
    try:
        address = ip_address(with_port[1] if with_port else bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Tell whether an address can belong to a host on the Internet.

    The documentation networks count as public: examples, tests and demos are written with them.
    """
    special = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    return not special and not any(address in network for network in _INTERNAL if network.version == address.version)


def read_hop(line: str) -> Hop:
    """Read one Received line.

    Args:
        line: the field's value, unfolded; what lies behind 2,000 characters is not looked at.

    Returns:
        A Hop with trust "unverified"; what can't be read is "" or None.
    """
    raw = " ".join(line[: 2 * MAX_LINE_LENGTH].split())[:MAX_LINE_LENGTH]
    words, stamp = _split(raw)
    clauses = _clauses(words)
    origin = clauses.get("from", [])
    helo, host = _names(origin)
    return Hop(
        raw=raw,
        from_ip=_seen_address(origin),
        from_host=host,
        from_helo=helo,
        by_host=_plain(clauses.get("by", [])).strip("[]").rstrip(".").lower(),
        protocol=" ".join(word for word in clauses.get("with", []) if not word.startswith("("))[:100],
        queue_id=_plain(clauses.get("id", [])).strip("<>"),
        for_address=_recipient(clauses.get("for", [])),
        at=read_time(stamp or _unmarked_stamp(raw)),
    )


def read_time(stamp: str) -> datetime | None:
    """Read a mail's time in UTC; None when there is none, or one that no mail can have."""
    text = stamp.strip()[:200]
    try:
        moment = parsedate_to_datetime(_FROM_UTC_NAME.sub("", text) or text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR else None


def _unmarked_stamp(raw: str) -> str:
    found = _STAMP.search(raw)
    return found[0] if found else ""


def _split(raw: str) -> tuple[list[str], str]:
    """Cut a line into words and whole comments, and give what stands behind the last top-level semicolon."""
    words: list[str] = []
    never_closed = _never_closed(raw)
    depth, start, stamp_at, words_before_stamp = 0, 0, len(raw), None
    for position, character in enumerate(raw):
        if character == "(" and position not in never_closed:
            if depth == 0:
                words.append(raw[start:position])
                start = position
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                words.append(raw[start : position + 1])
                start = position + 1
        elif depth == 0 and character in " ;":
            words.append(raw[start:position])
            start = position + 1
            if character == ";":
                stamp_at, words_before_stamp = start, len(words)
    words.append(raw[start:])
    return [word for word in words[:words_before_stamp] if word], raw[stamp_at:]


def _never_closed(raw: str) -> set[int]:
    """Find brackets that open no comment: one in HELO would swallow what the receiving host wrote behind it."""
    waiting: list[int] = []
    for position, character in enumerate(raw):
        if character == "(":
            waiting.append(position)
        elif character == ")" and waiting:
            waiting.pop()
    return set(waiting)


def _clauses(words: list[str]) -> dict[str, list[str]]:
    clauses: dict[str, list[str]] = {}
    current: list[str] = []
    for word in words:
        name = word.lower()
        if name in _CLAUSES and name not in clauses:
            current = clauses.setdefault(name, [])
        else:
            current.append(word)
    return clauses


def _plain(words: list[str]) -> str:
    return next((word for word in words if not word.startswith("(")), "")[:255]


def _recipient(words: list[str]) -> str:
    address = bare_address(_plain(words).rstrip(";,"))
    return address if "@" in address else ""


def _seen_address(words: list[str]) -> str | None:
    """Give the address that the receiving host saw: in the last comment that has one, else outside of comments.

    Whatever HELO said stands before it, or behind "helo=" in the same comment.
    """
    comments = [word for word in words if word.startswith("(")]
    for comment in reversed(comments):
        address = _address_in(_HELO.split(comment, maxsplit=1)[0]) or _behind_ident(comment)
        if address:
            return address
    return next((found for word in words if not word.startswith("(") and (found := _address_in(word))), None)


def _address_in(text: str) -> str | None:
    """Give the last address in square brackets, which servers write round what they saw, else the first one."""
    bare: list[str] = []
    bracketed: list[str] = []
    for match in _CANDIDATE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        # Part of a host name such as 192.0.2.1.dynamic.example or ip-192.0.2.1.example.
        if _PART_OF_NAME.match(before) or _PART_OF_NAME.match(after):
            continue
        address = read_address(match[1].strip("."))
        if address:
            (bracketed if before == "[" and after == "]" else bare).append(str(address))
    return next(reversed(bracketed), None) or next(iter(bare), None)


def _behind_ident(comment: str) -> str | None:
    found = _BEHIND_IDENT.fullmatch(comment)
    address = read_address(found[1]) if found else None
    return str(address) if address else None


def _names(words: list[str]) -> tuple[str, str]:
    """Give (what HELO said, what the receiver's own look-up said); "" where absent."""
    outside = _plain(words).lower()
    comments = [word[1:-1].strip() for word in words if word.startswith("(")]
    told = next((found for comment in comments if (found := _HELO.search(comment))), None)
    if told:
        helo = told.string[told.end() :].split(" ", 1)[0].strip("[]() ")[:255].lower()
        return helo, "" if read_address(outside) or outside == "unknown" else outside.rstrip(".")
    looked_up = next((name for comment in comments if (name := _host_name(comment))), "")
    return outside.rstrip("."), looked_up


def _host_name(comment: str) -> str:
    first = comment.split(" ", 1)[0].partition("[")[0].rpartition("@")[2].rstrip(".").lower()[:255]
    return first if "." in first and not read_address(first) else ""
