"""The mail listener says yes only after commit, and never a final no for want of understanding."""

from __future__ import annotations

import hashlib
import smtplib
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages

from complaints.models import Complaint
from tests.certificates import self_signed
from tests.complaints.intake.listening import LIMIT_BYTES, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = "ann@isp.example"
MAILBOX = "badactor@example.com"
MAIL = b"From: ann@isp.example\r\nSubject: spam\r\n\r\n.a line with a dot\r\n\xff\x00 bytes\r\n"


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as number:
        yield number


def get_in(port: int) -> smtplib.SMTP:
    """Connect; the server hears of the end of a connection a moment later than its client."""
    until = time.monotonic() + 10
    while True:
        try:
            return smtplib.SMTP("127.0.0.1", port)
        except smtplib.SMTPConnectError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


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

    monkeypatch.setattr(type(storages["raw"]), "save_all", full)
    with smtplib.SMTP("127.0.0.1", port) as client:
        code, _ = send(client, b"Subject: never seen before\r\n\r\nx\r\n")
    assert code == 451
    assert not Complaint.objects.exists()


def test_one_connection_may_bring_many_mails(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(5):
            assert send(client, f"Subject: {number}\r\n\r\nx\r\n".encode())[0] == 250
    assert Complaint.objects.count() == 5


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b".\r\n",
        b"..\r\n.\r\n",
        b"\r\n\r\n",
        b".x\r\n\r\n..\r\n",
        b"a\n.\nb\r\n",
        b"a\r.\rb\r\n",
        b"x" * 70_000 + b"\r\n.\r\n",
    ],
)
def test_dots_and_line_ends_come_through_as_they_were_sent(port: int, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        lines = connection.makefile("rb")
        lines.readline()
        for word in (b"HELO mx.example.com", b"MAIL FROM:<>", b"RCPT TO:<badactor@example.com>", b"DATA"):
            connection.sendall(word + b"\r\n")
            lines.readline()
        stuffed = (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:]
        connection.sendall(stuffed + b".\r\n")
        assert lines.readline().startswith(b"250")
    assert Complaint.objects.get().raw.content() == raw


def test_an_end_without_carriage_returns_does_not_end_the_data(port: int) -> None:
    smuggled = b"x\n.\nMAIL FROM:<evil@isp.example>\r\n"
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail(SENDER)
        client.rcpt(MAILBOX)
        client.docmd("DATA")
        client.send(smuggled + b".\r\n")
        client.getreply()
    assert Complaint.objects.get().raw.content() == smuggled


def test_an_envelope_with_stray_bytes_does_not_keep_the_message_out(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.docmd("MAIL", "FROM:<a@b.example>")
        client.send(b"RCPT TO:<bad\xff\xfeactor@example.com>\r\n")
        assert client.getreply()[0] == 250
        assert client.data(MAIL)[0] == 250


def test_a_command_without_end_is_not_collected_in_memory(port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        assert client.docmd("NOOP", "x" * 100_000)[0] == 500
        assert send(client)[0] == 250


def test_too_many_connections_are_told_to_come_back() -> None:
    with serving(connections=2) as port:
        with get_in(port), get_in(port), pytest.raises(smtplib.SMTPConnectError) as turned_away:
            smtplib.SMTP("127.0.0.1", port)
        assert turned_away.value.smtp_code == 421


def test_one_address_cannot_take_all_connections() -> None:
    with serving(connections=10, connections_per_peer=1) as port, get_in(port):
        with pytest.raises(smtplib.SMTPConnectError, match=r"4\.7\.0"):
            smtplib.SMTP("127.0.0.1", port)
        with smtplib.SMTP("127.0.0.1", port, source_address=("127.0.0.2", 0)) as other:
            assert other.noop()[0] == 250


def test_a_connection_that_ended_makes_room_for_another() -> None:
    with serving(connections=1) as port:
        for _ in range(5):
            with get_in(port) as client:
                assert send(client)[0] == 250


def test_beyond_the_memory_for_messages_senders_are_told_to_try_again() -> None:
    with serving(memory_bytes=LIMIT_BYTES) as port, get_in(port) as first, get_in(port) as second:
        for client in (first, second):
            client.ehlo()
            client.mail(SENDER)
            client.rcpt(MAILBOX)
        assert first.docmd("DATA")[0] == 354
        assert second.docmd("DATA")[0] == 451
        first.send(b"Subject: x\r\n.\r\n")
        assert first.getreply()[0] == 250


def test_a_disk_that_is_nearly_full_is_said_before_the_message_is_sent() -> None:
    with serving(spare_bytes=2**60) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        assert client.mail(SENDER)[0] == 452


def test_mail_can_come_over_tls(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "mx.example.com")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    trusting.check_hostname = False
    with serving(tls_context=context) as port, smtplib.SMTP("127.0.0.1", port) as client:
        client.starttls(context=trusting)
        assert send(client)[0] == 250
    assert Complaint.objects.get().raw.content() == MAIL


def test_many_senders_at_once_are_all_kept(port: int) -> None:
    def bring(number: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as client:
            return send(client, f"Subject: {number}\r\n\r\nx\r\n".encode())[0]

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(bring, range(100))) == {250}
    assert {kept.raw.content()[9:-7] for kept in Complaint.objects.all()} == {str(n).encode() for n in range(100)}
