"""Log-ins for a desk that is being tried out: passwords made at first start, kept beside the data and nowhere else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.models import Staff

STAFF_GROUP = "Abuse staff"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 14


class Login(NamedTuple):
    """A log-in as printed; `does` tells what the person may do."""

    username: str
    password: str
    does: str


PEOPLE = {
    "agent": "looks into cases and decides",
    "approver": "the second person: approves terminations",
    "admin": "may also change staff, accounts and policies under /admin/",
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
    logins = tuple(Login(name, _password(), does) for name, does in PEOPLE.items())
    group = _staff_group()
    for login in logins:
        is_admin = login.username == "admin"
        person = Staff.objects.create(
            username=login.username,
            password=make_password(login.password),
            first_name=login.username.capitalize(),
            is_staff=is_admin,
            is_superuser=is_admin,
        )
        person.groups.add(group)
    _write_privately(file, "".join(f"{login.username} {login.password}\n" for login in logins))
    return logins


def read_demo_logins(file: Path) -> tuple[Login, ...]:
    """Read the log-ins that were made at first start; empty when there is no such file."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    pairs = (line.split(" ", 1) for line in lines if " " in line)
    return tuple(Login(name, password, PEOPLE.get(name, "")) for name, password in pairs)


def _password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def _staff_group() -> Group:
    """Give the group of the abuse staff: works on complaints, reads the platform's records."""
    group, made = Group.objects.get_or_create(name=STAFF_GROUP)
    if made:
        complaints = Permission.objects.filter(content_type__app_label="complaints").exclude(
            codename__startswith="delete_"
        )
        records = Permission.objects.filter(content_type__app_label="accounts", codename__startswith="view_")
        group.permissions.set([*complaints, *records])
    return group


def _write_privately(file: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone from the first byte on."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as scratch:
        scratch.write(text)
        scratch.flush()
        os.fsync(scratch.fileno())
    Path(scratch.name).replace(file)
