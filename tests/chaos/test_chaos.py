"""The short form of `make chaos`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers

BASE = Path(__file__).parents[2]


@pytest.mark.servers
@pytest.mark.skipif(
    not (servers.has_postgres() and servers.has_redis()), reason="PostgreSQL and Redis are not installed"
)
def test_what_was_answered_250_survives_kills_and_a_full_disk() -> None:
    words = [sys.executable, "-m", "tests.chaos", "--messages", "150", "--seconds", "15"]
    done = subprocess.run(words, cwd=BASE, capture_output=True, text=True, check=False, timeout=540)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0   doubled 0" in done.stdout
