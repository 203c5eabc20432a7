"""The environment, typed and loud: a setting that cannot be understood stops the start and says what to write.

An empty variable counts as missing: that is how compose files write what was not set.
"""

from __future__ import annotations

import contextlib
import os
import re
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from complaints.intake.mailbox_address import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
# As it stands in the d= of a seal: at least two labels of ASCII.
DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,20}[a-z0-9-]{2,63}")
SHORTEST_SECRET = 16
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def text(name: str, default: str = "") -> str:
    """Read a text; surrounding blanks are dropped."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Read a yes or no.

    Raises:
        ImproperlyConfigured: for any other word.
    """
    word = text(name, "1" if default else "0").lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    message = f"{name} is {word!r}; write 1 or 0."
    raise ImproperlyConfigured(message)


def number(name: str, default: int, *, at_least: int = 0) -> int:
    """Read a whole number.

    Raises:
        ImproperlyConfigured: when it is no number or below `at_least`.
    """
    word = text(name, str(default))
    if word.isascii() and word.isdigit() and int(word) >= at_least:
        return int(word)
    message = f"{name} is {word!r}; write a whole number of at least {at_least}."
    raise ImproperlyConfigured(message)


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """Read one of some words, any case; the first is the default.

    Raises:
        ImproperlyConfigured: for any other word.
    """
    word = text(name, choices[0]).lower()
    if word in choices:
        return word
    message = f"{name} is {word!r}; write one of {', '.join(choices)}."
    raise ImproperlyConfigured(message)


def words(name: str, default: str = "") -> list[str]:
    """Read a list of words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def domains(name: str) -> frozenset[str]:
    """Read a list of domains separated by commas, lower case, without the final dot.

    Raises:
        ImproperlyConfigured: for a word that is no domain.
    """
    found = frozenset(word.lower().rstrip(".") for word in words(name))
    for domain in sorted(found):
        if not DOMAIN.fullmatch(domain):
            message = f"{name} has {domain!r}; write domains such as example.com, with commas between them."
            raise ImproperlyConfigured(message)
    return found


def in_address(host: str) -> str:
    """Give a host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def service_url(name: str, *, plain: bool = False) -> str:
    """Read the address of a service: https, or http on this machine; "" when not set.

    Args:
        name: of the variable.
        plain: also take http to elsewhere, where no secret goes over the wire.

    Raises:
        ImproperlyConfigured: for any other address, or one with a password or a fragment in it.
    """
    url = text(name)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and (plain or parts.hostname in LOOPBACK))
        usable = safe and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if usable and url.isascii() and url.isprintable() and " " not in url and not {"@", "#"} & set(url):
        return url
    # Not the value: it may hold a password.
    exception = "or an http:// one" if plain else "(http:// only on this machine)"
    message = f"{name} cannot be used; write an https:// address without a password {exception}."
    raise ImproperlyConfigured(message)


def secrets(name: str) -> list[str]:
    """Read secrets such as HTTP's basic authentication asks for, separated by commas: user:password.

    Raises:
        ImproperlyConfigured: for one without a user, or too short to be one; the value is not repeated.
    """
    found = words(name)
    for word in found:
        user, colon, password = word.partition(":")
        if not (user and colon and len(password) >= SHORTEST_SECRET and word.isascii()):
            message = (
                f"{name} cannot be used; write USER:PASSWORD with a password of {SHORTEST_SECRET} characters or more."
            )
            raise ImproperlyConfigured(message)
    return found


def named(prefix: str) -> dict[str, str]:
    """Read all variables whose names begin so, by the rest of their names; empty ones are left out."""
    names = (name for name in os.environ if name.startswith(prefix))
    return {name.removeprefix(prefix): value for name in names if (value := text(name))}


def imap_url(name: str) -> str:
    """Read the address of a mailbox; "" when not set.

    Raises:
        ImproperlyConfigured: when it cannot be used. It is not repeated: it may hold a password.
    """
    url = text(name)
    try:
        if url:
            parse(url)
    except ValueError as error:
        message = f"{name} cannot be used: {error}."
        raise ImproperlyConfigured(message) from None
    return url


def check_mailboxes(passwords: dict[str, tuple[str, str]], folders: tuple[str, str]) -> None:
    """Make sure that mailboxes can be logged in to, and that mail does not go round in circles.

    Args:
        passwords: the address and the password of each mailbox, by the name of the password's setting.
        folders: of mail that is done with.

    Raises:
        ImproperlyConfigured: naming the setting to change.
    """
    used = [url for url, _ in passwords.values() if url]
    message = next((f"{name} is missing." for name, (url, word) in passwords.items() if url and not word), "")
    if len({parse(url) for url in used}) != len(used):
        message = "IMAP_URL and IMAP_URL_BLOCKLISTS are the same mailbox; name it once."
    if {parse(url).folder.casefold() for url in used} & {folder.casefold() for folder in folders}:
        message = "IMAP_DONE_FOLDER and IMAP_TOO_BIG_FOLDER must be other folders than those that mail is fetched from."
    if message:
        raise ImproperlyConfigured(message)


def check_send_log(*, url: str, token: str, dsn: str, query_file: str) -> None:
    """Make sure that the settings of a send log that lies elsewhere name one log, whole.

    Raises:
        ImproperlyConfigured: naming the setting to change.
    """
    message = ""
    if url and dsn:
        message = "SEND_LOG_URL and SEND_LOG_DSN are both set; the send log is asked in one way only."
    elif bool(url) != bool(token):
        message = "SEND_LOG_URL and SEND_LOG_TOKEN go together; set both or neither."
    elif not (token.isascii() and token.isprintable()):
        message = "SEND_LOG_TOKEN holds a character that no HTTP header can carry."
    elif bool(dsn) != bool(query_file):
        message = "SEND_LOG_DSN and SEND_LOG_QUERY_FILE go together; set both or neither."
    if message:
        raise ImproperlyConfigured(message)


def secret(name: str, path: Path, make: Callable[[], str]) -> str:
    """Read a secret from the environment, else from a file that is made, readable by its owner alone, when missing.

    Several processes may start at once: the file appears whole, and all of them read what the first one wrote.

    Raises:
        ImproperlyConfigured: when the file is there and empty.
    """
    given = text(name)
    if given:
        return given
    if not path.exists():
        _write_once(path, make() + "\n")
    kept = path.read_text(encoding="utf-8").strip()
    if not kept:
        message = f"{path} is empty; remove it to have a new one made, or set {name}."
        raise ImproperlyConfigured(message)
    return kept


def _write_once(path: Path, content: str) -> None:
    """Write a file whole, unless somebody else was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as scratch:
        scratch.write(content)
        scratch.flush()
        os.fsync(scratch.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(scratch.name, path)
