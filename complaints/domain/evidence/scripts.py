"""Headers that speak of an abused script or a stolen log-in.

Anyone can write them, and legitimate mail has them too: they are a hint for the remedy, never proof of origin.

Source: PHP's mail.add_x_header, cPanel's X-AntiAbuse and X-Get-Message-Sender-Via, as seen in the wild.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import CompromiseSign

if TYPE_CHECKING:
    from complaints.domain.headers import Headers

MAX_SIGNS = 20
MAX_VALUE = 500

_MEANINGS = {
    "x-php-script": "A PHP script sent it; the value names the script and who called it.",
    "x-php-originating-script": "A PHP script sent it; the value names the user id and the file.",
    "x-php-filename": "A PHP script sent it; the value names the file.",
    "x-antiabuse": "A hosting panel's trace: the local user or host that handed it in.",
    "x-get-message-sender-via": "A hosting panel's trace: how the sender logged in.",
    "x-authenticated-sender": "The log-in under which it was handed in.",
    "x-authenticated-user": "The log-in under which it was handed in.",
    "x-authenticated-id": "The log-in under which it was handed in.",
    "x-source": "A hosting panel's trace: the program that sent it.",
    "x-source-args": "A hosting panel's trace: the call that sent it.",
    "x-source-dir": "A hosting panel's trace: the folder of the site that sent it.",
    "x-outgoing-spam-status": "A hosting panel's own filter judged it on the way out.",
}


def compromise_signs(headers: Headers) -> tuple[CompromiseSign, ...]:
    """Give the headers of an original that a script or a hosting panel left, in order, at most 20."""
    names = dict.fromkeys(name for name, _ in headers.fields if name in _MEANINGS)
    found = [(name, value) for name in names for value in headers.all(name)[:5] if value]
    return tuple(
        CompromiseSign(header=_titled(name), value=value[:MAX_VALUE], detail=_MEANINGS[name])
        for name, value in found[:MAX_SIGNS]
    )


def _titled(name: str) -> str:
    return "-".join(word.upper() if word in {"x", "php"} else word.capitalize() for word in name.split("-"))
