"""What a desk stands on, made to be broken: PostgreSQL, Redis and a small disk, killed, filled and brought back."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.management.supervision import descendants
from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 1024 * 1024
START_TRIES = 60


class Postgres:
    """A PostgreSQL that flushes as in real life. `url` is a `DATABASE_URL`."""

    def __init__(self, folder: Path) -> None:
        """Make a database in `folder`, which the server's user owns; it does not run yet."""
        programs = servers.postgres_folder()
        if programs is None:
            message = "PostgreSQL is not installed"
            raise FileNotFoundError(message)
        self._folder, self._store, port = folder, folder / "data", servers.free_port()
        initdb = [f"{programs}/initdb", "-D", str(self._store), "-U", "postgres", "-A", "trust", "--no-sync"]
        servers.run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], folder, "postgres")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=100"
        control = [f"{programs}/pg_ctl", "-D", str(self._store), "-w", "-s"]
        self._start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
        self._stop = [*control, "-m", "immediate", "stop"]
        self.url = f"postgres://postgres@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        """Start it, or start it again after it was killed: a process that outlived its leader makes it wait."""
        for _ in range(START_TRIES):
            with contextlib.suppress(RuntimeError):
                servers.run(self._start, self._folder, "postgres")
                return
            time.sleep(0.5)
        message = f"PostgreSQL does not start: {(self._folder / 'log').read_text()[-2000:]}"
        raise RuntimeError(message)

    def kill(self) -> None:
        """End all its processes at once, without a word: what was committed is on disk or lost."""
        leader = int((self._store / "postmaster.pid").read_text().split()[0])
        for pid in (leader, *(one.pid for one in descendants(leader))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it for good."""
        with contextlib.suppress(RuntimeError):
            servers.run(self._stop, self._folder, "postgres")


class Redis:
    """A Redis without persistence. `url` is a `REDIS_URL`."""

    def __init__(self, folder: Path) -> None:
        """Choose a port; it does not run yet."""
        port = servers.free_port()
        self._folder = folder
        program = servers.redis_program()
        if program is None:
            message = "redis-server is not installed"
            raise FileNotFoundError(message)
        self._words = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.url = f"redis://127.0.0.1:{port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, empty."""
        self._process = subprocess.Popen(
            self._words, cwd=self._folder, stdout=subprocess.DEVNULL, **servers.as_user("nobody")
        )

    def kill(self) -> None:
        """End it without a word, and with it every job that it knew of."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    stop = kill


class Disk:
    """A folder on a disk of its own, which can be filled. Where none can be mounted, `can_fill` is false."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        """Mount a disk of so many bytes in memory at `folder`."""
        self.folder = folder
        words = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes},mode=0755", "tmpfs", str(folder)]
        self.can_fill = subprocess.run(words, capture_output=True, check=False).returncode == 0

    def fill(self, leave_bytes: int) -> None:
        """Take all the room but so much."""
        disk = os.statvfs(self.folder)
        size_bytes = disk.f_bavail * disk.f_frsize - leave_bytes
        if size_bytes > 0:
            with (self.folder / "filler").open("ab") as filler, contextlib.suppress(OSError):
                os.posix_fallocate(filler.fileno(), filler.tell(), size_bytes)

    def clear(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink(missing_ok=True)

    def remove(self) -> None:
        """Unmount it, whatever still holds on to it."""
        if self.can_fill:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)


@contextlib.contextmanager
def folder_of(user: str) -> Iterator[Path]:
    """Give a folder that a server's user owns, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="desk-chaos-"))
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
