"""`make chaos`: thousands of complaints while everything that a desk stands on is killed and brought back.

Real SMTP clients bring complaints to two listeners; two workers drain them on PostgreSQL and Redis. Meanwhile
listeners, workers, their work-horses, Redis (without persistence) and PostgreSQL are killed with SIGKILL at random and
started again, and the disk with the raw messages is full for a while. Afterwards every message that was answered 250
must be there, byte for byte, once, and processed. Ends with status 1 when one is not.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chaos.desk import ROOT, Process
from tests.chaos.machine import MEGABYTE, Disk, Postgres, Redis, folder_of
from tests.chaos.mails import complaints
from tests.chaos.senders import Senders
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.chaos.senders import Ledger
    from tests.chaos.verdict import Verdict

THREADS = 8
DISK_BYTES = 400 * MEGABYTE
LEFT_BYTES = 300_000
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "abusedesk.settings",
    "LEASE_SECONDS": "5",
    "MESSAGE_LIMIT_BYTES": "200000",
    "DISK_SPARE_BYTES": "0",
    "NOTICE_DELAY_SECONDS": "0",
    "SECRET_KEY": "for-the-chaos-only",
    "LOG_LEVEL": "WARNING",
    "DESK_DEMO": "0",
}
CALM_SECONDS = 240.0
TELL_SECONDS = 10.0


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Stage:
    """A whole desk, and the ways to hurt it."""

    def __init__(self, folder: Path, postgres: Postgres, redis: Redis, disk: Disk) -> None:
        """Name the processes; none runs yet."""
        self.port = free_port()
        self.log = folder / "desk.log"
        self._servers: dict[str, Postgres | Redis] = {"PostgreSQL": postgres, "Redis": redis}
        self._disk = disk
        listener = ["receive_mail", "--port", str(self.port)]
        self._listeners = [Process(listener, self.log) for _ in range(2)]
        self._workers = [Process(["work", "--pause", "0.5"], self.log) for _ in range(2)]
        self.hurt = dict.fromkeys(("listener", "worker", "work-horse", "Redis", "PostgreSQL", "disk full"), 0)

    def tend(self) -> None:
        """Start what does not run."""
        for process in (*self._listeners, *self._workers):
            process.start_if_ended()

    def hurt_one(self, chance: random.Random) -> None:
        """Do one of the things that must lose nothing."""
        what = chance.choices([*self.hurt], weights=[3, 2, 3, 2, 2, 1 if self._disk.can_fill else 0])[0]
        self.hurt[what] += 1
        if what == "listener":
            chance.choice(self._listeners).kill()
        elif what == "worker":
            chance.choice(self._workers).kill()
        elif what == "work-horse":
            chance.choice(self._workers).kill_a_child(chance)
        elif what == "disk full":
            self._disk.fill(LEFT_BYTES)
            time.sleep(chance.uniform(2, 4))
            self._disk.clear()
        else:
            server = self._servers[what]
            server.kill()
            time.sleep(chance.uniform(0.2, 2))
            server.start()

    def end(self) -> None:
        """End the desk in good order."""
        for process in (*self._listeners, *self._workers):
            process.stop()


@contextlib.contextmanager
def staged() -> Iterator[Stage]:
    """Set up servers, a small disk and an empty desk with the demo's platform."""
    with folder_of("postgres") as of_postgres, folder_of("nobody") as of_redis, tempfile.TemporaryDirectory() as here:
        postgres, redis = Postgres(of_postgres), Redis(of_redis)
        place = Path(here) / "desk"
        place.mkdir()
        disk = Disk(place, DISK_BYTES)
        os.environ.update(ENVIRONMENT | {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url})
        os.environ["DESK_DATA_DIR"] = str(place)
        stage = Stage(Path(here), postgres, redis, disk)
        postgres.start()
        redis.start()
        try:
            yield stage
        finally:
            stage.end()
            redis.stop()
            postgres.stop()
            disk.remove()


def manage(*words: str) -> None:
    """Run a command of the desk to its end, silent unless it fails."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{words[0]} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        raise RuntimeError(message)


def demo_complaints(folder: Path) -> list[bytes]:
    """Write the demo, import its platform, and give its complaints."""
    manage("demo", "--only-write", "--scale", "0.1", "--directory", str(folder))
    manage("import_platform", str(folder / "platform"))
    files = sorted((folder / "complaints").iterdir())
    return [path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for path in files]


def rage(stage: Stage, senders: Senders, seconds: float, chance: random.Random) -> None:
    """Hurt the desk for so long, and go on tending it until every message was taken."""
    until = time.monotonic() + seconds
    told_at = 0.0
    while time.monotonic() < until or not senders.done():
        if time.monotonic() > told_at + TELL_SECONDS:
            told_at = time.monotonic()
            say(f"... {len(senders.ledger.accepted)} accepted, {sum(stage.hurt.values())} times hurt")
        if time.monotonic() > until + CALM_SECONDS:
            message = f"Not every message was taken {CALM_SECONDS:.0f} s after the last kill; see {stage.log}"
            raise TimeoutError(message)
        stage.tend()
        time.sleep(chance.uniform(0.2, 1.2))
        if time.monotonic() < until:
            stage.hurt_one(chance)


def main(words: list[str]) -> int:
    """Run it and print the figures; gives 1 when something was lost or doubled."""
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill everything at random and lose nothing.")
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=90, help="how long things are killed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    chance = random.Random(options.seed)
    with staged() as stage:
        manage("migrate", "--noinput")
        with tempfile.TemporaryDirectory() as folder:
            messages = complaints(options.messages, demo_complaints(Path(folder)), chance)
        stage.tend()
        wait_for_port(stage.port)
        pause = THREADS * options.seconds / len(messages)
        senders = Senders(stage.port, messages, threads=THREADS, pause_seconds=pause)
        senders.start()
        rage(stage, senders, options.seconds, chance)
        verdict = _verdict(stage, messages, senders.ledger)
        _print(stage, senders.ledger, verdict)
        if not verdict.holds or senders.ledger.wrong:
            say(stage.log.read_text(errors="replace")[-6000:])
            return 1
    return 0


def _verdict(stage: Stage, messages: list[bytes], ledger: Ledger) -> Verdict:
    """Wait until everything is processed, or for as long as that may take, and compare."""
    # Only now is there a database to name.
    import django

    django.setup()
    from tests.chaos.verdict import judge, left

    began = time.monotonic()
    while left() and time.monotonic() < began + CALM_SECONDS:
        say(f"... {left()} to be processed")
        for _ in range(int(TELL_SECONDS)):
            stage.tend()
            if left():
                time.sleep(1)
    say(f"all processed {time.monotonic() - began:.0f} s after the last message was taken")
    stage.end()
    return judge(messages, ledger)


def _print(stage: Stage, ledger: Ledger, verdict: Verdict) -> None:
    refused = ", ".join(f"{count} times {code}" for code, count in sorted(ledger.refused.items())) or "none"
    say("killed or filled: " + ", ".join(f"{what} {count}" for what, count in stage.hurt.items()))
    say(f"offered {ledger.tries}   accepted {len(ledger.accepted)}   refused for now: {refused}")
    say(f"connection broke after the data of {len(ledger.unanswered)}   refused for good {len(ledger.wrong)}")
    say(f"lost {verdict.lost}   doubled {verdict.doubled}")
    say(str(verdict))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
