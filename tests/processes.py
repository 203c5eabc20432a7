"""Commands of the desk as processes of their own, on the database of the running test."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """Give the address of the test database, for another process."""
    row = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{row['NAME']}"
    login = f"{quote(row['USER'])}:{quote(row['PASSWORD'])}" if row["PASSWORD"] else quote(row["USER"])
    return f"postgres://{login}@{row['HOST']}:{row['PORT']}/{row['NAME']}"


def surroundings() -> dict[str, str]:
    """Give the environment of a process that works on the database of the running test."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "abusedesk.settings",
        "DATABASE_URL": database_url(),
        "DESK_DATA_DIR": str(settings.DATA_DIR),
        "REDIS_URL": settings.REDIS_URL,
        "NOTICE_DELAY_SECONDS": "0",
    }


def python(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python code to its end on the database of the running test."""
    words = [sys.executable, "-c", code]
    return subprocess.run(words, env=surroundings() | environment, cwd=ROOT, check=False, timeout=60)


@contextlib.contextmanager
def running(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `manage.py` with those words until the block ends; SIGTERM must end it within ten seconds."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *words], env=surroundings() | environment, cwd=ROOT
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def eventually(holds: Callable[[], bool], *, seconds: float = 30) -> bool:
    """Wait until something holds; tell whether it did in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()
