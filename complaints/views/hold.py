"""Holds: on an account's mail, and legal ones on what a case keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from complaints.domain.errors import UnknownChoiceError
from complaints.services.hold_account import confirm_hold, release_hold
from complaints.services.legal_hold import place_legal_hold, release_legal_hold
from complaints.views.access import HOLD, changes, staff_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ANSWERS = {
    "confirm": (confirm_hold, "The hold stays until somebody releases it."),
    "release": (release_hold, "The hold is released; the account's mail goes on."),
}
LEGAL = {
    "place": (place_legal_hold, "The legal hold is placed: nothing of this case is forgotten."),
    "release": (release_legal_hold, "The legal hold is released: the retention rules count again."),
}


@changes()
def answer_hold(request: HttpRequest, case_id: int, hold_id: int) -> HttpResponse:
    """Confirm a hold, or release it."""
    wanted = request.POST.get("do", "")
    if wanted not in ANSWERS:
        raise UnknownChoiceError(wanted, "answer")
    answer, said = ANSWERS[wanted]
    changed = answer(case_id, hold_id, staff_of(request), timezone.now())
    messages.info(request, said if changed else "The hold had ended before, or was confirmed already.")
    return redirect("case", case_id)


@changes(HOLD)
def legal_hold(request: HttpRequest, case_id: int) -> HttpResponse:
    """Place a legal hold on a case, or release it."""
    wanted = request.POST.get("do", "")
    if wanted not in LEGAL:
        raise UnknownChoiceError(wanted, "answer")
    change, said = LEGAL[wanted]
    change(case_id, request.POST.get("reason", ""), staff_of(request), timezone.now())
    messages.success(request, said)
    return redirect("case", case_id)
