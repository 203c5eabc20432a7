"""What a complaint costs from receipt to case, beside the least that any program would have to do."""

from __future__ import annotations

import email
import email.policy
import hashlib
import statistics
import time
from itertools import count
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import transaction
from django.utils import timezone

from complaints.domain import formats
from complaints.domain.facts import Received
from complaints.jobs import drain_inbox
from complaints.models import RawMessage
from complaints.services.receive import receive
from tests.benchmarks.measure import Comparison, seconds_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ROUNDS = 5
READING_GOAL = 0.5
PIPELINE_GOAL = 2.5

_salt = count()
_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_signed = _key.sign(b"benchmark", padding.PKCS1v15(), hashes.SHA256())


def parse(raw: bytes) -> int:
    """Do what any mail program does first: parse with the standard library, and decode every part."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return sum(len(part.get_payload(decode=True) or b"") for part in message.walk() if not part.is_multipart())


def parse_and_insert(raw: bytes) -> None:
    """Parse a message and keep one row of it, committed: what a plain script would do."""
    parse(raw)
    _insert(raw)


def least(path: Path) -> None:
    """Do the least that proving origin takes: read the bytes, parse, verify one RSA signature, commit one row."""
    raw = path.read_bytes()
    parse(raw)
    _key.public_key().verify(_signed, b"benchmark", padding.PKCS1v15(), hashes.SHA256())
    _insert(raw)


def _insert(raw: bytes) -> None:
    # Salted, for the same messages go through again and again.
    sha256 = hashlib.sha256(b"%d" % next(_salt) + raw).hexdigest()
    with transaction.atomic():
        RawMessage.objects.create(sha256=sha256, size_bytes=len(raw), stored_at=timezone.now())


def read(raw: bytes) -> None:
    """Walk, recognise, and cut the originals out."""
    formats.read(Received(raw=raw, received_at=timezone.now()))


def work_off(messages: Sequence[bytes]) -> float:
    """Take complaints the whole way: durable store, reading, evidence, attribution, incident, case.

    Returns:
        Seconds for each.
    """
    began = time.perf_counter()
    for raw in messages:
        receive(Received(raw=b"X-Round: %d\r\n" % next(_salt) + raw, received_at=timezone.now()), door="ingest")
    while drain_inbox():
        pass
    return (time.perf_counter() - began) / len(messages)


def comparisons(messages: Sequence[bytes], folder: Path) -> Iterator[Comparison]:
    """Measure, the baseline right beside what is compared with it."""
    paths = []
    for number, raw in enumerate(messages):
        paths.append(folder / f"bench-{number}.eml")
        paths[-1].write_bytes(raw)
    yield Comparison(
        name="read a complaint",
        baseline="stdlib parse and decode",
        value=1 / seconds_each(read, messages, rounds=ROUNDS),
        baseline_value=1 / seconds_each(parse, messages, rounds=ROUNDS),
        unit="/s",
        goal=READING_GOAL,
    )
    whole, smallest, plain = [], [], []
    for _ in range(ROUNDS):
        whole.append(work_off(messages))
        smallest.append(seconds_each(least, paths))
        plain.append(seconds_each(parse_and_insert, messages))
    milliseconds = 1000 * statistics.median(whole)
    yield Comparison(
        name="receive, prove, file",
        baseline="read, parse, one RSA, one commit",
        value=milliseconds,
        baseline_value=1000 * statistics.median(smallest),
        unit="ms",
        goal=PIPELINE_GOAL,
        at_most=True,
    )
    yield Comparison(
        name="receive, prove, file",
        baseline="parse and insert",
        value=milliseconds,
        baseline_value=1000 * statistics.median(plain),
        unit="ms",
        goal=PIPELINE_GOAL,
        at_most=True,
    )
