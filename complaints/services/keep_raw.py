"""Keep bytes in the raw store, once, under their hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from complaints.models import RawMessage
from complaints.models.complaint import raw_name

if TYPE_CHECKING:
    from datetime import datetime


def keep_raw(raw: bytes, *, now: datetime) -> str:
    """Store the bytes durably, then their row; twice is as good as once.

    Call it inside the transaction that refers to the row.

    Returns:
        The SHA-256 in hexadecimal, which is the row's key.

    Raises:
        OSError: the store cannot take them; nothing may be acknowledged.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    name = raw_name(sha256)
    store = storages["raw"]
    if not store.exists(name):
        store.save(name, ContentFile(raw))
    RawMessage.objects.bulk_create(
        [RawMessage(sha256=sha256, size_bytes=len(raw), stored_at=now)], ignore_conflicts=True
    )
    return sha256
