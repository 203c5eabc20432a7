"""The outbox: what waits and can be cancelled, what left, what is stuck and can be tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from complaints.domain.delivery import DeliveryError
from complaints.domain.errors import UnknownChoiceError
from complaints.enforcement import mail
from complaints.forms.search import SearchForm
from complaints.models import OutboxRow
from complaints.selectors.outbox import OUTBOX_VIEW_BY_NAME, OUTBOX_VIEWS, outbox_page, outbox_row
from complaints.selectors.sent_mail import goes_to_a_folder, sent_files
from complaints.services import deliver
from complaints.views.access import changes, reads, staff_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from complaints.enforcement.mail import Letter

MOVES = {"retry": (deliver.retry, "It is tried again now."), "cancel": (deliver.cancel, "It will not leave.")}


@reads
def outbox(request: HttpRequest, view: str = "waiting") -> HttpResponse:
    """Show a view of the outbox."""
    chosen = OUTBOX_VIEW_BY_NAME.get(view)
    if chosen is None:
        message = f"The outbox has no view “{view}”."
        raise Http404(message)
    counts = OutboxRow.objects.order_by().aggregate(
        **{each.name: Count("pk", filter=each.condition) for each in OUTBOX_VIEWS}
    )
    context = {
        "page": outbox_page(chosen, after=SearchForm(request.GET).wanted("after")),
        "views": [(each, counts[each.name]) for each in OUTBOX_VIEWS],
        "folder": goes_to_a_folder(),
        "now": timezone.now(),
    }
    return render(request, "complaints/outbox.html", context)


@reads
def consequence(request: HttpRequest, row_id: int) -> HttpResponse:
    """Show one consequence; a mail word for word."""
    row = outbox_row(row_id)
    if row is None:
        message = f"There is no consequence {row_id}."
        raise Http404(message)
    letter, problem = _letter(row)
    return render(request, "complaints/outbox_row.html", {"row": row, "letter": letter, "problem": problem})


@changes()
def move_row(request: HttpRequest, row_id: int) -> HttpResponse:
    """Cancel what waits, or try again what is stuck."""
    wanted = request.POST.get("do", "")
    if wanted not in MOVES:
        raise UnknownChoiceError(wanted, "move")
    move, sentence = MOVES[wanted]
    move(row_id, staff_of(request), timezone.now())
    messages.success(request, sentence)
    return redirect("outbox_row", row_id)


@reads
def sent_mail(request: HttpRequest) -> HttpResponse:
    """Show the mails that were written to the folder, as text."""
    return render(request, "complaints/sent_mail.html", {"files": sent_files(), "folder": goes_to_a_folder()})


def _letter(row: OutboxRow) -> tuple[Letter | None, str]:
    if row.kind != "mail" or "forgotten_at" in row.payload:
        return None, ""
    try:
        return mail.compose(row.payload), ""
    except DeliveryError as error:
        return None, str(error)
