"""Who may see and change, and what a person reads when a change cannot be made."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from complaints.domain.errors import DeskError, ForgottenError, NotAllowedError, UnknownChoiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.models import Staff

    View = Callable[..., HttpResponseBase]

SEE = "complaints.view_case"
DECIDE = "complaints.decide_case"
APPROVE = "complaints.approve_decision"
REVERSE = "complaints.reverse_decision"
HOLD = "complaints.hold_case"
# What a person wrote must never be lost to a conflict.
OWN_WORDS = ("public_reason", "private_note", "note", "answer", "reason")


def staff_of(request: HttpRequest) -> Staff:
    """Give who asks; the log-in middleware has seen to it that somebody does."""
    return cast("Staff", request.user)


def reads(view: View) -> View:
    """Let a view be seen by staff with a role; others are told whom to ask. What was forgotten is answered 410."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ForgottenError as error:
            return render(request, "complaints/forgotten.html", {"sentence": str(error)}, status=410)

    return require_safe(permission_required(SEE, raise_exception=True)(told))


def changes(permission: str = DECIDE) -> Callable[[View], View]:
    """Let a view change something for staff with a permission; what the rules refuse becomes a page, not a crash."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except DeskError as error:
                return refusal(request, error, case_id=kwargs.get("case_id"), complaint_id=kwargs.get("complaint_id"))
            except ObjectDoesNotExist as error:
                raise Http404(str(error)) from error

        return require_POST(permission_required(permission, raise_exception=True)(guarded))

    return decorate


def refusal(
    request: HttpRequest, error: DeskError, *, case_id: int | None, complaint_id: int | None = None
) -> HttpResponse:
    """Say why a change was not made and what to do next, with the person's own words kept."""
    known = ((NotAllowedError, 403), (UnknownChoiceError, 400), (ForgottenError, 410))
    status = next((number for kind, number in known if isinstance(error, kind)), 409)
    words = [(name, request.POST[name]) for name in OWN_WORDS if request.POST.get(name, "").strip()]
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "version")
    ]
    context = {
        "error": error,
        "case_id": case_id,
        "complaint_id": complaint_id,
        "words": words,
        "fields": fields if "outcome" in request.POST else [],
    }
    return render(request, "complaints/refusal.html", context, status=status)
