"""Hand out the evidence of a case, and note in its history which bundle it was."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

from complaints.domain.bundle import Member, pack
from complaints.models import Case
from complaints.selectors.bundle import members, software

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        write_bundle(case_id, file, by=by, now=now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write_bundle(
    case_id: int, file: IO[bytes], *, by: Staff | None, now: datetime, watch: Callable[[], object] = lambda: None
) -> str:
    """Write a case's bundle to a file, and note it in the history once it is whole.

    Args:
        case_id: the case.
        file: open for writing.
        by: who asks; None for the command line.
        now: aware UTC.
        watch: called after each file of the bundle.

    Returns:
        The fingerprint.

    Raises:
        Case.DoesNotExist, OSError: as `make_bundle`; or the file could not be written.
    """
    case = Case.objects.get(pk=case_id)
    about = {
        "case": case.pk,
        "made_at": now.isoformat(),
        "made_by": by.get_username() if by else "command line",
        "made_with": software(),
        "audience": "within the house: it names the people who complained",
    }
    fingerprint = pack(file, _watched(case, watch), about)
    case.events.create(
        kind="bundle",
        at=now,
        by=by,
        sentence=f"Handed out an evidence bundle with the fingerprint {fingerprint}.",
        facts={"fingerprint": fingerprint},
    )
    return fingerprint


def _watched(case: Case, watch: Callable[[], object]) -> Iterator[Member]:
    for member in members(case):
        yield member
        watch()
