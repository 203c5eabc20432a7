"""The mail listener says yes only after commit, and never a final no for want of understanding."""

from __future__ import annotations

import asyncio
import hashlib
import smtplib
import socket
import threading
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages

from complaints.intake.listener import listen
from complaints.models import Complaint
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(transaction=True)

LIMIT_BYTES = 600_000
SENDER = "ann@isp.example"
MAILBOX = "badactor@example.com"
MAIL = b"From: ann@isp.example\r\nSubject: spam\r\n\r\n.a line with a dot\r\n\xff\x00 bytes\r\n"


@pytest.fixture
def port() -> Iterator[int]:
    number, stop, loop = free_port(), asyncio.Event(), asyncio.new_event_loop()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(listen("127.0.0.1", number, limit_bytes=LIMIT_BYTES, stop=stop))
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    wait_for_port(number)
    yield number
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    assert not thread.is_alive()


def send(client: smtplib.SMTP, raw: bytes = MAIL, to: list[str] | None = None) -> tuple[int, bytes]:
    client.ehlo_or_helo_if_needed()
    client.mail(SENDER)
    for address in to or [MAILBOX]:
        client.rcpt(address)
    return client.data(raw)


def test_what_was_answered_250_is_stored_byte_for_byte(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        code, _ = send(client)
    kept = Complaint.objects.get()
    assert code == 250
    assert kept.raw.content() == MAIL
    assert kept.raw_id == hashlib.sha256(MAIL).hexdigest()


def test_the_envelope_and_the_peer_are_kept(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        send(client, to=[MAILBOX, "blacklists@example.com"])
    kept = Complaint.objects.get()
    assert (kept.mail_from, kept.rcpt_to, kept.peer) == (SENDER, [MAILBOX, "blacklists@example.com"], "127.0.0.1")
    assert kept.door == "smtp"


def test_lmtp_answers_once_for_each_recipient(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        lines = connection.makefile("rb")
        lines.readline()
        words = [b"LHLO mx.example.com", b"MAIL FROM:<>", b"RCPT TO:<badactor@example.com>", b"RCPT TO:<b@example.com>"]
        for word in words:
            connection.sendall(word + b"\r\n")
            while lines.readline()[3:4] == b"-":
                pass
        connection.sendall(b"DATA\r\n")
        assert lines.readline().startswith(b"354")
        connection.sendall(b"Subject: x\r\n\r\nbody\r\n.\r\n")
        assert [lines.readline()[:3] for _ in range(2)] == [b"250", b"250"]
    assert Complaint.objects.get().door == "lmtp"


def test_a_mail_over_the_limit_is_refused_with_552(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        code, _ = send(client, b"Subject: x\r\n\r\n" + b"y" * 78 + b"\r\n" * LIMIT_BYTES)
    assert code == 552
    assert not Complaint.objects.exists()


def test_a_single_line_over_the_limit_is_refused_with_552(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        code, _ = send(client, b"Subject: x\r\n\r\n" + b"y" * (LIMIT_BYTES * 3) + b"\r\n")
    assert code == 552


def test_a_line_of_half_a_megabyte_is_kept_whole(port: int) -> None:
    raw = b"Subject: x\r\n\r\n" + b"y" * 500_000 + b"\r\n"
    with smtplib.SMTP("127.0.0.1", port) as client:
        assert send(client, raw)[0] == 250
    assert Complaint.objects.get().raw.content() == raw


@pytest.mark.parametrize("raw", [b"\r\n", b"\x00\xff\r\n", b"no header at all\r\n", b"From " * 50 + b"\r\n"])
def test_nothing_is_refused_for_want_of_understanding(port: int, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        assert send(client, raw)[0] == 250


def test_a_store_that_fails_makes_the_sender_try_again(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        message = "No space left on device"
        raise OSError(message)

    monkeypatch.setattr(type(storages["raw"]), "_save", full)
    with smtplib.SMTP("127.0.0.1", port) as client:
        code, _ = send(client, b"Subject: never seen before\r\n\r\nx\r\n")
    assert code == 451
    assert not Complaint.objects.exists()


def test_one_connection_may_bring_many_mails(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(5):
            assert send(client, f"Subject: {number}\r\n\r\nx\r\n".encode())[0] == 250
    assert Complaint.objects.count() == 5
