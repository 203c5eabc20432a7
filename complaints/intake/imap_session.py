"""One session with an IMAP server, logged in, on one folder: what the poller needs of the protocol and no more.

imap-tools brings the connection, folders and their encoding; messages are fetched as bytes, for its own message class
parses them and could only give them back written anew.

Source: RFC 3501, RFC 2342 (NAMESPACE), RFC 4315 (UIDPLUS), RFC 6851 (MOVE).
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import (
    ImapToolsError,
    MailboxDeleteError,
    MailboxExpungeError,
    MailboxFetchError,
    MailboxFolderCreateError,
    MailboxLoginError,
)
from imap_tools.utils import check_command_status

from complaints.intake.imap_idle import IDLE_SECONDS, LOOK_UP_SECONDS, idle
from complaints.intake.mailbox_address import MailboxAddress, Security

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

TIMEOUT_SECONDS = 60

_ENTRY = re.compile(rb"\bUID (\d+)\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)\b")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_EMPTY = re.compile(rb'\bBODY\[[A-Z]*\](?:<0>)? ""')
_PERSONAL = re.compile(rb'\(\("((?:[^"\\]|\\.)*)" (?:"(\\?.)"|NIL)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message in the folder, before it is fetched.

    Attributes:
        arrived_at: aware UTC, as the server noted it; None where it did not.
    """

    uid: str
    size_bytes: int
    arrived_at: datetime | None


