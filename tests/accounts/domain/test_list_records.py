from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pytest

from accounts.domain.list_records import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# Texts by the thousand in one question: an engine is asked once.
TEXTS = 6000
WORDS = ("list_id", "account_id", "person", "email", "ip", "recorded", "source", "form", "status")
YEARS = (0, 1, 4, 1582, 1900, 1969, 1970, 2000, 2024, 2025, 9999)
# What Python 3.11 overlooks: one character between clock and offset, and a fraction without its point.
OVERLOOKED = re.compile(
    r"[\0-\x7f](?=(?:Z|[+-][0-9:.,]*)$)|(?:[0-9]{6}|[0-9]{2}:[0-9]{2}:[0-9]{2}:)[0-9]{2,}(?=$|Z|[+-])"
)


def clock(chance: random.Random) -> str:
    parts = [f"{chance.randrange(most + 2):02d}" for most in (23, 59, 59)][: chance.randint(1, 3)]
    between: str = chance.choice((":", ":", ""))
    fraction: str = chance.choice(("", "", ".5", ",123456789"))
    return between.join(parts) + (fraction if len(parts) == 3 else "")


def time(chance: random.Random) -> str:
    """A time in any form of ISO 8601 that Python reads; now and then a day or an hour that there is not."""
    between = chance.choice(("-", "-", ""))
    date = f"{chance.choice((*YEARS, chance.randrange(10_000))):04d}{between}"
    if chance.random() < 0.7:
        date += f"{chance.randrange(14):02d}{between}{chance.randrange(33):02d}"
    else:
        date += f"W{chance.randrange(55):02d}" + chance.choice(("", f"{between}{chance.randrange(9)}"))
    offset: str = chance.choice(("", "Z", "z", "+", "-"))
    away = clock(chance) if offset in {"+", "-"} else ""
    parted: str = chance.choice("T \n_\u00e9\U0001f600")
    return date + (parted + clock(chance) + offset + away if chance.random() < 0.8 else "")


def spoilt(chance: random.Random) -> str:
    """A time with one character changed, missing or too many."""
    text = time(chance)
    at = chance.randrange(len(text) + 1)
    change: str = chance.choice(("", *"0123456789:-+TZW., \n"))
    return text[:at] + change + text[at + chance.randrange(2) :]


def noise(chance: random.Random) -> str:
    return "".join(chance.choice("2025-0:T+Zz \n\u0662\u00fc\U0001f600") for _ in range(chance.randrange(24)))


def as_python_reads(recorded: str) -> int | None:
    try:
        moment = datetime.fromisoformat(recorded)
    except ValueError:
        return None
    return int(moment.replace(tzinfo=UTC, microsecond=0).timestamp())


class Engine:
    """Rows derived in an engine."""

    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect(":memory:")

    def rows(self, *records: dict[str, Any]) -> list[dict[str, Any]]:
        usual = {
            **dict.fromkeys(WORDS, ""),
            "utc_seconds": 0,
            **dict.fromkeys(("has_evidence", "confirmed", "moved"), False),
        }
        table = pa.Table.from_pylist([usual | {"position": place} | row for place, row in enumerate(records)])
        self.connection.con.register("records", table)
        found = rows_of(self.connection.table("records"), lambda table: table)
        return sorted(found.to_pyarrow().to_pylist(), key=lambda row: row["position"])

    def seconds(self, recorded: list[str]) -> list[int | None]:
        return [row["wall_seconds"] for row in self.rows(*({"recorded": text} for text in recorded))]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    yield Engine()
    ibis.options.sql.fuse_selects = before


def test_a_time_is_read_as_python_reads_it(engine: Engine) -> None:
    chance = random.Random(1)  # noqa: S311 - made-up times
    recorded = [time(chance) for _ in range(TEXTS)]
    assert engine.seconds(recorded) == [as_python_reads(text) for text in recorded]


def test_what_is_no_time_is_read_as_none(engine: Engine) -> None:
    chance = random.Random(2)  # noqa: S311 - made-up texts
    recorded = ["", " ", "2025-01-01T", "2025-W09-22", "9999-W52-7", "2025-01-01T00:00+24:00", "\u0662025-01-01"]
    recorded += [chance.choice((spoilt, spoilt, noise))(chance) for _ in range(TEXTS)]
    for text, found in zip(recorded, engine.seconds(recorded), strict=True):
        # That is no time: none is found, whether this Python reads one or not.
        assert found == as_python_reads(text) or (found is None and OVERLOOKED.search(text)), text


def test_the_last_sign_parts_an_address(engine: Engine) -> None:
    chance = random.Random(3)  # noqa: S311 - made-up addresses
    emails = ["", "@", "a", "a@", "@b", '"a@b"@c', "\u00fc@b\u00fccher.example"]
    emails += ["".join(chance.choices('@a.\u00fc\U0001f600\n\u0301" ', k=chance.randrange(12))) for _ in range(TEXTS)]
    rows = engine.rows(*({"email": email} for email in emails))
    assert [(row["local"], row["domain"]) for row in rows] == [email.rpartition("@")[::2] for email in emails]


def test_a_time_that_could_not_be_placed_is_naive(engine: Engine) -> None:
    asked = [("2025-05-05T04:00:00", None), ("2025-05-05T04:00:00Z", 1746417600), ("never", None)]
    rows = engine.rows(*({"recorded": recorded, "utc_seconds": seconds} for recorded, seconds in asked))
    assert [row["naive"] for row in rows] == [True, False, False]
