"""How lists come together that nobody agreed to: bought, appended, scraped, guessed, made up, or taken from stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.demo.people import FIRST, Person, any_ip, plain, public_ip

if TYPE_CHECKING:
    from complaints.demo.plot import Plot
    from complaints.demo.records import Subscriber


def booked(plot: Plot) -> list[Subscriber]:
    """Guests of partner hotels whom nobody asked."""
    rows = []
    for person in plot.people(plot.crowd.consumer):
        stay = f"booking {plot.chance.randrange(10**6):06d} with a partner hotel; may opt out"
        moment = plot.moment(plot.spec.created_days + 900, plot.spec.created_days)
        rows.append(plot.row(person, moment.isoformat(), "api", evidence=stay, ip=public_ip(plot.chance, "en")))
    return rows


def _sold(plot: Plot) -> list[Person]:
    """Draw from what the vendor sells to everybody, in the order of the vendor's file."""
    count = min(plot.size, len(plot.crowd.vendor))
    return sorted(plot.chance.sample(plot.crowd.vendor, count), key=lambda person: person.email)


def bought(plot: Plot) -> list[Subscriber]:
    """Bought with "opt-in data": one second, three addresses."""
    second = plot.moment(plot.spec.created_days, plot.spec.created_days - 1).isoformat()
    addresses = [public_ip(plot.chance, "en") for _ in range(3)] + [""]
    weights = (60, 14, 8, 18)
    return [
        plot.row(person, second, "import", ip=plot.chance.choices(addresses, weights)[0], evidence="partner opt-in")
        for person in _sold(plot)
    ]


def bought_bare(plot: Plot) -> list[Subscriber]:
    """Bought without anything: the time of the upload, no zone, no address."""
    upload = plot.moment(plot.spec.created_days, plot.spec.created_days - 0.5).replace(tzinfo=None).isoformat()
    return [plot.row(person, upload, "import") for person in _sold(plot)]


def bought_spread(plot: Plot) -> list[Subscriber]:
    """Bought, the opt-in times filled down the sorted file in even steps."""
    start = plot.moment(400, 399)
    return [
        plot.row(
            person,
            (start + timedelta(minutes=97 * number)).isoformat(),
            "web_form",
            ip=any_ip(plot.chance),
            form_url="https://health-quiz.example/start",
            evidence="double opt-in",
        )
        for number, person in enumerate(_sold(plot))
    ]


def scraped(plot: Plot) -> list[Subscriber]:
    """Collected from web sites: role addresses, one a company, and nothing about consent."""
    people = plot.crowd.distinct(plot.chance, plot.size * 3 // 5, plot.crowd.role, "en")
    people += plot.crowd.distinct(plot.chance, plot.size - len(people), plot.crowd.employee, "en")
    return [plot.row(person, "", "import") for person in {person.email: person for person in people}.values()]


def guessed(plot: Plot) -> list[Subscriber]:
    """First names and numbered mailboxes tried at a few providers, in order."""
    domains = ("mail.example", "inbox.example", "post.example")
    names = sorted({plain(first) for names in FIRST.values() for first in names.split()})
    tried = [*names, *(f"user{number}" for number in range(1, plot.size))]
    emails = [f"{local}@{domain}" for domain in domains for local in tried[: -(-plot.size // len(domains))]]
    return [plot.row(Person(email, ""), "", "import") for email in emails[: plot.size]]


def appended(plot: Plot, own: list[Subscriber]) -> list[Subscriber]:
    """Add what a vendor sold to those who signed up, in one upload."""
    upload = plot.moment(20, 15).isoformat()
    sold = plot.chance.sample(plot.crowd.vendor, min(plot.size - len(own), len(plot.crowd.vendor)))
    bought_rows = [plot.row(person, upload, "import", evidence="append order 2206") for person in sold]
    return [*own, *sorted(bought_rows, key=lambda row: row.email)]


def co_reg(plot: Plot) -> list[Subscriber]:
    """Records made up by an affiliate: any hour, any address on the Internet."""
    rows = []
    for person in plot.people(plot.crowd.consumer):
        moment = plot.moment(plot.spec.created_days + 60, plot.spec.created_days, (1,) * 24)
        rows.append(
            plot.row(
                person, moment.isoformat(), "api", ip=any_ip(plot.chance), form_url="https://prize-portal.example/enter"
            )
        )
    return rows
