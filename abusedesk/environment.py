"""The environment, typed and loud: a setting that cannot be understood stops the start and says what to write."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """Read a text; surrounding blanks are dropped."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Read a yes or no.

    Raises:
        ImproperlyConfigured: for any other word.
    """
    word = os.environ.get(name, "1" if default else "0").strip().lower()
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
    word = os.environ.get(name, "").strip() or str(default)
    if word.isascii() and word.isdigit() and int(word) >= at_least:
        return int(word)
    message = f"{name} is {word!r}; write a whole number of at least {at_least}."
    raise ImproperlyConfigured(message)


def words(name: str, default: str = "") -> list[str]:
    """Read a list of words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, path: Path, make: Callable[[], str]) -> str:
    """Read a secret from the environment, else from a file that is made, readable by its owner alone, when missing."""
    given = text(name)
    if given:
        return given
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        made = make()
        file.write(made + "\n")
    return made
