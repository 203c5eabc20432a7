"""Name the account of an unattributed case by a person's judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from accounts.models import Account
from complaints.domain.errors import StaleChangeError, UnknownChoiceError
from complaints.domain.lifecycle import CaseState
from complaints.models import Case

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

ASSIGNABLE = (CaseState.OPEN.value, CaseState.WAITING.value)


@transaction.atomic
def assign_account(case_id: int, account_id: str, note: str, by: Staff, now: datetime, version: int) -> Case:
    """Make an unattributed case the case of an account.

    Origins stay as they are: a person's judgement is no proof, so the gates of warnings, fines and terminations stay
    closed. The case takes no more incidents, for what comes next may be somebody else's.

    Raises:
        Case.DoesNotExist: there is no such case.
        UnknownChoiceError: there is no such account.
        StaleChangeError: the case has an account by now, or was changed or decided meanwhile.
    """
    case = Case.objects.get(pk=case_id)
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise UnknownChoiceError(account_id, "account")
    untouched = Case.objects.filter(pk=case_id, version=version, account=None, state__in=ASSIGNABLE)
    # A blocklist's notice stays one, whoever held the address.
    kind = case.kind if case.kind == Case.Kind.LISTING else Case.Kind.SPAM
    if not untouched.update(account=account, kind=kind, open_key=None, version=F("version") + 1):
        raise StaleChangeError(str(case))
    case.incidents.filter(account=None).update(account=account)
    case.events.create(
        kind="account_named",
        sentence=f"Named {account} as the sender, by judgement: {note.strip()}",
        by=by,
        at=now,
        facts={"account": account.pk},
    )
    return Case.objects.get(pk=case_id)
