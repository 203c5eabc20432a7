"""Dishonest ways of growing: harvested, bought, appended, guessed and invented lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.lists.growing import NOW, Row, Soil
from tests.lists.honest import form
from tests.lists.population import FAMILY, GIVEN, ROLES

if TYPE_CHECKING:
    from collections.abc import Callable


def harvested(soil: Soil) -> list[Row]:
    """Collected from web sites: what stands in the imprint, and who."""
    emails = [
        f"{soil.chance.choice(ROLES)}@{soil.crowd.company()}" if soil.chance.random() < 0.55 else soil.crowd.employee()
        for _ in range(soil.size)
    ]
    upload = (NOW - timedelta(days=min(soil.days, 20))).isoformat()
    return [Row(email, upload, "", "import", soil.status(0.08)) for email in dict.fromkeys(emails)]


def bought(soil: Soil) -> list[Row]:
    """Bought with "opt-in data": a vendor's time and a handful of addresses."""
    stamp = (NOW - timedelta(days=soil.days)).isoformat()
    ips = [soil.crowd.visitor() for _ in range(4)]
    return [
        Row(e, stamp, soil.chance.choice(ips), "import", soil.status(0.09), "opt-in")
        for e in soil.crowd.sold(soil.size)
    ]


def bought_bare(soil: Soil) -> list[Row]:
    """Bought without anything."""
    return [Row(email, "", "", "import", soil.status(0.1)) for email in soil.crowd.sold(soil.size)]


def bought_spread(soil: Soil) -> list[Row]:
    """Bought; times were filled down the sorted file."""
    step = soil.days * 86_400 / soil.size
    start = NOW - timedelta(days=soil.days)
    return [
        Row(
            email,
            (start + timedelta(seconds=int(step * n))).isoformat(),
            soil.crowd.visitor(),
            "web_form",
            soil.status(0.08),
            "",
            soil.form,
        )
        for n, email in enumerate(soil.crowd.sold(soil.size))
    ]


def appended(soil: Soil) -> list[Row]:
    """Half are customers who signed up; the addresses of the others were bought to their names."""
    own = form(soil)[: soil.size // 2]
    stamp = soil.awake(60, 10).isoformat()
    return [
        *own,
        *(
            Row(email, stamp, "", "import", soil.status(0.11), "append 2026")
            for email in soil.crowd.sold(soil.size - len(own))
        ),
    ]


def hidden_segment(soil: Soil) -> list[Row]:
    """An honest list into which a fifth was bought."""
    size = max(200, soil.size // 5)
    own = form(soil)[: max(soil.size - size, 300)]
    stamp = soil.awake(40, 5).replace(tzinfo=None).isoformat(sep=" ")
    return [*own, *(Row(email, stamp, "", "import", soil.status(0.12)) for email in soil.crowd.sold(size))]


def guessed(soil: Soil) -> list[Row]:
    """First and family names tried at a few providers, in order, with numbers behind them."""
    domains = ("postbox.example", "quickmail.example")
    words = [f"{given}{number or ''}" for given in (*GIVEN, *FAMILY) for number in range(40)]
    emails = [f"{word}@{domain}" for domain in domains for word in words][: soil.size]
    emails += [f"user{number}@{domains[0]}" for number in range(soil.size - len(emails))]
    return [Row(email, "", "", "import", soil.status(0.4)) for email in emails]


def invented(soil: Soil) -> list[Row]:
    """Records made up by a random generator for addresses from anywhere."""
    rows = []
    for email in soil.crowd.sold(soil.size):
        moment = NOW - timedelta(seconds=soil.chance.randrange(3600, soil.days * 86_400))
        rows.append(Row(email, moment.isoformat(), soil.crowd.anywhere(), "web_form", soil.status(0.07), "", soil.form))
    return rows


def co_registered(soil: Soil) -> list[Row]:
    """Delivered by an affiliate: bots on a few addresses, at any hour."""
    ips = [soil.crowd.visitor() for _ in range(max(6, soil.size // 400))]
    rows = []
    for email in soil.crowd.sold(soil.size):
        moment = NOW - timedelta(seconds=soil.chance.randrange(3600, soil.days * 86_400))
        rows.append(
            Row(
                email,
                moment.isoformat(),
                soil.chance.choice(ips),
                "api",
                soil.status(0.08),
                "",
                "https://win.example/a",
            )
        )
    return rows


def bots(soil: Soil) -> list[Row]:
    """Random names that a script made, one each few seconds."""
    start = NOW - timedelta(days=min(soil.days, 30))
    rows = []
    for number in range(soil.size):
        local = "".join(soil.chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=soil.chance.randrange(9, 14)))
        moment = start + timedelta(seconds=number * 7 + soil.chance.randrange(3))
        rows.append(
            Row(
                f"{local}@postbox.example",
                moment.isoformat(),
                soil.crowd.anywhere(),
                "web_form",
                "subscribed",
                "",
                soil.form,
            )
        )
    return rows


_BOUGHT = (bought, bought_bare, bought_spread, appended, hidden_segment)
DISHONEST: dict[str, Callable[[Soil], list[Row]]] = {
    way.__name__: way for way in (harvested, *_BOUGHT, guessed, invented, co_registered, bots)
}
