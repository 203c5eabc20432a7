"""The desk is started as its operator starts it, in a process of its own, and ended in every way people end things."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.management.supervision import Seen, descendants
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60
LETTER = b"From: ann@isp.example\r\nSubject: spam\r\nMessage-ID: <1@isp.example>\r\n\r\nPlease stop this.\r\n"

pytestmark = pytest.mark.servers


class Desk:
    """A desk in a process of its own, with what it printed so far."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port, self.mail_port = folder, free_port(), free_port()
        places = {"DESK_DATA_DIR": str(folder), "PORT": str(self.port), "MAIL_PORT": str(self.mail_port)}
        own = {name: word for name, word in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run_desk"],
            cwd=ROOT,
            env=own | {"DESK_DEMO": "0"} | places | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.printed = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self.printed += line

    def wait_for(self, text: str) -> None:
        until = time.monotonic() + START_SECONDS
        while text not in self.printed:
            assert time.monotonic() < until, f"no {text!r} in:\n{self.printed}"
            assert self.process.poll() is None or text in self.printed, self.printed
            time.sleep(0.05)

    def end(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=40)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.end(signal.SIGTERM)


def alive(seen: list[Seen]) -> list[Seen]:
    left = []
    for process in seen:
        with contextlib.suppress(FileNotFoundError):
            fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[19]) == process.started and fields[0] != "Z":
                left.append(process)
    return left


def gone(seen: list[Seen], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while alive(seen) and time.monotonic() < until:
        time.sleep(0.1)
    return not alive(seen)


def test_both_doors_answer_when_they_are_announced(desk: Desk) -> None:
    desk.wait_for("Ctrl-C ends the desk.")
    assert f"Desk: http://127.0.0.1:{desk.port}/\n" in desk.printed
    assert f"Mail: 127.0.0.1:{desk.mail_port}\n" in desk.printed
    with urllib.request.urlopen(f"http://127.0.0.1:{desk.port}/healthz") as answer:
        assert answer.read() == b"ok\n"
    with smtplib.SMTP("127.0.0.1", desk.mail_port) as client:
        assert client.noop()[0] == 250


def test_a_complaint_that_is_mailed_to_the_desk_is_processed(desk: Desk) -> None:
    desk.wait_for("Ctrl-C ends the desk.")
    with smtplib.SMTP("127.0.0.1", desk.mail_port) as client:
        client.sendmail("ann@isp.example", ["badactor@example.com"], LETTER)
    until = time.monotonic() + 20
    state = None
    while state != "processed" and time.monotonic() < until:
        with contextlib.closing(sqlite3.connect(desk.folder / "desk.sqlite3")) as database:
            [state] = database.execute("SELECT state FROM complaints_complaint").fetchone()
        time.sleep(0.1)
    assert state == "processed"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ending_the_desk_ends_everything_that_it_started(desk: Desk, number: signal.Signals) -> None:
    desk.wait_for("Ctrl-C ends the desk.")
    started = descendants(desk.process.pid)
    assert len(started) >= 4
    assert desk.end(number) == 0
    assert alive(started) == []


def test_children_end_when_the_desk_itself_is_killed(desk: Desk) -> None:
    desk.wait_for("Ctrl-C ends the desk.")
    started = descendants(desk.process.pid)
    desk.end(signal.SIGKILL)
    assert gone(started)


def test_an_interrupt_while_the_desk_is_prepared_leaves_nothing_behind(desk: Desk) -> None:
    desk.wait_for("Preparing")
    started = descendants(desk.process.pid)
    assert desk.end() == 0
    assert gone(started)
    assert "Traceback" not in desk.printed


def test_a_second_desk_on_the_same_folder_is_refused(desk: Desk) -> None:
    desk.wait_for("Preparing")
    second = Desk(desk.folder)
    assert second.process.wait(timeout=START_SECONDS) == 1
    second.wait_for("A desk already runs on")


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        desk = Desk(tmp_path, MAIL_PORT=str(taken.getsockname()[1]))
        assert desk.process.wait(timeout=START_SECONDS) == 1
        desk.wait_for("Choose another with MAIL_PORT=")
    assert "Traceback" not in desk.printed


def test_a_listener_that_is_killed_comes_back_and_that_is_said(desk: Desk) -> None:
    desk.wait_for("Ctrl-C ends the desk.")
    listener = next(
        process.pid
        for process in descendants(desk.process.pid)
        if b"receive_mail" in Path(f"/proc/{process.pid}/cmdline").read_bytes()
    )
    os.kill(listener, signal.SIGKILL)
    desk.wait_for("The mail listener ended (SIGKILL); starting it again in 1 s.")
    until = time.monotonic() + 20
    code = 0
    while code != 250 and time.monotonic() < until:
        with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", desk.mail_port) as client:
            code = client.noop()[0]
        time.sleep(0.1)
    assert code == 250


def test_a_mailbox_is_polled_where_one_is_set_and_one_that_is_away_does_not_keep_the_desk_from_starting(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, IMAP_URL=f"imap://ann@127.0.0.1:{free_port()}/", IMAP_PASSWORD="secret")
    desk.wait_for("The mailbox of ann at 127.0.0.1, INBOX cannot be worked")
    desk.wait_for("Ctrl-C ends the desk.")
    assert desk.end() == 0


def test_without_a_demo_the_desk_says_how_to_make_the_first_login(desk: Desk) -> None:
    desk.wait_for("Ctrl-C ends the desk.")
    assert re.search("Nobody can log in yet; .*createsuperuser", desk.printed)
    assert not (desk.folder / "demo_logins.txt").exists()
