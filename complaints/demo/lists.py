"""How honest lists come together, and one place that knows every way of growing.

A list review looks for what a way of collecting really leaves behind: hours, zones, networks, tills, sheets.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.demo import dubious_lists
from complaints.demo.chance import stream
from complaints.demo.people import Crowd, Person, public_ip
from complaints.demo.plot import SHOP_HOURS, Plot

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from complaints.demo.records import Account, MailingList, Subscriber

_CONFIRMED_ELSEWHERE = 0.12  # at home instead of in the train
_CAME_WITH_RELEASE = 0.5
_CRM_KEPT_ADDRESS = 0.55


def _by_form(plot: Plot, person: Person, moment: datetime) -> Subscriber:
    """Sign somebody up at the web form; on confirming lists they click within hours."""
    ip = public_ip(plot.chance, plot.account.language)
    if plot.spec.consent != "confirmed_opt_in":
        return plot.row(person, moment.isoformat(), "web_form", ip=ip, form_url=plot.form_url, evidence="form v3")
    clicked = min(moment + timedelta(seconds=int(plot.chance.expovariate(1 / 1500)) + 20), plot.local(plot.now))
    moved = plot.chance.random() < _CONFIRMED_ELSEWHERE
    return plot.row(
        person,
        moment.isoformat(),
        "web_form",
        ip=ip,
        form_url=plot.form_url,
        evidence=f"confirmation link {plot.chance.getrandbits(40):010x} followed",
        confirmed_at=clicked.isoformat(),
        confirmed_ip=public_ip(plot.chance, plot.account.language) if moved else ip,
    )


def _web(plot: Plot) -> list[Subscriber]:
    people = plot.people(plot.crowd.consumer, typos=0.001)
    return [_by_form(plot, person, plot.moment(plot.spec.created_days)) for person in people]


def _web_business(plot: Plot) -> list[Subscriber]:
    people = plot.people(plot.crowd.employee)
    return [_by_form(plot, person, plot.moment(plot.spec.created_days)) for person in people]


def _web_young(plot: Plot) -> list[Subscriber]:
    """Players: half of them came with a release in three weeks."""
    people = plot.people(plot.crowd.consumer)
    rows = []
    for person in people:
        with_release = plot.chance.random() < _CAME_WITH_RELEASE
        rows.append(
            _by_form(plot, person, plot.moment(96, 75) if with_release else plot.moment(plot.spec.created_days))
        )
    return rows


def _yearly(plot: Plot) -> list[Subscriber]:
    """Runners register within six weeks of each spring."""
    years = [(days, days - 42) for days in range(plot.spec.created_days, 60, -365)]
    people = plot.people(plot.crowd.consumer)
    return [_by_form(plot, person, plot.moment(*plot.chance.choice(years))) for person in people]


def _old(plot: Plot) -> list[Subscriber]:
    people = plot.people(plot.crowd.consumer)
    return [_by_form(plot, person, plot.moment(plot.spec.created_days, 1000)) for person in people]


def _pos(plot: Plot) -> list[Subscriber]:
    """At the till: shop hours, the shops' own addresses, typing mistakes."""
    tills = [public_ip(plot.chance, plot.account.language) for _ in range(3)]
    rows = []
    for person in plot.people(plot.crowd.consumer, typos=0.02):
        moment = plot.moment(plot.spec.created_days, 1, SHOP_HOURS)
        till = plot.chance.randrange(3)
        receipt = f"till {till + 1}, receipt {plot.chance.randrange(10_000, 99_999)}"
        rows.append(plot.row(person, moment.isoformat(), "point_of_sale", ip=tills[till], evidence=receipt))
    return rows


def _paper(plot: Plot) -> list[Subscriber]:
    """On sheets at events, typed in on a weekday within the next days."""
    events = [plot.chance.uniform(10, plot.spec.created_days) for _ in range(max(4, plot.size // 45))]
    rows = []
    for line, person in enumerate(plot.people(plot.crowd.consumer, typos=0.012)):
        days = plot.chance.choice(events)
        typed = plot.moment(days, max(days - 2, 1), SHOP_HOURS)
        sheet = f"{typed - timedelta(days=2):%Y-%m-%d}"
        note = f"scan {plot.spec.list_id}/{sheet}.pdf, line {line % 24 + 1}, signed"
        rows.append(plot.row(person, typed.isoformat(), "paper", evidence=note))
    return rows


def _migrated(plot: Plot) -> list[Subscriber]:
    """Moved from another provider with its history, then grown on."""
    rows = []
    for number, person in enumerate(plot.people(plot.crowd.consumer)):
        moment = plot.moment(plot.spec.created_days + 1400)
        row = _by_form(plot, person, moment)
        if moment < plot.now - timedelta(days=plot.spec.created_days):
            row = row._replace(source="import", evidence=f"export of the former provider, row {number + 2}")
        rows.append(row)
    return rows


def _legacy(plot: Plot) -> list[Subscriber]:
    """An old CRM that kept no time zone and half of the addresses."""
    rows = []
    for person in plot.people(plot.crowd.consumer):
        naive = plot.moment(plot.spec.created_days + 2000, 20).replace(tzinfo=None)
        ip = public_ip(plot.chance, plot.account.language) if plot.chance.random() < _CRM_KEPT_ADDRESS else ""
        rows.append(plot.row(person, naive.isoformat(), "web_form", ip=ip, evidence="CRM field NEWSLETTER=Y"))
    return rows


def _appended(plot: Plot) -> list[Subscriber]:
    """Half signed up; a vendor sold the other half to the customer's names."""
    return dubious_lists.appended(plot, _web(plot)[: plot.size // 2])


def _part_bought(plot: Plot) -> list[Subscriber]:
    """An honest list, a quarter of which was bought last month."""
    return dubious_lists.appended(plot, _web(plot)[: plot.size * 3 // 4])


GROWTH: dict[str, Callable[[Plot], list[Subscriber]]] = {
    "web": _web,
    "web_business": _web_business,
    "web_young": _web_young,
    "yearly": _yearly,
    "old": _old,
    "pos": _pos,
    "paper": _paper,
    "migrated": _migrated,
    "booked": dubious_lists.booked,
    "legacy": _legacy,
    "bought": dubious_lists.bought,
    "bought_bare": dubious_lists.bought_bare,
    "bought_spread": dubious_lists.bought_spread,
    "scraped": dubious_lists.scraped,
    "co_reg": dubious_lists.co_reg,
    "guessed": dubious_lists.guessed,
    "appended": _appended,
    "part_bought": _part_bought,
}


def grow(spec: MailingList, account: Account, crowd: Crowd, now: datetime, scale: float) -> tuple[Subscriber, ...]:
    """Grow one list: `scale` 1 gives the sizes of accounts.toml, and a list has at least 40 subscribers."""
    size = max(40, round(spec.size * scale))
    plot = Plot(stream(crowd.seed, f"list:{spec.list_id}"), spec, account, crowd, size, now)
    rows = {row.email: row for row in GROWTH[spec.growth](plot)}
    return tuple(rows.values())
