"""`make bench`: how fast complaints are read and worked off, beside the least that any program would have to do.

It runs on a database of its own, made and removed as for tests: SQLite, or PostgreSQL where `DATABASE_URL` names one.
The messages are those of the demo, from its usual seed. Figures are for reading; only an error ends with status 1.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from tqdm import tqdm

from complaints.domain import formats
from complaints.domain.facts import Received
from complaints.jobs import drain_inbox
from complaints.models import RawMessage
from complaints.services.receive import receive
from tests.benchmarks.measure import Comparison, rate

if TYPE_CHECKING:
    from collections.abc import Iterable

PLATFORM_SCALE = 0.2
ROUNDS = 5


def parse(raw: bytes) -> int:
    """Do what any mail program does first: parse with the standard library, and decode every part."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return sum(len(part.get_payload(decode=True) or b"") for part in message.walk() if not part.is_multipart())


def parse_and_insert(raw: bytes) -> None:
    """Keep a message in the database, committed, with its hash: the least that an intake has to do."""
    parse(raw)
    # Salted, for the same messages go through the whole pipeline beside it.
    sha256 = hashlib.sha256(b"baseline" + raw).hexdigest()
    RawMessage.objects.create(sha256=sha256, size_bytes=len(raw), stored_at=timezone.now())


def read(raw: bytes) -> None:
    """Walk, recognise, and cut the originals out."""
    formats.read(Received(raw=raw, received_at=timezone.now()))


def work_off(raw: bytes) -> None:
    """Take one complaint the whole way: durable store, reading, evidence, attribution, incident, case."""
    complaint = receive(Received(raw=raw, received_at=timezone.now()), door="ingest")
    while drain_inbox(only=[complaint]):
        pass


def comparisons(messages: list[bytes]) -> Iterable[Comparison]:
    """Measure, the baseline right beside what is compared with it."""
    yield Comparison(
        name="read a complaint",
        baseline="stdlib parse and decode",
        per_second=rate(read, messages, rounds=ROUNDS),
        baseline_per_second=rate(parse, messages, rounds=ROUNDS),
        goal=0.5,
    )
    yield Comparison(
        name="receive, prove, file",
        baseline="parse and insert one row",
        per_second=rate(work_off, messages),
        baseline_per_second=rate(parse_and_insert, messages),
        goal=0.03,
    )


def main() -> None:
    """Set the stage, measure, print."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w", encoding="utf-8") as quiet:
            call_command("demo", directory=Path(folder), scale=PLATFORM_SCALE, only_write=True, stdout=quiet)
            call_command("import_platform", str(Path(folder) / "platform"), stdout=quiet, stderr=quiet)
            files = sorted(Path(folder, "complaints").glob("*.eml"))
            messages = list(dict.fromkeys(path.read_bytes() for path in files))
            size_kb = sum(map(len, messages)) / len(messages) / 1000
            sys.stdout.write(f"{len(messages)} complaints of {size_kb:.1f} kB on average\n")
            for comparison in tqdm(comparisons(messages), total=2, disable=None, leave=False):
                tqdm.write(comparison.line(), file=sys.stdout)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
