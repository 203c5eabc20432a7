"""Which customers are one sender, and what follows for how their lists are compared."""

from __future__ import annotations

import pytest

from accounts.models import Account, ListPattern, MailingList
from accounts.services.list_owners import owners
from accounts.services.list_patterns import refresh_all
from tests.accounts.list_kinds import make
from tests.accounts.services.test_list_patterns import keep

pytestmark = pytest.mark.django_db


def named(**entities: str) -> None:
    """Store an empty list for each account, with its sending entity."""
    for number, (account, entity) in enumerate(entities.items()):
        MailingList.objects.create(
            pk=f"l{number}", account=Account.objects.get_or_create(pk=account)[0], sending_entity=entity
        )


def test_customers_whose_lists_name_one_sending_entity_are_one() -> None:
    named(a="Brand  Group", b="brand group", c="Other", d="")
    assert owners() == {"b": "a"}


def test_customers_hang_together_over_several_entities() -> None:
    named(b="One", c="Two", d="Three")
    for account, entity in (("a", "One"), ("c", "One"), ("d", "Two")):
        MailingList.objects.create(
            pk=f"{account} {entity}", account=Account.objects.get_or_create(pk=account)[0], sending_entity=entity
        )
    assert owners() == {"b": "a", "c": "a", "d": "a"}


def value(list_id: str, name: str) -> float:
    signals = ListPattern.objects.get(pk=list_id).signals
    return next((one["value"] for one in signals if one["name"] == name), 0.0)


@pytest.mark.parametrize(("entity", "shared"), [("Brand Group", 0.0), ("", 0.5)])
def test_an_agency_may_have_the_same_people_at_its_customers(entity: str, shared: float) -> None:
    people = make("form", 450, 3)
    keep("one", people[:300])
    keep("two", people[150:])
    MailingList.objects.update(sending_entity=entity)
    refresh_all()
    assert [value("one", name) for name in ("overlap", "known_elsewhere", "copied_opt_ins")] == [
        shared,
        shared,
        0.75 if shared else 0.0,
    ]
