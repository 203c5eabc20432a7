from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.management import supervision
from complaints.management.supervision import Supervisor, descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(said.append, grace_seconds=1)
    yield made
    made.stop()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(claim: Callable[[], object], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if claim():
            return True
        time.sleep(0.02)
    return False


def checked(supervisor: Supervisor, claim: Callable[[], object]) -> bool:
    """Let the supervisor check again and again until something holds."""

    def check() -> object:
        supervisor.check()
        return claim()

    return eventually(check)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_child_that_dies_is_started_again_and_that_is_said(
    supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.01)
    supervisor.start("clerk", ["sleep", "60"])
    first = supervisor.children[0].process.pid
    os.kill(first, signal.SIGKILL)
    assert checked(supervisor, lambda: supervisor.children[0].process.pid != first)
    assert said == ["The clerk ended (SIGKILL); starting it again in 0 s."]


def test_the_pause_before_a_start_doubles_with_every_fall(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start("clerk", python("raise SystemExit(3)"))
    child = supervisor.children[0]
    for _ in range(3):
        assert checked(supervisor, lambda: child.due_at is not None)
        child.due_at = 0.0 if supervisor.falls() < 3 else child.due_at
        supervisor.check()
    assert [sentence.rpartition("in ")[2] for sentence in said] == ["1 s.", "2 s.", "4 s."]
    assert "status 3" in said[0]


def test_a_child_that_ran_steadily_starts_again_soon(
    supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "STEADY_SECONDS", 0.0)
    supervisor.start("clerk", python("raise SystemExit(0)"))
    supervisor.children[0].falls = 7
    assert checked(supervisor, lambda: said)
    assert supervisor.falls() == 1


def test_stopping_ends_children_that_end_when_asked(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start("clerk", ["sleep", "60"])
    pid = supervisor.children[0].process.pid
    supervisor.stop()
    assert not alive(pid)
    assert said == []


def test_stopping_kills_a_child_that_does_not_end_when_asked(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.start("clerk", python(STUBBORN))
    pid = supervisor.children[0].process.pid
    time.sleep(0.5)
    supervisor.stop()
    assert not alive(pid)
    assert said == ["The clerk does not end by itself; killing it."]


def test_stopping_leaves_no_grandchild_even_in_a_session_of_its_own(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import subprocess, time, pathlib; child = subprocess.Popen(['sleep', '60'], start_new_session=True);"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid)); time.sleep(60)"
    )
    supervisor.start("clerk", python(code))
    assert eventually(lambda: note.exists() and note.read_text(encoding="utf-8"))
    grandchild = int(note.read_text(encoding="utf-8"))
    assert alive(grandchild)
    supervisor.stop()
    assert eventually(lambda: not alive(grandchild))


def test_what_a_dead_child_left_behind_is_killed_before_it_starts_again(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import subprocess, pathlib; child = subprocess.Popen(['sleep', '60']);"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid)); raise SystemExit(1)"
    )
    supervisor.start("clerk", python(code))
    assert checked(supervisor, supervisor.falls)
    left_behind = int(note.read_text(encoding="utf-8"))
    assert eventually(lambda: not alive(left_behind))


def test_descendants_are_found_down_to_grandchildren() -> None:
    shell = subprocess.Popen(["sh", "-c", "sh -c 'sleep 60; true'; true"], start_new_session=True)
    try:
        assert eventually(lambda: len(descendants(shell.pid)) == 2)
    finally:
        os.killpg(shell.pid, signal.SIGKILL)
        shell.wait()
