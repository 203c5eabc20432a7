"""A message that comes at an awkward moment is heard of all the same: a server announces it once."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from imap_tools.errors import MailboxTaggedResponseError

from complaints.intake.imap_session import Session
from complaints.intake.mailbox_address import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

NEWS = b"* 1 EXISTS\r\n"
GOES_ON = b"+ idling\r\n"


@contextlib.contextmanager
def serving(
    *, search: bytes = b"", idle: bytes = GOES_ON, capabilities: bytes = b"IMAP4rev1 IDLE"
) -> Iterator[Session]:
    """Log in to a server that has no mail and says `search` and `idle` when it is asked."""
    answers = {
        b"CAPABILITY": b"* CAPABILITY " + capabilities + b"\r\n",
        b"SELECT": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n",
        b"UID": b"* SEARCH\r\n" + search,
        b"LOGOUT": b"* BYE\r\n",
    }
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"* OK ready\r\n")
                for line in lines:
                    tag, word = line.split()[:2]
                    if word == b"IDLE":
                        connection.sendall(idle)
                        if GOES_ON in idle and not lines.readline().startswith(b"DONE"):
                            return
                    refused = b" NO" if word == b"IDLE" and GOES_ON not in idle else b" OK"
                    connection.sendall(answers.get(word, b"") + tag + refused + b" done\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with Session(parse(f"imap://ann@127.0.0.1:{listening.getsockname()[1]}/"), "secret") as session:
                yield session
        finally:
            thread.join(10)
    assert not thread.is_alive()


def returns(session: Session, stop: threading.Event, *, seconds: float) -> bool:
    """Wait in a thread; tell whether that ended by itself in time."""
    thread = threading.Thread(target=session.wait, args=(stop,), kwargs={"poll_seconds": 3600})
    thread.start()
    thread.join(seconds)
    ended = not thread.is_alive()
    stop.set()
    thread.join(20)
    return ended


@pytest.mark.parametrize(
    "script",
    [
        {"idle": GOES_ON + NEWS},
        {"idle": NEWS + GOES_ON},
        {"search": NEWS},
        {"search": NEWS, "capabilities": b"IMAP4rev1"},
    ],
    ids=["with the beginning of IDLE", "before it", "with the answer to a search", "and without IDLE"],
)
def test_a_message_that_is_announced_is_heard_of(script: dict[str, bytes]) -> None:
    with serving(**script) as session:
        assert session.waiting() == []
        assert returns(session, threading.Event(), seconds=20)


def test_without_news_it_is_waited_until_somebody_ends_it() -> None:
    with serving() as session:
        session.waiting()
        assert not returns(session, threading.Event(), seconds=0.3)


def test_a_server_that_refuses_to_idle_is_not_waited_for() -> None:
    with serving(idle=b"* OK not today\r\n") as session:
        session.waiting()
        with pytest.raises(MailboxTaggedResponseError):
            session.wait(threading.Event(), poll_seconds=1)
