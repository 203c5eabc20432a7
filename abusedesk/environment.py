"""The environment, typed and loud: a setting that cannot be understood stops the start and says what to write.

An empty variable counts as missing: that is how compose files write what was not set.
"""

from __future__ import annotations

import contextlib
import os
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


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


def words(name: str, default: str = "") -> list[str]:
    """Read a list of words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def in_address(host: str) -> str:
    """Give a host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


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
