"""Honest ways of growing; each leaves something behind that a dishonest one leaves as well."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.lists.growing import NOW, Row, Soil

if TYPE_CHECKING:
    from collections.abc import Callable


def form(soil: Soil) -> list[Row]:
    """By the customer's form, one after the other."""
    return [soil.by_form(email) for email in soil.crowd.several(soil.size)]


def sorted_export(soil: Soil) -> list[Row]:
    """By form; the CRM exports by address."""
    return sorted(form(soil))


def paper(soil: Soil) -> list[Row]:
    """On sheets at events, typed in within days: no address, one moment a sheet, typing mistakes."""
    events = [soil.awake(last_day=3).replace(hour=18, minute=0, second=0) for _ in range(max(5, soil.size // 60))]
    emails = [_mistyped(soil, email) for email in soil.crowd.several(soil.size)]
    rows = []
    for number, email in enumerate(emails):
        note = f"sheet {number // 25}, line {number % 25}"
        rows.append(Row(email, soil.chance.choice(events).isoformat(), "", "paper", soil.status(0.03), note))
    return rows


def till(soil: Soil) -> list[Row]:
    """At the tills of a few shops: their addresses, opening hours."""
    tills = [soil.crowd.visitor() for _ in range(3)]
    rows = []
    for number, email in enumerate(soil.crowd.several(soil.size)):
        moment = soil.awake().replace(hour=soil.chance.randrange(9, 19))
        rows.append(
            Row(
                _mistyped(soil, email),
                moment.isoformat(),
                soil.chance.choice(tills),
                "point_of_sale",
                soil.status(0.02),
                f"receipt {number}",
            )
        )
    return rows


def migrated(soil: Soil) -> list[Row]:
    """Moved from another platform with its history, then grown on."""
    rows = []
    for number, email in enumerate(soil.crowd.several(soil.size)):
        moment = soil.awake(soil.days + 1300)
        row = soil.by_form(email, moment)
        moved = moment < NOW - timedelta(days=soil.days)
        rows.append(row._replace(source="import", evidence=f"former provider, row {number}") if moved else row)
    return rows


def legacy(soil: Soil) -> list[Row]:
    """An old shop system that keeps no zone and half of the addresses."""
    rows = []
    for email in soil.crowd.several(soil.size):
        moment = soil.awake().replace(tzinfo=None).isoformat()
        ip = soil.crowd.visitor() if soil.chance.random() < 0.5 else ""
        rows.append(Row(email, moment, ip, "web_form", soil.status(), "customer field NEWS=1"))
    return rows


def dates_only(soil: Soil) -> list[Row]:
    """A club's secretary keeps days, not hours."""
    return [
        Row(
            email, soil.awake().replace(hour=0, minute=0, second=0).isoformat(), "", "api", soil.status(), "member form"
        )
        for email in soil.crowd.several(soil.size)
    ]


def business(soil: Soil) -> list[Row]:
    """Companies that asked for a supplier's news, some by their general address."""
    people = soil.crowd.several(soil.size, "employee")
    general = [f"info@{email.partition('@')[2]}" for email in people[: soil.size // 12]]
    return [soil.by_form(email) for email in dict.fromkeys([*people, *general])]


def competition(soil: Soil) -> list[Row]:
    """A third came in the week of a competition."""
    return [
        soil.by_form(email, soil.awake(60, 53) if soil.chance.random() < 0.34 else None)
        for email in soil.crowd.several(soil.size)
    ]


def office_network(soil: Soil) -> list[Row]:
    """A campus whose people share one address for a good part."""
    gate = soil.crowd.visitor()
    rows = form(soil)
    return [row._replace(ip=gate) if soil.chance.random() < 0.12 else row for row in rows]


def _mistyped(soil: Soil, email: str) -> str:
    if soil.chance.random() > 0.02:
        return email
    at = soil.chance.randrange(len(email) - 9)
    return email[:at] + email[at + 1 :] if email[at] not in "@." else email


HONEST: dict[str, Callable[[Soil], list[Row]]] = {
    way.__name__: way
    for way in (form, sorted_export, paper, till, migrated, legacy, dates_only, business, competition, office_network)
}
