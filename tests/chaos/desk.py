"""The processes of a desk, killed at random and started again as any process manager would."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.management.supervision import descendants

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """One process of the desk with all that it starts."""

    def __init__(self, words: Sequence[str], log: Path) -> None:
        """Remember how it is started; it does not run yet."""
        self._words = [sys.executable, str(ROOT / "manage.py"), *words]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start_if_ended(self) -> None:
        """Start it unless it runs."""
        if self._process is None or self._process.poll() is not None:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(self._words, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """End it and its children without a word."""
        if self._process is not None:
            for pid in (self._process.pid, *(one.pid for one in descendants(self._process.pid))):
                _kill(pid)
            self._process.wait()

    def kill_a_child(self, chance: random.Random) -> None:
        """End one process that it started, such as an RQ worker's work-horse."""
        children = descendants(self._process.pid) if self._process is not None else []
        if children:
            _kill(chance.choice(children).pid)

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
