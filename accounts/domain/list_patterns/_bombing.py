"""What a sign-up bombing left on lists: records that are not the customers' doing.

A bomber's machines subscribe the same people at many forms within hours; nobody confirms. A machine is an IP address
that made two people or more opt in here who were subscribed at two or more other customers within a day. Everything
that it subscribed here, unconfirmed, goes to its account, and so do the others here who were subscribed elsewhere
within a day: a bomber has many machines. To the very second it would be one record sold to several, and a list that is
mostly such records is no victim.

Source: the attacks of August 2016 (Validity); domain notes 3b, D3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns._figures import DAY_SECONDS, ratio
from accounts.domain.list_patterns._networks import is_special

if TYPE_CHECKING:
    from ibis.expr.types import Table

OTHER_CUSTOMERS = 2
VICTIMS_OF_A_MACHINE = 2
LARGEST_SHARE = 0.5


def form_opt_ins(rows: Table) -> Table:
    """Give the records that a visitor could have made at a form."""
    online = rows.filter((rows.source == "web_form") & (rows.ip != "") & rows.utc_seconds.notnull())
    return online.filter(~is_special(online))


def bombed(rows: Table, elsewhere: Table) -> Table:
    """Find the records that sign-up bombing made: position and list_id.

    Args:
        rows: see `Book.rows`, nothing left out.
        elsewhere: see `Book.elsewhere`.
    """
    forms = form_opt_ins(rows)
    unconfirmed = forms.filter(~forms.confirmed)
    near = _subscribed_elsewhere(unconfirmed, elsewhere)
    machines = _machines(near)
    victims = near.semi_join(machines, "list_id").select("list_id", "person").distinct()
    made = unconfirmed.semi_join(machines, ["list_id", "ip"]).union(
        unconfirmed.semi_join(victims, ["list_id", "person"]), distinct=True
    )
    sizes = forms.group_by("list_id").agg(n=forms.count())
    shares = made.group_by("list_id").agg(hits=made.count()).inner_join(sizes, "list_id")
    bombed_lists = shares.filter(ratio(shares.hits, shares.n) <= LARGEST_SHARE)
    return made.semi_join(bombed_lists, "list_id").select("position", "list_id")


def _subscribed_elsewhere(forms: Table, elsewhere: Table) -> Table:
    """Find who was subscribed at other customers within a day: list_id, ip, person and other_account."""
    mine = forms.select("list_id", "account_id", "person", "ip", at="utc_seconds")
    there = elsewhere.select(other_account="account_id", who="person", there="utc_seconds")
    met = mine.join(there, [mine.person == there.who, mine.account_id != there.other_account])
    apart = (met["at"] - met.there).abs()
    return (
        met.filter((apart > 0) & (apart <= DAY_SECONDS)).select("list_id", "ip", "person", "other_account").distinct()
    )


def _machines(near: Table) -> Table:
    """Find who subscribed several people that were subscribed at several other customers: list_id and ip."""
    people = near.group_by(["list_id", "ip", "person"]).agg(customers=near.count())
    people = people.filter(people.customers >= OTHER_CUSTOMERS)
    machines = people.group_by(["list_id", "ip"]).agg(victims=people.count())
    return machines.filter(machines.victims >= VICTIMS_OF_A_MACHINE)
