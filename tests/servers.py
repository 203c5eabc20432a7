"""Real PostgreSQL and Redis for tests: free loopback ports, folders of their own, stopped at the end whatever happens.

As a command, `python -m tests.servers COMMAND …` runs a command with `DATABASE_URL` and `REDIS_URL` set to fresh
servers and ends with its status. Started by root, the servers run as `postgres` and `nobody`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 30.0


class _Identity(TypedDict, total=False):
    user: str
    group: int
    extra_groups: list[str | int]


def free_port() -> int:
    """Give a loopback TCP port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, seconds: float = START_SECONDS, host: str = "127.0.0.1") -> None:
    """Wait until something answers on a port.

    Raises:
        TimeoutError: when nothing does in time.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.02)
    message = f"nothing answers on {host}:{port} after {seconds:.0f} s"
    raise TimeoutError(message)


def postgres_folder() -> Path | None:
    """Give the folder with PostgreSQL's programs, the newest version's; None when it is not installed."""
    versions = Path("/usr/lib/postgresql")
    found = sorted(versions.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])) if versions.is_dir() else []
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def has_postgres() -> bool:
    """Tell whether PostgreSQL can be started here."""
    return postgres_folder() is not None


def has_redis() -> bool:
    """Tell whether Redis or Valkey can be started here."""
    return redis_program() is not None


def redis_program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def as_user(user: str) -> _Identity:
    """Say whom a program runs as: only root has to choose, for servers refuse or dislike to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


@contextlib.contextmanager
def _folder(user: str) -> Iterator[Path]:
    """Give a temporary folder that the server's user owns."""
    folder = Path(tempfile.mkdtemp(prefix="desk-server-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(words: list[str], folder: Path, user: str) -> None:
    """Run a server's tool to its end, its words shown only when it fails."""
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=120, **as_user(user))
    if done.returncode:
        message = f"{' '.join(words)} failed: {done.stdout}{done.stderr}"
        raise RuntimeError(message)


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Run a fresh PostgreSQL and give its address as a `DATABASE_URL`; `durable` flushes to disk as in real life.

    Raises:
        FileNotFoundError: when PostgreSQL is not installed.
        RuntimeError: when it does not start, with what it said.
    """
    programs = postgres_folder()
    if programs is None:
        message = "PostgreSQL is not installed"
        raise FileNotFoundError(message)
    with _folder("postgres") as folder:
        port, store = free_port(), str(folder / "data")
        initdb = [f"{programs}/initdb", "-D", store, "-U", "postgres", "-A", "trust", "--no-sync"]
        run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], folder, "postgres")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=60"
        options += "" if durable else " -c fsync=off"
        control = [f"{programs}/pg_ctl", "-D", store, "-w", "-s"]
        run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder, "postgres")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            run([*control, "-m", "immediate", "stop"], folder, "postgres")


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a fresh Redis without persistence and give its address as a `REDIS_URL`.

    Raises:
        FileNotFoundError: when no Redis is installed.
        TimeoutError: when it does not answer in time.
    """
    program = redis_program()
    if program is None:
        message = "redis-server is not installed"
        raise FileNotFoundError(message)
    with _folder("nobody") as folder:
        port = free_port()
        words = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        server = subprocess.Popen([*words, "--save", ""], cwd=folder, stdout=subprocess.DEVNULL, **as_user("nobody"))
        try:
            wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)


def _end(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main(words: list[str], *, durable: bool = False) -> int:
    """Run a command beside fresh servers and give its status; `durable` as in `postgres`."""
    signal.signal(signal.SIGTERM, _end)
    with postgres(durable=durable) as database, redis() as doorbell:
        return subprocess.call(words, env={**os.environ, "DATABASE_URL": database, "REDIS_URL": doorbell})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
