"""A real Postfix, set up as docs/running.md says, hands mail over to the listener and keeps what it cannot."""

from __future__ import annotations

import os
import smtplib
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages

from complaints.models import Complaint
from tests import postfix as servers
from tests.complaints.intake.listening import serving
from tests.postfix import Postfix, postfix
from tests.processes import eventually
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(servers.PROGRAM is None, reason="Postfix is not installed (Debian: postfix)"),
    pytest.mark.skipif(os.geteuid() != 0, reason="Postfix runs only where root starts it"),
]

LONG = (
    b"From: ann@isp.example\r\nDate: Thu, 05 Nov 2026 15:14:27 +0000\r\nSubject: spam\r\n"
    b"Message-ID: <1@isp.example>\r\n\r\n" + b"y" * 5000 + b"\r\n.dot\r\n\xff\r\n"
)


@pytest.fixture(scope="module")
def desk_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(desk_port: int) -> Iterator[Postfix]:
    with postfix(desk_port) as made:
        yield made


def send(server: Postfix, raw: bytes = LONG, to: str = "badactor@example.com") -> None:
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail("ann@isp.example", [to], raw, mail_options=["BODY=8BITMIME"])


def arrived() -> list[bytes]:
    return [kept.raw.content() for kept in Complaint.objects.order_by("pk")]


def test_a_line_of_5000_characters_comes_through_byte_for_byte(server: Postfix, desk_port: int) -> None:
    with serving(port=desk_port):
        send(server)
        assert eventually(lambda: len(arrived()) == 1)
    # Postfix puts lines of its own in front of what was sent.
    assert arrived()[0].endswith(b"\r\n" + LONG)


def test_mail_comes_by_lmtp_with_its_envelope(server: Postfix, desk_port: int) -> None:
    with serving(port=desk_port):
        send(server, to="blacklists@example.com")
        assert eventually(Complaint.objects.exists)
    kept = Complaint.objects.get()
    assert (kept.door, kept.mail_from, kept.rcpt_to) == ("lmtp", "ann@isp.example", ["blacklists@example.com"])


def test_mail_for_others_does_not_come_to_the_desk(server: Postfix, desk_port: int) -> None:
    with serving(port=desk_port):
        send(server, to="news@example.com")
        send(server)
        assert eventually(Complaint.objects.exists)
    assert [kept.rcpt_to for kept in Complaint.objects.all()] == [["badactor@example.com"]]


def test_while_the_listener_is_down_postfix_keeps_the_mail_and_brings_it_later(server: Postfix, desk_port: int) -> None:
    for number in range(5):
        send(server, b"Subject: %d\r\n\r\nx\r\n" % number)
    assert eventually(lambda: server.log().count("Connection refused") >= 1)
    with serving(port=desk_port):
        server.flush()
        assert eventually(lambda: len(arrived()) == 5)
    assert {raw.rpartition(b"Subject: ")[2][:1] for raw in arrived()} == {b"%d" % number for number in range(5)}


def test_mail_that_finds_no_room_is_brought_again(server: Postfix, desk_port: int) -> None:
    with serving(port=desk_port, spare_bytes=2**60):
        send(server)
        assert eventually(lambda: "452 4.3.1" in server.log())
    assert arrived() == []
    with serving(port=desk_port):
        server.flush()
        assert eventually(lambda: len(arrived()) == 1)


def test_mail_that_could_not_be_stored_is_brought_again(
    server: Postfix, desk_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        message = "No space left on device"
        raise OSError(message)

    with serving(port=desk_port):
        with monkeypatch.context() as broken:
            broken.setattr(type(storages["raw"]), "save_all", full)
            send(server, b"Subject: never seen before\r\n\r\nx\r\n")
            assert eventually(lambda: "451 4.3.0" in server.log())
        server.flush()
        assert eventually(lambda: len(arrived()) == 1)
