"""Hand out the evidence of a case, and note in its history which bundle it was."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

from complaints.domain.bundle import pack
from complaints.models import Case
from complaints.selectors.bundle import members

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

IN_MEMORY_BYTES = 16 * 1024 * 1024


def make_bundle(case_id: int, *, by: Staff | None, now: datetime) -> IO[bytes]:
    """Write a case's bundle to a temporary file, which lies in memory as long as it is small.

    Args:
        case_id: the case.
        by: who asks; None for the command line.
        now: aware UTC.

    Returns:
        The bundle, at its first byte; the caller closes it.

    Raises:
        Case.DoesNotExist: there is no such case.
        OSError: a message could not be read from the raw store.
    """
    case = Case.objects.get(pk=case_id)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        about = {"case": case.pk, "made_at": now.isoformat(), "made_by": by.get_username() if by else "command line"}
        fingerprint = pack(file, members(case), about)
    except BaseException:
        file.close()
        raise
    case.events.create(
        kind="bundle",
        at=now,
        by=by,
        sentence=f"Handed out an evidence bundle with the fingerprint {fingerprint}.",
        facts={"fingerprint": fingerprint},
    )
    file.seek(0)
    return file
