"""Which customers are one sender: an agency's, a group's, whose lists name the same sending entity.

Consent is given to a sending entity. Customers that name the same one may have the same people, and where "another
customer" tells something, one of them is no other one.
"""

from __future__ import annotations

from accounts.models import MailingList


def owners() -> dict[str, str]:
    """Give each such customer the first of those that it is one with; customers that stand alone are left out."""
    named = MailingList.objects.exclude(sending_entity="").values_list("sending_entity", "account_id").distinct()
    first: dict[str, str] = {}
    leader: dict[str, str] = {}
    for entity, account in sorted(named):
        one, other = _last(leader, first.setdefault(_spelled(entity), account)), _last(leader, account)
        if one != other:
            leader[max(one, other)] = min(one, other)
    return {account: _last(leader, account) for account in leader}


def _last(leader: dict[str, str], account: str) -> str:
    while account in leader:
        account = leader[account]
    return account


def _spelled(entity: str) -> str:
    return " ".join(entity.casefold().split())
