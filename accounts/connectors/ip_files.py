"""What files in MaxMind's format say of an address: GeoLite2, DB-IP, IPinfo and their like, as the operator got them.

The desk ships none: copies that come with packages are old and bound by licences.

Source: MaxMind DB file format specification 2.0; the field names of the three publishers.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import maxminddb

from accounts.domain import addresses
from accounts.domain.ports import IpFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_LONGEST_NAME = 200
_NUMBER = re.compile(r"(?:AS)?([0-9]{1,10})")
_TWO_LETTERS = re.compile(r"[A-Za-z]{2}")


class IpFileError(Exception):
    """A file that cannot be used; the text says why."""


class IpFiles:
    """See `IpFacts`. Addresses that no file knows, and text that is no address, give None."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Open the files: one with countries, one with networks, or one with both.

        Raises:
            IpFileError: a file is not there, or not in MaxMind's format.
        """
        self._readers = [_opened(path) for path in dict.fromkeys(paths)]
        built = [datetime.fromtimestamp(reader.metadata().build_epoch, UTC).date() for reader in self._readers]
        self.built_on: date | None = min(built, default=None)

    def of(self, ip: str) -> IpFact | None:
        """See `IpFacts.of`."""
        address = addresses.canonical_ip(ip)
        found = [record for reader in self._readers if (record := _record(reader, address))] if address else []
        if not found:
            return None
        merged = {name: value for record in reversed(found) for name, value in record.items()}
        return IpFact(asn=_asn(merged), organisation=_organisation(merged), country=_country(merged))


def _opened(path: Path) -> maxminddb.Reader:
    try:
        return maxminddb.open_database(path)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        message = f"{path} cannot be used: {error}"
        raise IpFileError(message) from error


def _record(reader: maxminddb.Reader, address: str) -> Mapping[str, object] | None:
    try:
        record = reader.get(address)
    except (ValueError, maxminddb.InvalidDatabaseError):
        # An IPv6 address in a file of IPv4 only, or a damaged part: nothing is known of it.
        return None
    return record if isinstance(record, dict) else None


def _asn(record: Mapping[str, object]) -> int | None:
    found = _NUMBER.fullmatch(str(record.get("autonomous_system_number") or record.get("asn") or ""))
    return int(found[1]) if found else None


def _organisation(record: Mapping[str, object]) -> str:
    named = next(
        (record[name] for name in ("autonomous_system_organization", "as_name", "name") if record.get(name)), ""
    )
    return str(named)[:_LONGEST_NAME] if isinstance(named, str) else ""


def _country(record: Mapping[str, object]) -> str:
    """Give the country of an address, or that in which its network is registered, as two capital letters."""
    for name in ("country", "registered_country", "country_code"):
        found = record.get(name)
        code = found.get("iso_code") if isinstance(found, dict) else found
        if isinstance(code, str) and _TWO_LETTERS.fullmatch(code):
            return code.upper()
    return ""
