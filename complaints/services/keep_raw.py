"""Keep bytes in the raw store, once, under their hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from complaints.models import RawMessage
from complaints.models.complaint import raw_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def keep_raw(raw: bytes, *, now: datetime) -> str:
    """Store the bytes durably, then their row; twice is as good as once.

    Call it inside the transaction that refers to the row.

    Returns:
        The SHA-256 in hexadecimal, which is the row's key.

    Raises:
        OSError: the store cannot take them; nothing may be acknowledged.
    """
    sha256 = keep_bytes(raw)
    keep_rows({sha256: len(raw)}, now=now)
    return sha256


def keep_bytes(raw: bytes) -> str:
    """Store the bytes durably and give their SHA-256 in hexadecimal; the row is still to be written.

    Raises:
        OSError: the store cannot take them.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    name = raw_name(sha256)
    store = storages["raw"]
    if not store.exists(name):
        store.save(name, ContentFile(raw))
    return sha256


def keep_rows(sizes_bytes: Mapping[str, int], *, now: datetime) -> None:
    """Write the rows of bytes that are in the store, by their SHA-256; rows that exist are left."""
    RawMessage.objects.bulk_create(
        # In one order everywhere, so that two groups with the same messages do not wait for each other.
        [RawMessage(sha256=key, size_bytes=size, stored_at=now) for key, size in sorted(sizes_bytes.items())],
        ignore_conflicts=True,
    )
