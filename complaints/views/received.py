"""Everything received, searchable, complaint or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from complaints.domain.rereading import NO_COMPLAINT
from complaints.forms.search import SearchForm
from complaints.selectors.received import FORMATS, KINDS, SHOWN, complaint_page, received_page
from complaints.views.access import DECIDE, reads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@reads
def complaints(request: HttpRequest) -> HttpResponse:
    """Show a page of the archive."""
    form = SearchForm(request.GET)
    words, shown, kind, conveyed = (form.wanted(name) for name in ("q", "show", "kind", "format"))
    context = {
        "page": received_page(words=words, shown=shown, kind=kind, form=conveyed, after=form.wanted("after")),
        "words": words,
        "shown": shown,
        "kind": kind,
        "format": conveyed,
        "kinds": KINDS,
        "formats": FORMATS,
        "may_add": request.user.has_perm(DECIDE),
        "choices": [(name, label) for name, (label, _) in SHOWN.items()],
    }
    return render(request, "complaints/received.html", context)


@reads
def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show one complaint as it was received and what was found in it."""
    page = complaint_page(complaint_id)
    if page is None:
        message = f"There is no complaint {complaint_id}."
        raise Http404(message)
    context = {"page": page, "may_decide": request.user.has_perm(DECIDE), "no_complaint": NO_COMPLAINT}
    return render(request, "complaints/complaint.html", context)
