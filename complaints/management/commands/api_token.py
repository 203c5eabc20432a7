"""Make, list and revoke the keys to the HTTP interface."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from complaints.models import ApiToken
from complaints.models.api_token import LONGEST_NAME
from complaints.services.api_tokens import make_token, revoke_token

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make a token and print it, this once; list tokens; revoke one."""

    help = "Keys to the HTTP interface: api_token create NAME --scope complaints:write, list, revoke NAME."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        does = parser.add_subparsers(dest="does", required=True)
        create = does.add_parser("create", help="make a token and print it, this once")
        create.add_argument("name", help="who will use it")
        create.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=ApiToken.Scope.values,
            dest="scopes",
            help="may be repeated",
        )
        create.add_argument("--days", type=int, help="it expires after so many days; else never")
        does.add_parser("list", help="show tokens, not their secrets")
        does.add_parser("revoke", help="end a token at once").add_argument("name")

    def handle(self, *args: object, does: str, **options: object) -> None:
        """Do what was asked."""
        if does == "create":
            self._create(str(options["name"]), options["scopes"], options["days"])
        elif does == "revoke":
            self._revoke(str(options["name"]))
        else:
            self._list()

    def _create(self, name: str, scopes: object, days: object) -> None:
        if not 0 < len(name.strip()) <= LONGEST_NAME:
            message = f"Write a name of 1 to {LONGEST_NAME} characters."
            raise CommandError(message)
        now = timezone.now()
        expires_at = now + timedelta(days=days) if isinstance(days, int) else None
        chosen = scopes if isinstance(scopes, list) else []
        try:
            _, secret = make_token(name.strip(), chosen, by=None, now=now, expires_at=expires_at)
        except IntegrityError as error:
            message = f"There is a token called {name} already; revoked ones keep their names too. Choose another name."
            raise CommandError(message) from error
        self.stdout.write(secret)
        self.stderr.write("Keep it safe: it is shown this once.")

    def _revoke(self, name: str) -> None:
        token = ApiToken.objects.filter(name=name).first()
        if token is None:
            message = f"There is no token called {name}; “api_token list” shows them."
            raise CommandError(message)
        revoke_token(token, now=timezone.now())
        self.stdout.write(f"{token} is revoked.")

    def _list(self) -> None:
        for token in ApiToken.objects.order_by("name"):
            ends = f"revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else "in force"
            until = f", until {token.expires_at:%Y-%m-%d}" if token.expires_at else ""
            used = f", last used {token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else ", never used"
            self.stdout.write(f"{token}: {' '.join(token.scopes)}; {ends}{until}{used}")
