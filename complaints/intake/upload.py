"""Complaints in files that staff add in the browser: each message goes through the same door as mail.

A file is counted first, and taken whole or refused whole; a zip by its files. Only when the store fails half way is a
part taken, and the answer says so: to add the file again is safe, since the very same message is known again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.domain.mail_file import outlook_mail
from complaints.domain.original import looks_like_message
from complaints.intake import archives, zips
from complaints.models import Complaint
from complaints.services.keep_raw import keep_bytes
from complaints.services.receive import Kept, commit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.facts import Channel

logger = logging.getLogger(__name__)

MOST_MESSAGES = 500
MOST_FILE_BYTES = 100_000_000
BATCH = 50
ENDINGS = frozenset({".eml", ".msg", ".zip", *archives.MBOX_ENDINGS, *archives.JSON_ENDINGS})
_LOOKED_AT_BYTES = 65_536

ON_THE_SERVER = "Run “manage.py ingest FILE” on the server"
NOT_MAIL = (
    "It is no mail, mbox or zip. Save the mail itself as .eml or .msg: from a picture or a PDF nothing can be proved."
)
EMPTY = "It is empty. Save the mail again, and add the new file."
NO_ITEM = "Outlook's file cannot be read. Open it in Outlook and save the mail as .eml, or forward it as an attachment."
NO_ZIP = "It is no zip although its name says so. Add the files that it was made from."
ZIP_IN_ZIP = "It is a zip in a zip. Unpack the outer one and add this one by itself."
STORE_FAILED = "The store failed; what was not taken is not lost, but has to be added again later."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file, or one inside a zip, that was not taken. `why` also says what to do."""

    name: str
    why: str


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one file.

    Attributes:
        complaints: of the messages that were taken, in order.
        known: how many of them had been received before.
    """

    name: str
    complaints: list[int] = field(default_factory=list)
    known: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """How many messages one request may still bring: it must not hold a browser for minutes."""

    left: int = MOST_MESSAGES


def take(path: Path, name: str, *, by: str, room: Room, channel: Channel | None = None) -> Outcome:
    """Take the messages of a file.

    Args:
        path: where its content lies.
        name: as the browser said; its ending counts, for the rest it is for people.
        by: who adds it, for the record.
        room: what the request may still bring; less afterwards.
        channel: as in `Kept`.

    Returns:
        What became of it. Never raises: what went wrong stands in the outcome.
    """
    outcome = Outcome(name=name)
    try:
        why = _too_much(path, name, room)
        if why:
            outcome.refusals.append(Refusal(name=name, why=why))
        else:
            _take_all(path, outcome, by, channel)
    except zips.ZipError as error:
        outcome.refusals.append(Refusal(name=name, why=str(error)))
    except (OSError, Error):
        logger.exception("A file that was added could not be taken whole.")
        outcome.refusals.append(Refusal(name=name, why=STORE_FAILED))
    room.left -= len(outcome.complaints)
    return outcome


def _too_much(path: Path, name: str, room: Room) -> str:
    if path.stat().st_size > MOST_FILE_BYTES:
        return f"It is larger than {MOST_FILE_BYTES // 1_000_000} MB. {ON_THE_SERVER}, or split it."
    count = sum(isinstance(one, archives.Stored) for one in _messages(path, name))
    if count > MOST_MESSAGES:
        return f"It has {count:,} messages; at most {MOST_MESSAGES} are taken at once. {ON_THE_SERVER}, or split it."
    if count > room.left:
        return f"It has {count:,} messages, with the files before more than {MOST_MESSAGES} at once. Add it by itself."
    return ""


def _take_all(path: Path, outcome: Outcome, by: str, channel: Channel | None) -> None:
    found = _messages(path, outcome.name)
    while batch := list(islice(found, BATCH)):
        outcome.refusals += [one for one in batch if isinstance(one, Refusal)]
        kept = [_kept(one.raw, by, channel) for one in batch if isinstance(one, archives.Stored)]
        known = set(Complaint.objects.filter(raw__in=[one.sha256 for one in kept]).values_list("raw_id", flat=True))
        outcome.complaints += commit(kept) if kept else []
        for one in kept:
            outcome.known += one.sha256 in known
            known.add(one.sha256)


def _kept(raw: bytes, by: str, channel: Channel | None) -> Kept:
    received = Received(raw=raw, received_at=timezone.now(), peer=by)
    return Kept(received=received, sha256=keep_bytes(raw), door="upload", channel=channel)


def _messages(path: Path, name: str, *, zipped: bool = False) -> Iterator[archives.Stored | Refusal]:
    """Give a file's messages, and what in it is none, in order and one in memory at a time."""
    why = _why_not(path, name, zipped=zipped)
    if why:
        yield Refusal(name=name, why=why)
    elif _ending(name) == ".zip":
        for entry in zips.entries(path):
            if entry.file:
                yield from _messages(Path(entry.file.name), entry.name, zipped=True)
            else:
                yield Refusal(name=entry.name, why=entry.refused)
    else:
        for message in archives.in_file(path, name):
            yield message if len(message.raw) <= settings.MESSAGE_LIMIT_BYTES else _too_large(message)


def _why_not(path: Path, name: str, *, zipped: bool) -> str:
    """Say why a file cannot be taken and what to do, or ""."""
    ending, size = _ending(name), path.stat().st_size
    why = ""
    if not size:
        why = EMPTY
    elif ending == ".zip":
        why = ZIP_IN_ZIP if zipped else "" if zips.is_zip(path) else NO_ZIP
    elif ending == ".msg":
        why = "" if size <= settings.MESSAGE_LIMIT_BYTES and outlook_mail(path.read_bytes()) else NO_ITEM
    elif ending not in ENDINGS:
        with path.open("rb") as file:
            why = "" if looks_like_message(file.read(_LOOKED_AT_BYTES)) else NOT_MAIL
    return why


def _too_large(message: archives.Stored) -> Refusal:
    limit = settings.MESSAGE_LIMIT_BYTES
    why = f"Its message {message.index + 1} is larger than {limit:,} bytes. Add it without its attachments."
    return Refusal(name=message.file, why=why)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
