"""The files about addresses that the settings name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.connectors.ip_files import IpFileError, IpFiles

if TYPE_CHECKING:
    from accounts.domain.ports import IpFacts


def connected() -> IpFacts | None:
    """Give what the settings name; None without a file.

    Raises:
        ImproperlyConfigured: a file cannot be used.
    """
    return _connected(settings.IP_COUNTRY_FILE, settings.IP_ASN_FILE)


@lru_cache(maxsize=1)
def _connected(*names: str) -> IpFacts | None:
    """Open the files once a process."""
    paths = [Path(name) for name in names if name]
    try:
        return IpFiles(paths) if paths else None
    except IpFileError as error:
        message = f"IP_COUNTRY_FILE, IP_ASN_FILE: {error}"
        raise ImproperlyConfigured(message) from error
