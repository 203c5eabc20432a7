"""From a cell's text to a value; what cannot be read raises `BadValueError` with a reason that names no column."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from accounts.domain import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_RECORDED_TIME = 64
LONGEST_MESSAGE_ID = 500
LARGEST_COUNT = 2**63 - 1
_WHITE_SPACE = re.compile(r"\s+")


class BadValueError(Exception):
    """A cell that can't be taken; the text is the reason, without the column's name."""


def text(limit: int | None = None, *, required: bool = False) -> Callable[[str], str]:
    """Make a reader of text as it stands, at most `limit` characters, surrounding blanks kept."""

    def read(cell: str) -> str:
        _check(cell, limit, required=required)
        return cell

    return read


def word(limit: int, *, required: bool = False) -> Callable[[str], str]:
    """Make a reader of ids and names: surrounding blanks dropped."""

    def read(cell: str) -> str:
        stripped = cell.strip()
        _check(stripped, limit, required=required)
        return stripped

    return read


def _check(cell: str, limit: int | None, *, required: bool) -> None:
    if required and not cell:
        reason = "is empty"
        raise BadValueError(reason)
    if limit is not None and len(cell) > limit:
        reason = f"has {len(cell)} characters, more than {limit}"
        raise BadValueError(reason)


def empty_as_none(read: Callable[[str], str]) -> Callable[[str], str | None]:
    """Turn an empty text into None, for references that may be absent."""

    def read_or_none(cell: str) -> str | None:
        return read(cell) or None

    return read_or_none


def choice(words: Iterable[str], *, default: str | None = None) -> Callable[[str], str]:
    """Make a reader of one of some words, any case; an empty cell gives the default, or is an error without one."""
    allowed = frozenset(words)

    def read(cell: str) -> str:
        found = cell.strip().lower()
        if not found and default is not None:
            return default
        if found not in allowed:
            reason = f"is {found[:40]!r}, not one of {', '.join(sorted(allowed))}" if found else "is empty"
            raise BadValueError(reason)
        return found

    return read


def moment(cell: str) -> datetime:
    """Read an ISO 8601 time with an offset, in UTC."""
    found = moment_or_none(cell)
    if found is None:
        reason = "is empty"
        raise BadValueError(reason)
    return found


@lru_cache(maxsize=4096)
def moment_or_none(cell: str) -> datetime | None:
    """Read an ISO 8601 time with an offset, in UTC; empty gives None."""
    recorded = cell.strip()
    if not recorded:
        return None
    try:
        found = datetime.fromisoformat(recorded)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        reason = f"is {recorded[:40]!r}, not a time in ISO 8601"
    else:
        reason = f"is {recorded[:40]!r}, a time without an offset"
    raise BadValueError(reason)


def lenient_moment(cell: str) -> datetime | None:
    """Read a time where a missing or unreadable offset is a finding, not a fault: then None."""
    try:
        return moment_or_none(cell)
    except BadValueError:
        return None


def count(cell: str) -> int:
    """Read a whole number of at least 0."""
    digits = cell.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST_COUNT))):
        reason = f"is {digits[:40]!r}, not a whole number of at least 0" if digits else "is empty"
        raise BadValueError(reason)
    number = int(digits)
    if number > LARGEST_COUNT:
        reason = f"is {digits}, more than fits"
        raise BadValueError(reason)
    return number


def count_or_zero(cell: str) -> int:
    """Read a whole number; empty gives 0."""
    return count(cell) if cell.strip() else 0


@lru_cache(maxsize=4096)
def mailbox(cell: str) -> str:
    """Read an e-mail address in lower case."""
    found = addresses.canonical_mailbox(cell)
    if found is None:
        reason = f"is {cell.strip()[:60]!r}, not an e-mail address"
        raise BadValueError(reason)
    return found


def mailbox_or_empty(cell: str) -> str:
    """Read an e-mail address in lower case; empty gives ""."""
    return mailbox(cell) if cell.strip() else ""


def ip(cell: str) -> str:
    """Read an IP address in canonical text; empty gives ""."""
    stripped = cell.strip()
    found = addresses.canonical_ip(stripped) if stripped else ""
    if found is None:
        reason = f"is {stripped[:60]!r}, not an IP address"
        raise BadValueError(reason)
    return found


def recorded_ip(cell: str) -> str:
    """Read what stands for an IP address in a consent record: canonical where it is one, else as it stands."""
    stripped = cell.strip()
    found = addresses.canonical_ip(stripped)
    if found is None:
        _check(stripped, LONGEST_RECORDED_TIME, required=False)
    return stripped if found is None else found


def domain(cell: str) -> str:
    """Read a domain in lower-case ASCII."""
    found = addresses.canonical_domain(cell)
    if found is None:
        reason = f"is {cell.strip()[:60]!r}, not a domain" if cell.strip() else "is empty"
        raise BadValueError(reason)
    return found


def site(cell: str) -> str:
    """Read the host of a web site, given as a domain, an address or a whole URL."""
    stripped = cell.strip()
    try:
        host = urlsplit(stripped if "://" in stripped else f"//{stripped}").hostname or ""
    except ValueError:
        host = ""
    return addresses.canonical_ip(host) or domain(host)


def message_id(cell: str) -> str:
    """Read a Message-ID, with angle brackets, white space removed."""
    bare = _WHITE_SPACE.sub("", cell).removeprefix("<").removesuffix(">")
    _check(bare, LONGEST_MESSAGE_ID - 2, required=True)
    return f"<{bare}>"
