"""Everything received, searchable, complaint or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render

from complaints.forms.search import SearchForm
from complaints.selectors.received import SHOWN, complaint_page, received_page
from complaints.views.access import reads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@reads
def complaints(request: HttpRequest) -> HttpResponse:
    """Show a page of the archive."""
    form = SearchForm(request.GET)
    words, shown = form.wanted("q"), form.wanted("show")
    context = {
        "page": received_page(words=words, shown=shown, after=form.wanted("after")),
        "words": words,
        "shown": shown,
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
    return render(request, "complaints/complaint.html", {"page": page})