class Session:
    """A folder of a server, opened for reading and moving."""

    def __init__(self, address: MailboxAddress, password: str) -> None:
        """Connect, log in and open the folder.

        Raises:
            OSError, imaplib.IMAP4.error, ImapToolsError: one of them went wrong.
        """
        self._box = _dial(address)
        self._folders: dict[str, str] = {}
        try:
            _log_in(self._box, address.user, password)
            # What a server can do it says in full only to those who are logged in.
            self._client.capabilities = tuple(
                self._client.capability()[1][0].decode("ascii", "replace").upper().split()
            )
            self._box.folder.set(address.folder)
            self.uid_validity = _number(self._client.response("UIDVALIDITY")[1])
        except BaseException:
            self._hang_up()
            raise

    def __enter__(self) -> Session:
        """Give the session, to be closed at the end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Say goodbye where that can still be heard, and close the connection."""
        if kind is None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
                self._box.logout()
        self._hang_up()

    @property
    def _client(self) -> Any:
        return self._box.client

    def can(self, capability: str) -> bool:
        """Tell whether the server has a capability."""
        return capability in self._client.capabilities

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._client.shutdown()

    # --- looking ---

    def waiting(self) -> list[str]:
        """Give the UIDs of all messages that nobody marked as deleted, oldest first."""
        self._client.response("EXISTS")
        return sorted(self._box.uids("UNDELETED", charset=None), key=int)

    def entries(self, uids: Sequence[str]) -> list[Entry]:
        """Ask for the sizes and times of messages; those that are gone are left out."""
        answer = self._fetch(",".join(uids), "(UID INTERNALDATE RFC822.SIZE)")
        lines = [line for line in answer if isinstance(line, bytes)]
        # A server may tell of flags in between.
        found = [(uid, size, line) for line in lines if (uid := _ENTRY.search(line)) and (size := _SIZE.search(line))]
        return [
            Entry(uid=uid[1].decode(), size_bytes=int(size[1]), arrived_at=_arrived(line)) for uid, size, line in found
        ]

    def content(self, uid: str) -> bytes | None:
        """Fetch a message as the server has it, and leave it unread; None when it is gone."""
        return self._body(uid, "BODY.PEEK[]")

    def head(self, uid: str, most_bytes: int) -> bytes:
        """Fetch the beginning of a message's header."""
        return self._body(uid, f"BODY.PEEK[HEADER]<0.{most_bytes}>") or b""

    def _body(self, uid: str, part: str) -> bytes | None:
        answer = self._fetch(uid, f"(UID {part})")
        for piece in answer:
            if isinstance(piece, tuple) and b"BODY[" in piece[0]:
                return bytes(piece[1])
        return b"" if any(isinstance(piece, bytes) and _EMPTY.search(piece) for piece in answer) else None

    def _fetch(self, uids: str, what: str) -> list[Any]:
        result = self._client.uid("FETCH", uids, what)
        check_command_status(result, MailboxFetchError)
        return [piece for piece in result[1] if piece is not None]

    # --- moving ---

    def move(self, uid: str, folder: str) -> None:
        """Move a message to a folder, which is made where it is missing; its levels are told apart by slashes."""
        target = self._folder(folder)
        if self.can("MOVE"):
            self._box.move([uid], target)
            return
        self._box.copy([uid], target)
        # Not imap-tools' way, which expunges all that anybody marked. Without UIDPLUS it stays, marked.
        check_command_status(self._client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"), MailboxDeleteError)
        if self.can("UIDPLUS"):
            check_command_status(self._client.uid("EXPUNGE", uid), MailboxExpungeError)

    def _folder(self, folder: str) -> str:
        if folder not in self._folders:
            name = self._own_name(folder)
            if not self._box.folder.exists(name):
                with contextlib.suppress(MailboxFolderCreateError):  # Another may have been faster: moving will show.
                    self._box.folder.create(name)
                    self._box.folder.subscribe(name, value=True)
            self._folders[folder] = name
        return self._folders[folder]

    def _own_name(self, folder: str) -> str:
        """Give a folder's name as this server writes it: "Abusedesk/Done" may be "INBOX.Abusedesk.Done"."""
        prefix, separator = "", ""
        if self.can("NAMESPACE"):
            found = _PERSONAL.match(self._client.namespace()[1][0] or b"")
            if found:
                prefix, separator = found[1].decode("ascii", "replace"), (found[2] or b"").decode().lstrip("\\")
        separator = separator or next((row.delim for row in self._box.folder.list("", "")), "/")
        name = folder.replace("/", separator)
        return name if name.startswith(prefix) else prefix + name

    # --- waiting ---

    def wait(self, stop: threading.Event, *, poll_seconds: float) -> None:
        """Wait until there may be something new, or `stop` is set: by IDLE, else for `poll_seconds`."""
        if self._client.response("EXISTS")[1] != [None]:
            # It came while the server answered something else: it was announced then, and will not be again.
            stop.wait(LOOK_UP_SECONDS)
        elif not self.can("IDLE"):
            # Servers hang up on those who say nothing for half an hour.
            stop.wait(min(poll_seconds, IDLE_SECONDS))
        else:
            idle(self._box, stop)


class _SecuredMailBox(BaseMailBox):
    """Asks for TLS before anything else. imap-tools' own leaves the connection open where that fails."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext) -> None:
        """Connect, and say nothing that others may not hear."""
        self._place, self._context = (host, port), context
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4(*self._place, timeout=TIMEOUT_SECONDS)
        try:
            client.starttls(self._context)
        except BaseException:
            with contextlib.suppress(OSError):
                client.shutdown()
            raise
        return client


def _dial(address: MailboxAddress) -> BaseMailBox:
    """Connect, the server's certificate verified, unless it is this machine."""
    if address.security is Security.PLAIN:
        return MailBoxUnencrypted(address.host, address.port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    if address.security is Security.TLS:
        return MailBox(address.host, address.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    return _SecuredMailBox(address.host, address.port, context)


def _log_in(box: BaseMailBox, user: str, password: str) -> None:
    """Log in.

    Raises:
        MailboxLoginError: the server refuses.
    """
    if (user + password).isascii():
        box.login(user, password, initial_folder=None)
        return
    try:
        box.login_utf8(user, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxLoginError(("NO", [str(error)]), "OK") from error


def _number(answer: Sequence[bytes | None]) -> int:
    return int(answer[-1] or 0) if answer else 0


def _arrived(line: bytes) -> datetime | None:
    found = _DATE.search(line)
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC) if found else None
    except ValueError:
        return None
