"""The queue of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render

from complaints.forms.search import SearchForm
from complaints.selectors.counts import desk_counts
from complaints.selectors.queue import queue_page
from complaints.selectors.queue_views import VIEW_BY_NAME, VIEWS
from complaints.templatetags.desk_frame import bar_links
from complaints.views.access import DECIDE, reads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@reads
def home(request: HttpRequest) -> HttpResponse:
    """Send everyone to the open cases."""
    return redirect("queue", "open")


@reads
def queue(request: HttpRequest, view: str) -> HttpResponse:
    """Show a view of the queue; htmx asks for the table alone while somebody types."""
    chosen = VIEW_BY_NAME.get(view)
    if chosen is None:
        message = f"The queue has no view “{view}”."
        raise Http404(message)
    form = SearchForm(request.GET)
    words = form.wanted("q")
    page = queue_page(chosen, staff_id=request.user.pk, words=words, after=form.wanted("after"))
    counts = desk_counts(request.user.pk)
    context = {
        "page": page,
        "bulk": chosen.bulk and request.user.has_perm(DECIDE),
        "words": words,
        "after": form.wanted("after"),
        "views": [(each, getattr(counts, each.name, None)) for each in VIEWS],
    }
    part = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "cases"
    return render(request, "complaints/parts/cases.html" if part else "complaints/queue.html", context)


@reads
def bar(request: HttpRequest) -> HttpResponse:
    """Give the links of the bar anew, for the page at `at`."""
    here = request.GET.get("at", "")[:200]
    context = {"links": bar_links(request.user.pk, here), "here": here}
    return render(request, "complaints/parts/bar_links.html", context)
