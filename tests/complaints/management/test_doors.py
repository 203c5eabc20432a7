from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
from django.core.management.base import CommandError

from complaints.management import doors
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield door


def port_of(door: socket.socket) -> int:
    return int(door.getsockname()[1])


def greet_once(door: socket.socket, greeting: bytes) -> None:
    def greet() -> None:
        guest, _ = door.accept()
        with guest:
            guest.sendall(greeting)

    threading.Thread(target=greet, daemon=True).start()


def test_two_free_ports_are_fine() -> None:
    doors.check_free("127.0.0.1", {"PORT": free_port(), "MAIL_PORT": free_port()})


def test_a_port_in_use_is_named_with_the_setting_to_change(listener: socket.socket) -> None:
    taken = port_of(listener)
    with pytest.raises(CommandError, match=f"port {taken}: Address already in use. Choose another with MAIL_PORT="):
        doors.check_free("127.0.0.1", {"PORT": free_port(), "MAIL_PORT": taken})


def test_web_and_mail_may_not_share_a_port() -> None:
    with pytest.raises(CommandError, match="PORT and MAIL_PORT are both 8000"):
        doors.check_free("127.0.0.1", {"PORT": 8000, "MAIL_PORT": 8000})


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert (doors.at("::1", 25), doors.at("127.0.0.1", 25)) == ("[::1]:25", "127.0.0.1:25")


def test_a_desk_that_listens_everywhere_is_reached_on_this_machine() -> None:
    assert [doors.near(host) for host in ("0.0.0.0", "::", "192.0.2.1")] == ["127.0.0.1", "::1", "192.0.2.1"]


def test_nobody_answers_on_a_port_where_nobody_listens() -> None:
    port = free_port()
    assert not doors.web_answers("127.0.0.1", port)
    assert not doors.mail_answers("127.0.0.1", port)


def test_a_mail_listener_answers_when_it_greets(listener: socket.socket) -> None:
    greet_once(listener, b"220 desk LMTP\r\n")
    assert doors.mail_answers("127.0.0.1", port_of(listener))


def test_a_mail_listener_that_refuses_does_not_answer(listener: socket.socket) -> None:
    greet_once(listener, b"421 too busy\r\n")
    assert not doors.mail_answers("127.0.0.1", port_of(listener))


def test_something_else_on_the_web_port_is_no_answer(listener: socket.socket) -> None:
    greet_once(listener, b"220 not the web\r\n")
    assert not doors.web_answers("127.0.0.1", port_of(listener))
