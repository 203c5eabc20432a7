"""An end to a conversation with a system of the platform's, whatever that system does or leaves undone."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def cut_off(door: socket.socket, seconds: float) -> Iterator[None]:
    """End a conversation after some seconds, also with a service that sends a byte now and then.

    Raises:
        TimeoutError: it was ended, and what was read until then may be a part only.
    """
    ended = Event()

    def end() -> None:
        ended.set()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if ended.is_set():
        raise TimeoutError
