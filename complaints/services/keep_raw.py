"""Keep bytes in the raw store, once, under their hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from complaints.models import RawMessage
from complaints.models.complaint import raw_name
from complaints.storage import raw_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
    keep_rows({sha256: raw}, now=now)
    return sha256


def keep_bytes(raw: bytes) -> str:
    """Store the bytes durably and give their SHA-256 in hexadecimal; the row is still to be written.

    Raises:
        OSError: the store cannot take them.
    """
    return keep_all([raw])[0]


def keep_all(raws: Sequence[bytes]) -> list[str]:
    """Store several messages durably; a disk flushes once for many of them, and a bucket takes them side by side.

    Returns:
        Their SHA-256 in hexadecimal, in their order; the rows are still to be written.

    Raises:
        OSError: the store cannot take them; none may be acknowledged.
    """
    keys = [content_key(raw) for raw in raws]
    store = raw_store()
    missing = {raw_name(key): raw for key, raw in zip(keys, raws, strict=True) if not store.exists(raw_name(key))}
    if not missing:
        return keys
    store.save_all(missing)
    return keys


def content_key(raw: bytes) -> str:
    """Give the SHA-256 in hexadecimal under which bytes are kept."""
    return hashlib.sha256(raw).hexdigest()


def erase_bytes(sha256: str) -> None:
    """Take bytes out of the raw store; what is not there is no error. The caller holds the lock of their row.

    Raises:
        OSError: the store cannot be reached.
    """
    raw_store().delete(raw_name(sha256))


def keep_rows(contents: Mapping[str, bytes], *, now: datetime) -> None:
    """Write the rows of bytes that are in the store, by their SHA-256, and lock them until the transaction ends.

    Bytes may have been forgotten, and even erased, after `keep_bytes` saw them there: their row then says so, which
    cannot change under the lock, and they are stored anew.

    Raises:
        OSError: the store cannot take them.
    """
    RawMessage.objects.bulk_create(
        # In one order everywhere, so that two groups with the same messages do not wait for each other.
        [RawMessage(sha256=key, size_bytes=len(raw), stored_at=now) for key, raw in sorted(contents.items())],
        # An update of nothing: unlike "do nothing" it locks the row that is there.
        update_conflicts=True,
        update_fields=["size_bytes"],
        unique_fields=["sha256"],
    )
    again = RawMessage.objects.filter(pk__in=list(contents), forgotten_at__isnull=False)
    for key in again.values_list("pk", flat=True):
        raw_store().save_all({raw_name(key): contents[key]})
        RawMessage.objects.filter(pk=key).update(forgotten_at=None, erasing=False, stored_at=now)
