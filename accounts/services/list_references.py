"""Reference files: domains whose mailboxes are thrown away, and the canary addresses that the operator seeded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.domain.addresses import canonical_domain, canonical_mailbox
from accounts.domain.pseudonyms import normalised

_BUNDLED = Path(__file__).parent.parent / "reference" / "disposable_domains.txt"
LARGEST_BYTES = 16 * 1024 * 1024
CANARY_KINDS = ("pristine", "recycled", "typo")


def disposable_domains() -> frozenset[str]:
    """Give the bundled domains and those of the operator's own file (DISPOSABLE_DOMAINS)."""
    return _domains_of(_BUNDLED) | (_own_domains(settings.DISPOSABLE_DOMAINS) if settings.DISPOSABLE_DOMAINS else set())


@lru_cache(maxsize=1)
def _domains_of(path: Path) -> frozenset[str]:
    return frozenset(_lines(path))


def _own_domains(path: str) -> set[str]:
    return {domain for line in _lines(Path(path)) if (domain := canonical_domain(line))}


def canaries() -> list[tuple[str, str]]:
    """Read the seeded addresses (CANARY_ADDRESSES): normalised address and kind; none where no file is named.

    A line is an address, then perhaps its kind: pristine (the default), recycled or typo.

    Raises:
        ImproperlyConfigured: for a line that is neither; the line is not quoted, for canaries are secret.
    """
    if not settings.CANARY_ADDRESSES:
        return []
    found = {}
    for number, line in enumerate(_lines(Path(settings.CANARY_ADDRESSES)), start=1):
        address, _, kind = line.replace(",", " ").replace("\t", " ").partition(" ")
        mailbox, kind = canonical_mailbox(address), kind.strip().lower() or CANARY_KINDS[0]
        if mailbox is None or kind not in CANARY_KINDS:
            message = f"CANARY_ADDRESSES: entry {number} is not an address with pristine, recycled or typo behind it."
            raise ImproperlyConfigured(message)
        found[normalised(mailbox)] = kind
    return list(found.items())


def _lines(path: Path) -> list[str]:
    """Read a file's lines without the empty ones and those that begin with #.

    Raises:
        ImproperlyConfigured: when the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        message = f"{path} cannot be read; see CANARY_ADDRESSES and DISPOSABLE_DOMAINS."
        raise ImproperlyConfigured(message) from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
