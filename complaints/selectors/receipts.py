"""What came in before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models import Complaint

if TYPE_CHECKING:
    from datetime import datetime


def was_received(sha256: str, *, door: str, at: datetime) -> bool:
    """Tell whether these very bytes came through a door at that very time.

    Args:
        sha256: of the bytes, in hexadecimal.
        door: as recorded with the complaint.
        at: aware UTC, when they arrived.
    """
    return Complaint.objects.filter(raw_id=sha256, door=door, received_at=at).exists()
