"""Processes that belong together: started, watched, started again, and ended with all that they started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
STEADY_SECONDS = 60.0
GRACE_SECONDS = 15.0


class Seen(NamedTuple):
    """A process as it was seen; the start tells it from a later one that was given the same number.

    Attributes:
        started: in the kernel's ticks since boot.
    """

    pid: int
    parent: int
    started: int


@dataclass(slots=True)
class Child:
    """One process that is kept running.

    Attributes:
        name: for people, "mail listener".
        falls: how often it ended since it last ran steadily.
        due_at: monotonic time of the next start; None while it runs.
    """

    name: str
    words: list[str]
    process: subprocess.Popen[bytes]
    started_at: float
    falls: int = 0
    due_at: float | None = None


class Supervisor:
    """Keeps children running until it is told to stop.

    Every child leads a session of its own, so that a Ctrl-C at the terminal reaches the supervisor alone and the
    children are ended in order. Where Linux's `setpriv` exists, children also end when the supervisor is killed.
    """

    def __init__(self, say: Callable[[str], None], *, grace_seconds: float = GRACE_SECONDS) -> None:
        """Tell what happens through `say`; give children `grace_seconds` to end by themselves."""
        self.children: list[Child] = []
        self._say = say
        self._grace_seconds = grace_seconds

    def start(self, name: str, words: list[str]) -> None:
        """Start a process and keep it running from now on."""
        setpriv = shutil.which("setpriv")
        tied = [setpriv, "--pdeathsig", "TERM", *words] if setpriv else words
        self.children.append(Child(name, tied, _spawn(tied), time.monotonic()))

    def check(self) -> None:
        """Start again what ended, each time after a longer pause."""
        now = time.monotonic()
        for child in self.children:
            if child.due_at is None and child.process.poll() is not None:
                self._note_fall(child, now)
            elif child.due_at is not None and child.due_at <= now:
                child.process, child.started_at, child.due_at = _spawn(child.words), now, None

    def falls(self) -> int:
        """Give the most falls of any one child since it last ran steadily; 0 when all is well."""
        return max((child.falls for child in self.children), default=0)

    def stop(self) -> None:
        """End every child and all that it started: first asked, then, after the grace, killed."""
        running = [child for child in self.children if child.due_at is None]
        self.children = []
        offspring = {child.process.pid: descendants(child.process.pid) for child in running}
        for child in running:
            child.process.terminate()
        until = time.monotonic() + self._grace_seconds
        for child in running:
            try:
                child.process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"The {child.name} does not end by itself; killing it.")
                offspring[child.process.pid] += descendants(child.process.pid)
                child.process.kill()
                child.process.wait()
            _kill_left_behind(child.process.pid, offspring[child.process.pid])

    def _note_fall(self, child: Child, now: float) -> None:
        # What an ended leader leaves behind in its group would keep the port.
        _kill_left_behind(child.process.pid, [])
        child.falls = 1 if now - child.started_at >= STEADY_SECONDS else child.falls + 1
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (child.falls - 1), LONGEST_PAUSE_SECONDS)
        child.due_at = now + pause
        self._say(f"The {child.name} ended ({_ending(child.process)}); starting it again in {pause:.0f} s.")


def _spawn(words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own words


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"status {code}" if code >= 0 else signal.Signals(-code).name


def _processes() -> list[Seen]:
    """List all processes; empty where there is no /proc."""
    seen = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The second field is the program's name in brackets and may hold anything: count from behind it.
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            seen.append(Seen(int(stat.parent.name), int(fields[1]), int(fields[19])))
    return seen


def descendants(pid: int) -> list[Seen]:
    """List the processes that a process started, and those that they started."""
    young: dict[int, list[Seen]] = {}
    for process in _processes():
        young.setdefault(process.parent, []).append(process)
    found: list[Seen] = []
    waiting = [pid]
    while waiting:
        next_ones = young.get(waiting.pop(), [])
        found += next_ones
        waiting += [process.pid for process in next_ones]
    return found


def _kill_left_behind(leader: int, offspring: list[Seen]) -> None:
    """Kill the group of an ended leader, and its offspring that moved to sessions of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    alive = {(process.pid, process.started) for process in _processes()} if offspring else set()
    for process in offspring:
        if (process.pid, process.started) in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.pid, signal.SIGKILL)
