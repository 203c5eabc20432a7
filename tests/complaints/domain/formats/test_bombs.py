"""Mail made to hurt a parser is read in fresh processes, which measure themselves: see `bombs`."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from complaints.domain.facts import Status
from complaints.domain.original import describe
from tests.complaints.domain.formats import samples
from tests.complaints.domain.formats.bombs import BOMBS, SPAM, TOP, attached, attached_file, mail, multipart
from tests.endless import SECONDS

MEGABYTES = 200
PROCESSES = 2
BASE = Path(__file__).parents[4]


def _measured(names: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.complaints.domain.formats.bombs", *names]
    answer = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=True, timeout=300)
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    names = list(BOMBS)
    with ThreadPoolExecutor(PROCESSES) as pool:
        shares = pool.map(_measured, [names[number::PROCESSES] for number in range(PROCESSES)])
        return {cost["name"]: cost for share in shares for cost in share}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_bounded_time_and_memory(name: str, costs: dict[str, dict[str, Any]]) -> None:
    cost = costs[name]

    assert cost["worked"] < SECONDS
    assert cost["megabytes"] <= MEGABYTES


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("100,000 empty parts", "parts"),
        ("400 originals", "Limits broken inside an attached message: parts"),
        ("400 nested multiparts", "depth"),
        ("400 nested messages", "Limits broken inside an attached message: depth"),
        ("matryoshka in base64", "Limits broken inside an attached message: depth"),
        ("25 MB in 15 levels of quoted-printable", "Limits broken inside an attached message: message_bytes"),
        ("one header of 2 MB", "header_bytes"),
        ("10,000 header fields", "headers"),
    ],
)
def test_what_breaks_a_limit_says_which(name: str, limit: str, costs: dict[str, dict[str, Any]]) -> None:
    assert limit in costs[name]["trace"][-1]


def _with_fields(count: int) -> bytes:
    return TOP + b"X: y\r\n" * (count - 2) + b"\r\nspam"


def _with_header_bytes(size: int) -> bytes:
    return TOP + b"X: " + b"y" * (size - len(TOP) - len(b"X: \n\n")) + b"\n\nspam"


def _with_parts(count: int) -> bytes:
    return multipart(b"--b\r\n\r\nx\r\n" * (count - 1))


def _with_depth(levels: int) -> bytes:
    return TOP + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d-\r\n\r\n--b%d-\r\n" % (level, level) for level in range(levels)
    )


def _with_bytes(size: int) -> bytes:
    start = mail(b"", b"")
    return start + b"x" * (size - len(start))


LIMITS = [
    (_with_fields, 500, "headers"),
    (_with_header_bytes, 256 * 1024, "header_bytes"),
    (_with_parts, 500, "parts"),
    (_with_depth, 20, "depth"),
    (_with_bytes, 25 * 1024 * 1024, "message_bytes"),
]


@pytest.mark.parametrize(("make", "limit", "name"), LIMITS)
def test_a_mail_at_a_limit_is_read_and_one_above_it_is_unreadable(make: Any, limit: int, name: str) -> None:
    assert samples.read_bytes(make(limit)).status is not Status.UNREADABLE
    above = samples.read_bytes(make(limit + 1))

    assert above.status is Status.UNREADABLE
    assert above.trace == (f"Limits broken: {name}.",)


@pytest.mark.parametrize(("make", "limit", "name"), LIMITS[:4])
def test_an_original_above_a_limit_does_not_make_its_complaint_unreadable(make: Any, limit: int, name: str) -> None:
    raw = make(limit + 1).replace(TOP, SPAM, 1)

    reading = samples.read_bytes(attached(raw))

    assert reading.status is Status.ACCEPTED
    assert reading.trace[-1] == f"Limits broken inside an attached message: {name}."
    assert reading.originals[0].content.startswith(SPAM)
    assert describe(reading.originals[0]).from_address == "a@b.example"


def test_a_long_header_is_cut_for_display_but_not_in_the_original() -> None:
    raw = attached(TOP + b"Received: x\r\nSubject: " + b"x" * 100_000 + b"\r\n\r\nbody")

    original = samples.read_bytes(raw).originals[0]

    assert len(describe(original).subject) == 32 * 1024
    assert b"x" * 100_000 in original.content


def test_a_long_list_of_addresses_is_cut_at_200_and_breaks_no_limit() -> None:
    many = b", ".join(b"a%d@b.example" % number for number in range(201))

    original = samples.read_bytes(attached(SPAM + b"To: " + many + b"\r\n\r\nbody")).originals[0]

    assert len(describe(original).to) == 200
    assert many in original.content


def test_json_that_is_no_report_is_left_to_a_person() -> None:
    raw = attached_file(b"report.json", json.dumps({"Report": 1}).encode(), b"application/json")

    assert samples.read_bytes(raw).recogniser == "plain"
