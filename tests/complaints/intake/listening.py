"""The mail listener in a thread of the test."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING

from complaints.intake.limits import Limits
from complaints.intake.listener import listen
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ssl import SSLContext

LIMIT_BYTES = 600_000


@contextlib.contextmanager
def serving(*, port: int = 0, tls_context: SSLContext | None = None, **limits: int) -> Iterator[int]:
    """Listen until the block ends, on a free port unless one is named; gives the port."""
    number, stop, loop = port or free_port(), asyncio.Event(), asyncio.new_event_loop()
    taken_on = Limits(**{"message_bytes": LIMIT_BYTES, "spare_bytes": 0, **limits})

    def serve() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(listen("127.0.0.1", number, limits=taken_on, stop=stop, tls_context=tls_context))

    thread = threading.Thread(target=serve)
    thread.start()
    wait_for_port(number)
    try:
        yield number
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
    assert not thread.is_alive()
