"""Made-up lists, honest and not, as rows for the records: each kind a function of a random source and a size."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2025, 1, 1, tzinfo=UTC)
HERE = timezone(timedelta(hours=2))
FIRST = [
    "ann",
    "bob",
    "cid",
    "dora",
    "emil",
    "fay",
    "gus",
    "hana",
    "ivo",
    "jana",
    "karl",
    "lena",
    "max",
    "nora",
    "otto",
    "pia",
    "quin",
    "rosa",
    "sam",
    "tina",
    "uwe",
    "vera",
    "wim",
]
LAST = [
    "abel",
    "berg",
    "cole",
    "dahl",
    "ernst",
    "fuchs",
    "gray",
    "hahn",
    "ivens",
    "jung",
    "koch",
    "lang",
    "mohr",
    "nagel",
    "ott",
    "pohl",
    "quast",
    "rath",
    "sohn",
    "tamm",
]
PROVIDERS = ["mail.example", "post.example", "web.example", "inbox.example", "isp.example"]


@dataclass(frozen=True, slots=True)
class Row:
    email: str
    recorded: str = ""
    ip: str = ""
    source: str = "web_form"
    evidence: str = ""
    status: str = "subscribed"
    form: str = ""
    confirmed: bool = False


def person(chance: random.Random) -> str:
    name = f"{chance.choice(FIRST)}.{chance.choice(LAST)}{chance.randrange(10_000)}"
    return f"{name}@{chance.choice(PROVIDERS)}"


def people(chance: random.Random, size: int) -> list[str]:
    found = list(dict.fromkeys(person(chance) for _ in range(size * 2)))
    return found[:size]


def visitor(chance: random.Random) -> str:
    rest = (chance.randrange(256), chance.randrange(256), chance.randrange(1, 255))
    return ".".join(map(str, (chance.choice((5, 31, 62, 77, 81, 93)), *rest)))


def anywhere(chance: random.Random) -> str:
    return ".".join(str(chance.randrange(256)) for _ in range(4))


def waking(chance: random.Random) -> str:
    """A moment of the year when people are awake."""
    hour = min(23, max(6, int(chance.gauss(15, 3.5))))
    day = START.astimezone(HERE) + timedelta(days=chance.randrange(365))
    return day.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60)).isoformat()


def form(chance: random.Random, size: int) -> list[Row]:
    return [Row(email, waking(chance), visitor(chance)) for email in people(chance, size)]


def paper(chance: random.Random, size: int) -> list[Row]:
    days = [f"2025-0{month}-12T18:00:00+02:00" for month in range(1, 6)]
    return [Row(e, chance.choice(days), "", "paper", f"sheet {n // 20}") for n, e in enumerate(people(chance, size))]


def till(chance: random.Random, size: int) -> list[Row]:
    return [Row(email, waking(chance), "81.2.3.4", "point_of_sale", "receipt") for email in people(chance, size)]


def moved(chance: random.Random, size: int) -> list[Row]:
    return [Row(e, waking(chance), visitor(chance), "import", "former provider's export") for e in people(chance, size)]


def exported_sorted(chance: random.Random, size: int) -> list[Row]:
    return sorted(form(chance, size), key=lambda row: row.email)


def business(chance: random.Random, size: int) -> list[Row]:
    found = [f"{chance.choice(FIRST)}.{chance.choice(LAST)}@firm{chance.randrange(size)}.example" for _ in range(size)]
    return [Row(email, waking(chance), visitor(chance)) for email in dict.fromkeys(found)]


def scraped(chance: random.Random, size: int) -> list[Row]:
    roles = ("info", "sales", "contact", "office", "webmaster")
    return [Row(f"{chance.choice(roles)}@site{number}.example", source="import") for number in range(size)]


def bought(chance: random.Random, size: int) -> list[Row]:
    second = "2025-05-05T04:00:00+00:00"
    ips = ("5.1.2.3", "5.1.2.4", "5.1.2.5")
    return [Row(e, second, chance.choice(ips), "import", "opt-in") for e in sorted(people(chance, size))]


def bare(chance: random.Random, size: int) -> list[Row]:
    return [Row(e, "2025-05-05 04:00:00", "", "import") for e in sorted(people(chance, size))]


def filled_down(chance: random.Random, size: int) -> list[Row]:
    def at(number: int) -> str:
        return (START + timedelta(minutes=90 * number)).isoformat()

    return [Row(email, at(number), visitor(chance)) for number, email in enumerate(sorted(people(chance, size)))]


def invented(chance: random.Random, size: int) -> list[Row]:
    def at() -> str:
        return (START + timedelta(seconds=chance.randrange(365 * 86_400))).isoformat()

    return [Row(email, at(), anywhere(chance), "api") for email in people(chance, size)]


def counted(chance: random.Random, size: int) -> list[Row]:
    return [Row(f"user{number}@web.example", "", "", "import") for number in range(chance.randrange(90), size)]


HONEST: dict[str, Callable[[random.Random, int], list[Row]]] = {
    "form": form,
    "paper": paper,
    "till": till,
    "moved": moved,
    "exported_sorted": exported_sorted,
    "business": business,
}
DISHONEST: dict[str, Callable[[random.Random, int], list[Row]]] = {
    "scraped": scraped,
    "bought": bought,
    "bare": bare,
    "filled_down": filled_down,
    "invented": invented,
    "counted": counted,
}


def make(kind: str, size: int, seed: int) -> list[Row]:
    """Make a list of one kind."""
    return {**HONEST, **DISHONEST}[kind](random.Random(f"{kind}:{seed}"), size)  # noqa: S311 - made-up lists
