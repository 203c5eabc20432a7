"""The door for desks whose complaints lie in a mailbox: fetched, committed, and only then moved out of the way."""

from __future__ import annotations

import imaplib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import Error, close_old_connections, connection
from django.utils import timezone
from imap_tools.errors import ImapToolsError

from complaints.domain.facts import Received
from complaints.intake.imap_advice import StoreAwayError, advise
from complaints.intake.imap_session import Session
from complaints.selectors.receipts import was_received
from complaints.services.keep_raw import keep_bytes
from complaints.services.outage import is_outage
from complaints.services.receive import Kept, commit
from complaints.services.tell_too_big import TooBig, tell_too_big
from complaints.storage import raw_has_room

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from complaints.domain.facts import Channel
    from complaints.intake.imap_session import Entry
    from complaints.intake.mailbox_address import MailboxAddress

logger = logging.getLogger(__name__)

DOOR = "imap"
BATCH = 100
HEAD_BYTES = 64 * 1024
# After so long a message that could not be taken in or moved is tried again.
LEFT_SECONDS = 60 * 60.0
GONE = "the server lists it and gives nothing of it, perhaps because it has just been moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A mailbox that complaints are fetched from.

    Attributes:
        channel: of all that lies there; None leaves it to the recipients that the mail names.
    """

    address: MailboxAddress
    password: str
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How mailboxes are worked.

    Attributes:
        done_folder: where messages go that were taken in; its levels are told apart by slashes.
        too_big_folder: where messages go that are larger than `message_bytes`.
        spare_bytes: what must stay free where raw messages lie.
        poll_seconds: between two looks where the server cannot tell of new mail.
    """

    done_folder: str
    too_big_folder: str
    message_bytes: int
    spare_bytes: int
    poll_seconds: float


class Poller:
    """Takes in what lies in one mailbox and what comes into it."""

    def __init__(self, mailbox: Mailbox, habits: Habits, open_session: Callable[..., Session] = Session) -> None:
        """Connect to nothing yet."""
        self._mailbox = mailbox
        self._habits = habits
        self._open_session = open_session
        self._failures = 0
        self._left: dict[str, float] = {}

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; what is away is waited for, with growing pauses."""
        while not stop.is_set():
            close_old_connections()
            try:
                self._serve(stop)
            except Exception as error:  # noqa: BLE001 - whatever it was: the mail lies where it was, and is tried again
                stop.wait(self._note_failure(error))
            finally:
                close_old_connections()
        connection.close()

    def once(self, stop: threading.Event) -> int:
        """Take in what lies there now.

        Returns:
            How many messages had to be left.

        Raises:
            Exception: the mailbox or the desk is away.
        """
        with self._open() as session:
            while self._round(session, stop):
                pass
        return len(self._left)

    def _open(self) -> Session:
        self._left.clear()
        return self._open_session(self._mailbox.address, self._mailbox.password)

    def _serve(self, stop: threading.Event) -> None:
        with self._open() as session:
            logger.info("Watching the mailbox of %s.", self._mailbox.address)
            while not stop.is_set():
                taken = self._round(session, stop)
                self._failures = 0
                if not taken:
                    session.wait(stop, poll_seconds=self._habits.poll_seconds)
                close_old_connections()

    def _note_failure(self, error: Exception) -> float:
        """Log what happened and what to do; gives how long to wait."""
        advice = advise(error)
        pause = min(advice.first_seconds * 2.0 ** min(self._failures, 20), advice.longest_seconds)
        self._failures += 1
        logger.warning(
            "The mailbox of %s cannot be worked: %s: %s. %s Trying again in %.0f s.",
            *(self._mailbox.address, type(error).__name__, error, advice.text, pause),
            exc_info=None if advice.text else error,
        )
        return pause

    def _round(self, session: Session, stop: threading.Event) -> int:
        """Take in all that lies there; gives how many messages were moved away."""
        now = time.monotonic()
        due = [uid for uid in session.waiting() if self._left.get(uid, now) <= now]
        moved = 0
        for begin in range(0, len(due), BATCH):
            batch = due[begin : begin + BATCH]
            entries = session.entries(batch)
            for uid in sorted({*batch} - {entry.uid for entry in entries}):
                self._leave(uid, GONE)
            for entry in entries:
                if stop.is_set():
                    return moved
                moved += self._take_or_leave(session, entry)
        return moved

    def _leave(self, uid: str, why: str) -> None:
        self._left[uid] = time.monotonic() + LEFT_SECONDS
        logger.warning(
            "Message %s of %s stays where it is, to be tried again in an hour: %s", uid, self._mailbox.address, why
        )

    def _take_or_leave(self, session: Session, entry: Entry) -> bool:
        """Take in one message; one that cannot be, and not because something is away, holds up no other."""
        try:
            moved = self._take(session, entry)
        except (OSError, imaplib.IMAP4.abort, StoreAwayError):
            raise
        except (imaplib.IMAP4.error, ImapToolsError, Error) as error:
            self._leave(entry.uid, f"{type(error).__name__}: {error}")
            return False
        except Exception as error:
            logger.exception("A message could not be taken in.")
            self._leave(entry.uid, f"{type(error).__name__}: {error}")
            return False
        return moved

    def _take(self, session: Session, entry: Entry) -> bool:
        """Take in one message and move it; False when nothing was moved."""
        raw = None
        if entry.size_bytes <= self._habits.message_bytes:
            raw = session.content(entry.uid)
            if raw is None:
                self._leave(entry.uid, GONE)
                return False
        if raw is None or len(raw) > self._habits.message_bytes:
            self._set_apart(session, entry)
            return True
        try:
            self._receive(raw, entry)
        except (OSError, Error) as error:
            if is_outage(error):
                raise StoreAwayError(str(error)) from error
            raise
        session.move(entry.uid, self._habits.done_folder)
        return True

    def _receive(self, raw: bytes, entry: Entry) -> None:
        """Commit a message, unless it was before and only could not be moved."""
        if not raw_has_room(self._habits.spare_bytes + len(raw)):
            message = "the disk with the raw messages is nearly full"
            raise StoreAwayError(message)
        now = timezone.now()
        arrived_at = min(entry.arrived_at or now, now)
        sha256 = keep_bytes(raw)
        if was_received(sha256, door=DOOR, at=arrived_at):
            return
        received = Received(raw=raw, received_at=arrived_at, peer=self._mailbox.address.host)
        commit([Kept(received=received, sha256=sha256, door=DOOR, channel=self._mailbox.channel, kept_at=now)])

    def _set_apart(self, session: Session, entry: Entry) -> None:
        mail = TooBig(
            mailbox=str(self._mailbox.address),
            key=f"{session.uid_validity}/{entry.uid}",
            folder=self._habits.too_big_folder,
            size_bytes=entry.size_bytes,
            head=session.head(entry.uid, HEAD_BYTES),
            channel=self._mailbox.channel or "",
        )
        try:
            said = tell_too_big(mail, limit_bytes=self._habits.message_bytes, now=timezone.now())
        except Error as error:
            raise StoreAwayError(str(error)) from error
        logger.warning("%s", said)
        session.move(entry.uid, self._habits.too_big_folder)
