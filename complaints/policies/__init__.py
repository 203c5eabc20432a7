"""The two policies as versioned files: a file is a version, and a new version is a new file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from accounts.domain.consent import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause that can be cited; `fits` names outcomes and findings that it is offered for first."""

    clause: str
    title: str
    text: str
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """A version of a policy as its file has it; `consent` is what it asks of records, as `accounts.domain.consent`."""

    code: str
    version: str
    title: str
    url: str
    in_force_from: date
    consent: Profile
    clauses: tuple[Clause, ...]


def shipped() -> tuple[PolicyText, ...]:
    """Read the policies that come with the desk, in the order of their file names.

    Raises:
        KeyError: a file lacks a field; these files are part of the program.
    """
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml"))
    return tuple(_read(tomllib.loads(file.read_text("utf-8"))) for file in sorted(files, key=lambda file: file.name))


def _read(table: dict[str, Any]) -> PolicyText:
    clauses = tuple(
        Clause(clause=row["id"], title=row["title"], text=row["text"], fits=tuple(row["fits"]))
        for row in table["clauses"]
    )
    return PolicyText(
        code=table["code"],
        version=table["version"],
        title=table["title"],
        url=table["url"],
        in_force_from=table["in_force_from"],
        consent=table["consent"],
        clauses=clauses,
    )
