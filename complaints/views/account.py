"""Accounts: who they are and what was decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from complaints.forms.search import SearchForm
from complaints.selectors.account import account_page, accounts_page
from complaints.selectors.rates import rates_page
from complaints.views.access import reads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@reads
def accounts(request: HttpRequest) -> HttpResponse:
    """Find an account."""
    form = SearchForm(request.GET)
    words = form.wanted("q")
    page = accounts_page(words=words, after=request.GET.get("after", "")[:200].replace("\x00", ""))
    return render(request, "complaints/accounts.html", {"page": page, "words": words})


@reads
def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """Show an account."""
    page = account_page(account_id, timezone.now())
    if page is None:
        message = f"There is no account “{account_id}”."
        raise Http404(message)
    return render(request, "complaints/account.html", {"page": page, "rates": rates_page(account_id)})
