"""Tell how much memory above idle a large message takes, by the kernel's own high-water mark, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import smtplib
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.intake.limits import Limits
from complaints.intake.listener import listen
from complaints.jobs import drain_inbox
from complaints.services.receive import receive
from tests.benchmarks.memory import SIZE_BYTES
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = (
    b"From: feedback@isp.example\r\nTo: badactor@example.com\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n--edge\r\nContent-Type: message/rfc822\r\n\r\n'
    b"From: a@shop.example\r\nTo: ann@isp.example\r\nSubject: offer\r\nMessage-ID: <1@shop.example>\r\n\r\n"
)
TAIL = b"\r\n--edge--\r\n"


def message() -> bytes:
    """Give a complaint as large as the limit allows, whose original is nearly all of it."""
    line = b"a line of seventy-six characters, as mail programs wrap them, and another..\r\n"
    lines = line * ((SIZE_BYTES - len(HEAD) - len(TAIL)) // len(line))
    return HEAD + lines + TAIL


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


@contextlib.contextmanager
def _serving() -> Iterator[int]:
    """Run our listener in a thread of this process; gives its port."""
    port, stop, loop = free_port(), asyncio.Event(), asyncio.new_event_loop()
    limits = Limits(message_bytes=SIZE_BYTES, spare_bytes=0)
    service = listen("127.0.0.1", port, limits=limits, stop=stop)
    thread = threading.Thread(target=lambda: loop.run_until_complete(service))
    thread.start()
    wait_for_port(port)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _above_idle(what: str) -> int:
    if what == "listener":
        # The client's copy lies in a file, so that only the listener's memory counts.
        with tempfile.TemporaryFile() as file, _serving() as port:
            file.write(message())
            gc.collect()
            with smtplib.SMTP("127.0.0.1", port) as client:
                client.ehlo()
                client.mail("feedback@isp.example")
                client.rcpt("badactor@example.com")
                client.docmd("DATA")
                idle = _reset()
                file.seek(0)
                while piece := file.read(65536):
                    client.sock.sendall(piece)  # type: ignore[union-attr]  # it is connected
                client.sock.sendall(b".\r\n")  # type: ignore[union-attr]
                client.getreply()
                return _status("VmHWM") - idle
    receive(Received(raw=message(), received_at=timezone.now()), door="ingest")
    gc.collect()
    idle = _reset()
    drain_inbox()
    return _status("VmHWM") - idle


def _reset() -> int:
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def main(what: str) -> None:
    """Measure and print."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        sys.stdout.write(json.dumps({"bytes": _above_idle(what)}) + "\n")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
