"""Who may use the HTTP interface: bearers of a token in force, never somebody's cookie.

Source: RFC 6750 (bearer tokens), RFC 6585 section 4 (429).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone
from ninja.security import HttpBearer

from complaints.intake.problems import ProblemError
from complaints.services.api_tokens import token_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from complaints.models import ApiToken

# A client with a wrong token should notice and stop; one with a good token is never held up by it.
FAILURES_A_MINUTE = 20
MINUTE_SECONDS = 60
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Abusedesk"'}


class Bearer(HttpBearer):
    """Lets requests in that bear a token with a scope."""

    def __init__(self, scope: str) -> None:
        """Ask for `scope`, one of `ApiToken.Scope`."""
        self._scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> ApiToken:
        """Give the token that a request bears.

        Raises:
            ProblemError: there is none in force (401, or 429 after many of these), or it lacks the scope (403).
        """
        token: ApiToken | None = super().__call__(request)
        if token is None:
            raise _refused(request)
        if self._scope not in token.scopes:
            detail = f"This token lacks the scope {self._scope}. Ask an admin of the desk for one that has it."
            raise ProblemError(403, detail)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Look the token up."""
        return token_of(token.strip(), now=timezone.now())


def _refused(request: HttpRequest) -> ProblemError:
    key = f"api-failures:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, MINUTE_SECONDS)
    if _one_more(key) > FAILURES_A_MINUTE:
        detail = "Too many requests without a valid token came from your address. Mend the token, then try again."
        return ProblemError(429, detail, {"Retry-After": str(MINUTE_SECONDS)})
    detail = "Send “Authorization: Bearer TOKEN” with a token that is neither expired nor revoked."
    return ProblemError(401, detail, CHALLENGE)


def _one_more(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # It ran out between the two calls.
        return 0
