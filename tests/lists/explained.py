"""Honest lists that look odd, and whose records say why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.lists.growing import NOW, Row, Soil
from tests.lists.honest import form

if TYPE_CHECKING:
    from collections.abc import Callable

TERM_DAYS = 180
VICTIMS = 700
TOWN = 6000


def school(soil: Soil) -> list[Row]:
    """Students with numbers at the school's own domain, from its enrolment system each term."""
    first, rows = soil.chance.randrange(10**5, 10**6), []
    for number in range(soil.size):
        term = number * max(1, soil.days // TERM_DAYS) // soil.size
        moment = NOW - timedelta(days=soil.days - term * TERM_DAYS, seconds=number % 3600)
        email = f"s{first + number}@{soil.name}.example"
        rows.append(Row(email, moment.isoformat(), "", "import", soil.status(), f"enrolment system, term {term + 1}"))
    return rows


def nightly(soil: Soil) -> list[Row]:
    """The shop system hands the day's customers over at two in the night."""
    rows = []
    for number, row in enumerate(form(soil)):
        night = soil.awake().replace(hour=2, minute=0, second=0)
        shop = row._replace(subscribed_at=min(night, NOW).isoformat(), ip="", source="import", form_url="")
        rows.append(shop._replace(evidence=f"order {70_000 + number}, box ticked at the check-out"))
    return rows


def agency(soil: Soil) -> list[Row]:
    """Brands of one group, which name it as the sender, have many of the same people by one form."""
    common = soil.crowd.kept.setdefault("agency", [])
    taken = [Row(*row) for row in common[: soil.size // 2]]
    fresh = form(soil)[: soil.size - len(taken)]
    common += [tuple(row) for row in fresh]
    return [*taken, *fresh]


def bombed(soil: Soil) -> list[Row]:
    """A bomber subscribed strangers here and elsewhere within hours; those who want the list confirm."""
    victims = soil.crowd.kept.setdefault("victims", [])
    if not victims:
        victims += [
            (f"{email.partition('@')[0]}@state{n % 9}.gov",) for n, email in enumerate(soil.crowd.several(VICTIMS))
        ]
    machines = [soil.crowd.visitor() for _ in range(6)]
    start = NOW - timedelta(days=21)
    rows = [row._replace(confirmed_at=row.subscribed_at) for row in form(soil)]
    for (email,) in soil.chance.sample(victims, min(VICTIMS * 3 // 5, soil.size // 3)):
        moment = start + timedelta(seconds=soil.chance.randrange(20 * 3600))
        rows.append(
            Row(email, moment.isoformat(), soil.chance.choice(machines), "web_form", "subscribed", "", soil.form)
        )
    return rows


def app(soil: Soil) -> list[Row]:
    """Sign-ups in an application, whose server is what the record names; some hide their address behind a relay."""
    server = soil.crowd.visitor()
    rows = []
    for row in form(soil):
        email = row.email
        if soil.chance.random() < 0.12:
            hidden = "".join(soil.chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=10))
            email = f"{hidden}@privaterelay.appleid.com"
        rows.append(
            row._replace(email=email, ip=server, source="api", form_url="", evidence="news switched on in the app")
        )
    return rows


def carrier(soil: Soil) -> list[Row]:
    """Most people come by telephone: one carrier's few addresses stand with all customers."""
    gates = soil.crowd.kept.setdefault("gates", [])
    if not gates:
        gates += [(soil.crowd.visitor(),) for _ in range(12)]
    return [row._replace(ip=soil.chance.choice(gates)[0]) if soil.chance.random() < 0.4 else row for row in form(soil)]


def town(soil: Soil) -> list[Row]:
    """Club, shop and paper of one town: people subscribed at each of them, one after the other."""
    people = soil.crowd.kept.setdefault("town", [])
    if not people:
        people += [(email,) for email in soil.crowd.several(TOWN)]
    own = [email for (email,) in soil.chance.sample(people, min(soil.size // 2, TOWN // 4))]
    rest = soil.crowd.several(soil.size - len(own))
    return [soil.by_form(email) for email in (*own, *rest)]


def staff(soil: Soil) -> list[Row]:
    """A company's own people, from its personnel system in one go, then by and by."""
    rows, first = [], soil.awake(soil.days, soil.days - 1)
    for number in range(soil.size):
        moment = first if number < soil.size * 0.6 else soil.awake()
        email = f"{soil.crowd.employee().partition('@')[0]}{number}@{soil.name}.example"
        rows.append(Row(email, moment.isoformat(), "", "import", "subscribed", "personnel system, own employees"))
    return rows


EXPLAINED: dict[str, Callable[[Soil], list[Row]]] = {
    way.__name__: way for way in (school, nightly, agency, bombed, app, carrier, town, staff)
}
