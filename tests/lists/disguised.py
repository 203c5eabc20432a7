"""Dishonest lists that try to look like honest ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.lists.growing import NOW, Row, Soil
from tests.lists.honest import form

if TYPE_CHECKING:
    from collections.abc import Callable

SPARE = 3000
YEARS_ASLEEP = (6, 10)


def _records(soil: Soil, size: int) -> list[tuple[str, ...]]:
    """Draw what one vendor delivers: address, time and IP address, the same at each sale."""
    kept = soil.crowd.kept.setdefault("records", [])
    if len(kept) < size:
        for email in soil.crowd.several(size + SPARE - len(kept)):
            kept.append((email, soil.awake(900, 200).isoformat(), soil.crowd.visitor()))
    return soil.chance.sample(kept, size)


def opt_out(soil: Soil) -> list[Row]:
    """Everybody is mailed until he objects; the customer says so."""
    stamp = soil.awake(60, 10)
    return [
        Row(
            email, (stamp + timedelta(seconds=n % 60)).isoformat(), "", "import", "subscribed", "may object at any time"
        )
        for n, (email, *_) in enumerate(_records(soil, soil.size))
    ]


def sold_records(soil: Soil) -> list[Row]:
    """Bought with plausible records, the same ones that others bought."""
    return [
        Row(email, moment, ip, "web_form", soil.status(0.03), "", soil.form)
        for email, moment, ip in _records(soil, soil.size)
    ]


def sold_people(soil: Soil) -> list[Row]:
    """Bought; the records were made up with care for each customer, back to before it had the list."""
    return [
        soil.by_form(email, soil.awake(soil.days + 400, 30))._replace(status=soil.status(0.04))
        for email, *_ in _records(soil, soil.size)
    ]


def sold_segment(soil: Soil) -> list[Row]:
    """An honest list, a third of which a vendor delivered with its records."""
    size = max(200, soil.size // 3)
    bought = [
        Row(email, moment, ip, "web_form", soil.status(0.03), "", soil.form)
        for email, moment, ip in _records(soil, size)
    ]
    return [*form(soil)[: soil.size - size], *bought]


def asleep(soil: Soil) -> list[Row]:
    """People who signed up years ago at another shop, and have not heard of it since."""
    rows = []
    for email in soil.crowd.several(soil.size):
        moment = NOW - timedelta(days=soil.chance.uniform(*(365 * years for years in YEARS_ASLEEP)))
        rows.append(Row(email, moment.isoformat(), "", "import", soil.status(0.25), "customers of the old shop"))
    return rows


def washed(soil: Soil) -> list[Row]:
    """Bought, cleared of what bounces and complains, put in within a minute; many leave at the first mail."""
    stamp = soil.awake(60, 50)
    rows = []
    for number, (email, *_) in enumerate(_records(soil, soil.size)):
        status = "unsubscribed" if soil.chance.random() < 0.13 else "subscribed"
        moment = (stamp + timedelta(seconds=number % 60)).isoformat()
        rows.append(Row(email, moment, "", "import", status, "opted in with partners"))
    return rows


DISGUISED: dict[str, Callable[[Soil], list[Row]]] = {
    way.__name__: way for way in (opt_out, sold_records, sold_people, sold_segment, asleep, washed)
}
