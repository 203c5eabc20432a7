"""Cases that nobody of ours is shown to have sent: a person may name the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from complaints.forms.words import AssignForm
from complaints.services.assign_account import assign_account
from complaints.views.access import changes, staff_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@changes()
def set_account(request: HttpRequest, case_id: int) -> HttpResponse:
    """Name the account of a case by judgement."""
    form = AssignForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        assign_account(
            case_id, given["account"], given["note"], staff_of(request), timezone.now(), version=given["version"]
        )
        messages.success(request, "The account is named. What is shown of the origin stays as it is.")
    else:
        messages.error(request, "Name the account, and say what you go by.")
    return redirect("case", case_id)
