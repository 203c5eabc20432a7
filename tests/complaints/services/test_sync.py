from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from complaints.models import Policy, PolicyRule
from complaints.services.sync_policies import sync_policies
from complaints.services.sync_roles import sync_roles

pytestmark = pytest.mark.django_db


def permissions(role: str) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_both_policies_are_there_after_migrating() -> None:
    assert set(Policy.objects.values_list("code", flat=True)) == {"anti-spam", "hosting"}


def test_bringing_policies_in_twice_adds_nothing() -> None:
    before = PolicyRule.objects.count()
    assert sync_policies() == 0
    assert PolicyRule.objects.count() == before


def test_what_an_admin_changed_stays() -> None:
    PolicyRule.objects.filter(policy__code="anti-spam", clause="2.1").update(text="Ours.")
    PolicyRule.objects.filter(policy__code="anti-spam", clause="2.2").delete()
    sync_policies()
    assert PolicyRule.objects.get(policy__code="anti-spam", clause="2.1").text == "Ours."
    assert not PolicyRule.objects.filter(policy__code="anti-spam", clause="2.2").exists()


def test_a_version_that_is_missing_comes_back_whole() -> None:
    Policy.objects.filter(code="hosting").delete()
    assert sync_policies() == 1
    assert PolicyRule.objects.filter(policy__code="hosting").count() == 12


def test_agents_decide_but_do_not_approve() -> None:
    assert {"decide_case", "reverse_decision"} <= permissions("agents")
    assert "approve_decision" not in permissions("agents")


def test_approvers_approve() -> None:
    assert {"decide_case", "approve_decision", "reverse_decision"} <= permissions("approvers")


def test_only_admins_change_staff() -> None:
    assert "change_staff" in permissions("admins")
    assert not {"change_staff", "view_staff"} & (permissions("agents") | permissions("approvers"))


def test_a_permission_that_an_admin_gave_to_a_role_stays() -> None:
    group = Group.objects.get(name="agents")
    group.permissions.add(*Group.objects.get(name="approvers").permissions.all())
    sync_roles()
    assert "approve_decision" in permissions("agents")
