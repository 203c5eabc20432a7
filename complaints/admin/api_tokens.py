"""Keys to the HTTP interface under /admin/."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.admin import RecordAdmin
from complaints.models import ApiToken
from complaints.services.api_tokens import make_token, revoke_token

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Staff

    TokenFormBase = forms.ModelForm[ApiToken]
else:
    TokenFormBase = forms.ModelForm


class TokenForm(TokenFormBase):
    """Asks who will use a token, for what and for how long."""

    scopes = forms.MultipleChoiceField(choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ApiToken
        fields = ("name", "scopes", "expires_at")


@admin.register(ApiToken)
class ApiTokenAdmin(RecordAdmin):
    """Keys to the HTTP interface: made here, shown once, and revoked; never changed or deleted."""

    list_display = ("name", "prefix", "scopes", "created_by", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("created_by",)
    search_fields = ("name", "=prefix")
    actions = ("revoke",)
    form = TokenForm

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> tuple[str, ...]:
        """Ask for a new one; show all but the hash of one that is there."""
        return self.list_display if obj else TokenForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> tuple[str, ...]:
        """Keep a token as it was made."""
        return self.list_display if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Keep what complaints were brought with; a token is revoked instead."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiToken, form: TokenForm, change: bool) -> None:  # noqa: FBT001 - Django's
        """Make the token; its secret goes along on the row for the one page that shows it."""
        if not change:
            by = cast("Staff", request.user)
            made, secret = make_token(obj.name, obj.scopes, by=by, now=timezone.now(), expires_at=obj.expires_at)
            obj.pk, obj.prefix = made.pk, made.prefix
            obj.__dict__["secret"] = secret

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """Show the secret, this once: it is written into no message and no cookie."""
        page = {"token": obj, "secret": obj.__dict__["secret"], "title": "API token made"}
        context = {**self.admin_site.each_context(request), **page}
        return TemplateResponse(request, "complaints/api_token_made.html", context)

    @admin.action(description="Revoke the chosen tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        """End tokens at once."""
        for token in chosen:
            if revoke_token(token, now=timezone.now()):
                self.log_change(request, token, "Revoked.")
