"""Log-ins for a desk that is being tried out: passwords made at first start, kept beside the data and nowhere else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import Staff

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 14


class Login(NamedTuple):
    """A log-in as printed; `does` tells what the person may do."""

    username: str
    password: str
    does: str


class Person(NamedTuple):
    """Somebody to log in as.

    Attributes:
        role: name of the group that carries the permissions; made where it is missing.
    """

    role: str
    does: str


PEOPLE = {
    "agent": Person("agents", "looks into cases and decides"),
    "approver": Person("approvers", "the second person: approves terminations, reverses decisions"),
    "admin": Person("admins", "may also change staff, accounts and policies under /admin/"),
}


@transaction.atomic
def make_demo_logins(file: Path) -> tuple[Login, ...]:
    """Make the demo log-ins where nobody can log in yet, and write them to a file that only its owner can read.

    Args:
        file: where the passwords go; read back at later starts.

    Returns:
        The log-ins as made at first start; empty when staff exist and the file is not there, for then nobody knows
        the passwords.
    """
    if Staff.objects.exists():
        return read_demo_logins(file)
    logins = tuple(Login(name, _password(), person.does) for name, person in PEOPLE.items())
    for login in logins:
        is_admin = login.username == "admin"
        staff = Staff.objects.create(
            username=login.username,
            password=make_password(login.password),
            first_name=login.username.capitalize(),
            is_staff=is_admin,
            is_superuser=is_admin,
        )
        role, _ = Group.objects.get_or_create(name=PEOPLE[login.username].role)
        staff.groups.add(role)
    _write_privately(file, "".join(f"{login.username} {login.password}\n" for login in logins))
    return logins


def read_demo_logins(file: Path) -> tuple[Login, ...]:
    """Read the log-ins that were made at first start; empty when there is no such file."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    pairs = (line.split(" ", 1) for line in lines if " " in line)
    return tuple(Login(name, password, PEOPLE[name].does) for name, password in pairs if name in PEOPLE)


def _password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def _write_privately(file: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone from the first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as scratch:
        scratch.write(text)
        scratch.flush()
        os.fsync(scratch.fileno())
    Path(scratch.name).replace(file)
