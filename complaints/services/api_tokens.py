"""Make, know and revoke the keys to the HTTP interface."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.models import ApiToken

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import Staff

MARK = "desk_"
SECRET_BYTES = 32
PREFIX_LENGTH = 12
# So that a busy token costs a write a minute, not one a request.
USE_NOTED_EVERY = timedelta(minutes=1)


def make_token(
    name: str, scopes: Collection[str], *, by: Staff | None, now: datetime, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Make a token.

    Args:
        name: who will use it; no other token may have the name.
        scopes: out of `ApiToken.Scope`.
        by: who makes it; None on the command line.
        now: aware UTC.
        expires_at: aware UTC; None: never.

    Returns:
        The row, and the secret, which nobody can give again.

    Raises:
        django.db.IntegrityError: the name is taken.
    """
    secret = MARK + secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        digest=_digest(secret),
        scopes=sorted(ApiToken.Scope(scope).value for scope in scopes),
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    return token, secret


def token_of(secret: str, *, now: datetime) -> ApiToken | None:
    """Give the token that a secret belongs to, and note its use; None when there is none in force.

    The hash is looked up, so that the time it takes tells nothing about the secret.
    """
    in_force = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    token = ApiToken.objects.filter(in_force, digest=_digest(secret)).first()
    if token and (token.last_used_at is None or token.last_used_at <= now - USE_NOTED_EVERY):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke_token(token: ApiToken, *, now: datetime) -> bool:
    """End a token at once; False when it was revoked before."""
    return bool(ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
