"""Tokens from the command line and from the admin: shown once, listed without their secrets, revoked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Staff
from complaints.models import ApiToken
from complaints.services.api_tokens import make_token, token_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def api_token(*words: str) -> str:
    out = io.StringIO()
    call_command("api_token", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


def test_what_is_printed_is_the_token_and_nothing_else() -> None:
    secret = api_token("create", "isp", "--scope", "complaints:write")
    token = token_of(secret, now=timezone.now())
    assert token is not None
    assert (token.name, token.scopes) == ("isp", ["complaints:write"])


def test_a_token_can_be_given_an_end() -> None:
    api_token("create", "isp", "--scope", "complaints:read", "--days", "30")
    expires_at = ApiToken.objects.get().expires_at
    assert expires_at is not None
    assert (expires_at - timezone.now()).days == 29


def test_a_name_is_given_once() -> None:
    make_token("isp", [], by=None, now=timezone.now())
    with pytest.raises(CommandError, match="Choose another name"):
        api_token("create", "isp", "--scope", "complaints:read")


def test_a_token_is_revoked_by_its_name() -> None:
    secret = api_token("create", "isp", "--scope", "complaints:read")
    api_token("revoke", "isp")
    assert token_of(secret, now=timezone.now()) is None


def test_a_token_that_there_is_not_cannot_be_revoked() -> None:
    with pytest.raises(CommandError, match="no token called isp"):
        api_token("revoke", "isp")


def test_the_list_shows_no_secret() -> None:
    secret = api_token("create", "isp", "--scope", "complaints:read")
    shown = api_token("list")
    assert "isp" in shown
    assert secret not in shown


@pytest.fixture
def boss(client: Client) -> Staff:
    person = Staff.objects.create_superuser("boss")
    client.force_login(person)
    return person


def made(client: Client) -> str:
    form = {"name": "isp", "scopes": ["complaints:read"], "expires_at_0": "", "expires_at_1": ""}
    return client.post("/admin/complaints/apitoken/add/", form).content.decode()


def test_a_token_made_in_the_admin_is_shown_this_once(client: Client, boss: Staff) -> None:
    page = made(client)
    secret = page[page.index("<code>") + 6 : page.index("</code>")]
    token = token_of(secret, now=timezone.now())
    assert token is not None
    assert token.created_by == boss
    assert secret not in client.get(f"/admin/complaints/apitoken/{token.pk}/change/").content.decode()


def test_the_secret_is_in_no_cookie(client: Client, boss: Staff) -> None:
    page = made(client)
    secret = page[page.index("<code>") + 6 : page.index("</code>")]
    assert not any(secret in cookie.OutputString() for cookie in client.cookies.values())


def test_a_token_is_revoked_in_the_admin_with_its_history(client: Client, boss: Staff) -> None:
    token, secret = make_token("isp", [], by=boss, now=timezone.now())
    client.post("/admin/complaints/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})
    assert token_of(secret, now=timezone.now()) is None
    assert LogEntry.objects.get().get_change_message() == "Revoked."


def test_a_token_is_never_deleted(client: Client, boss: Staff) -> None:
    token, _ = make_token("isp", [], by=boss, now=timezone.now())
    assert client.post(f"/admin/complaints/apitoken/{token.pk}/delete/", {"post": "yes"}).status_code == 403
