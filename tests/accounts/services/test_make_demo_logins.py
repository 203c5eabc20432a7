from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate

from accounts.models import Staff
from accounts.services.make_demo_logins import make_demo_logins

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


def test_the_passwords_made_at_first_start_let_everyone_in(tmp_path: Path) -> None:
    logins = make_demo_logins(tmp_path / "logins")
    assert [login.username for login in logins] == ["agent", "approver", "admin"]
    assert all(authenticate(username=login.username, password=login.password) for login in logins)


def test_two_desks_have_different_passwords(tmp_path: Path) -> None:
    first = make_demo_logins(tmp_path / "first")
    Staff.objects.all().delete()
    second = make_demo_logins(tmp_path / "second")
    assert not {login.password for login in first} & {login.password for login in second}


def test_the_file_with_the_passwords_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_demo_logins(tmp_path / "logins")
    assert stat.S_IMODE((tmp_path / "logins").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["logins"]


def test_a_later_start_tells_the_same_logins(tmp_path: Path) -> None:
    assert make_demo_logins(tmp_path / "logins") == make_demo_logins(tmp_path / "logins")


def test_no_demo_login_is_made_beside_real_staff(tmp_path: Path) -> None:
    Staff.objects.create(username="grace")
    assert make_demo_logins(tmp_path / "logins") == ()
    assert Staff.objects.count() == 1


def test_logins_are_made_anew_when_a_first_start_wrote_the_file_and_then_failed(tmp_path: Path) -> None:
    (tmp_path / "logins").write_text("agent lost\n", encoding="utf-8")
    assert "lost" not in {login.password for login in make_demo_logins(tmp_path / "logins")}


def test_only_the_admin_may_enter_the_admin_site(tmp_path: Path) -> None:
    make_demo_logins(tmp_path / "logins")
    assert list(Staff.objects.filter(is_staff=True).values_list("username", flat=True)) == ["admin"]


def test_the_second_person_may_approve_and_the_first_may_not(tmp_path: Path) -> None:
    make_demo_logins(tmp_path / "logins")
    may = {person.username: person.has_perm("complaints.approve_decision") for person in Staff.objects.all()}
    assert may == {"agent": False, "approver": True, "admin": True}


def test_everyone_may_decide_cases_and_nobody_but_the_admin_deletes_any(tmp_path: Path) -> None:
    make_demo_logins(tmp_path / "logins")
    assert all(person.has_perm("complaints.decide_case") for person in Staff.objects.all())
    assert [person.username for person in Staff.objects.all() if person.has_perm("complaints.delete_case")] == ["admin"]
