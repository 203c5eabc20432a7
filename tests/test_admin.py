from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.admin import ReadOnlyAdmin
from accounts.models import Account, Identity, PlatformProfile, Staff
from complaints.models import Case, Policy, RawMessage
from complaints.services.decide import decide
from tests.complaints.rows import NOW, add_incident, case, order, review, staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PLATFORM = """
name = "Example Mail"
domain = "example.com"
[[identifiers]]
where = "return_path"
pattern = '^b-(?P<payload>(?P<account>[a-z]+))-(?P<signature>[0-9a-f]{16})@bounce\\.example\\.com$'
signed_with = "hmac-sha256"
secret = "swordfish"
"""
OURS = [model for model in admin.site._registry if model._meta.app_label in {"accounts", "complaints"}]
READ_ONLY = [model for model in OURS if isinstance(admin.site._registry[model], ReadOnlyAdmin)]


def page(model: type, name: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)  # type: ignore[attr-defined]  # a model


def named(values: list[type]) -> list[str]:
    return [value.__name__ for value in values]


@pytest.fixture
def boss(client: Client) -> Staff:
    person = Staff.objects.create_superuser("boss")
    client.force_login(person)
    return person


@pytest.fixture
def admin_of_the_desk(client: Client) -> Staff:
    person = staff("admin of the desk", "admins")
    person.is_staff = True
    person.save()
    client.force_login(person)
    return person


@pytest.fixture
def decided() -> Case:
    agent, row = staff("agent"), case()
    review(row, agent)
    decide(row.pk, order("fine", charged=tuple(row.incidents.values_list("pk", flat=True))), agent, NOW, 0)
    PlatformProfile.objects.create(pk=1, toml=PLATFORM, imported_at=NOW)
    return row


def identity(client: Client, kind: str, value: str) -> str:
    form = {"account": "", "kind": kind, "value": value}
    return client.post(page(Identity, "add"), form).content.decode()


def test_the_way_in_is_the_desks_own_log_in(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_staff_without_the_right_to_the_admin_are_turned_away(client: Client) -> None:
    client.force_login(staff("agent", "agents"))
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_row_can_be_looked_at(client: Client, boss: Staff, decided: Case, model: type) -> None:
    assert client.get(page(model)).status_code == 200
    row = model.objects.first()  # type: ignore[attr-defined]  # a model
    if row is not None:
        assert client.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_what_the_desk_wrote_is_not_changed_here_even_by_a_superuser(
    client: Client, boss: Staff, decided: Case, model: type
) -> None:
    assert client.get(page(model, "add")).status_code == 403
    row = model.objects.first()  # type: ignore[attr-defined]  # a model
    if row is not None:
        assert client.post(page(model, "change", row.pk), {}).status_code == 403
        assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_evidence_decisions_and_history_are_read_only() -> None:
    expected = {"RawMessage", "Complaint", "Incident", "Case", "CaseEvent", "Decision", "Charge", "OutboxRow"}
    assert expected <= set(named(READ_ONLY))


def test_the_keys_of_the_platform_are_not_shown(client: Client, boss: Staff, decided: Case) -> None:
    shown = client.get(page(PlatformProfile, "change", 1)).content.decode()
    assert "swordfish" not in shown
    assert "identifier in return_path" in shown


def test_a_raw_message_shows_its_hash_and_receipts(client: Client, boss: Staff) -> None:
    raw = add_incident(case(0), 1).original
    shown = client.get(page(RawMessage, "change", raw.pk)).content.decode()
    assert raw.sha256 in shown
    assert "lmtp" in shown


def test_a_clause_can_be_edited(client: Client, admin_of_the_desk: Staff) -> None:
    assert (
        "Bought lists" in client.get(page(Policy, "change", Policy.objects.get(code="anti-spam").pk)).content.decode()
    )


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("from_domain", "EXAMPLE.com.", "example.com"),
        ("ip", "2001:DB8:0::1", "2001:db8::1"),
        ("ip", "198.51.100.0/24", "198.51.100.0/24"),
        ("web_site", "https://Shop.example.com/buy", "shop.example.com"),
    ],
)
def test_an_identity_is_spelled_as_the_import_spells_it(
    client: Client, boss: Staff, kind: str, value: str, stored: str
) -> None:
    identity(client, kind, value)
    row = Identity.objects.get()
    assert (row.value, bool(row.first_address)) == (stored, kind == "ip")


@pytest.mark.parametrize(
    ("kind", "value"), [("ip", "198.51.100.1/24"), ("ip", "nonsense"), ("from_domain", "no domain")]
)
def test_an_identity_that_is_none_is_refused(client: Client, boss: Staff, kind: str, value: str) -> None:
    assert "errorlist" in identity(client, kind, value)
    assert not Identity.objects.exists()


def test_the_key_of_an_account_stays(client: Client, boss: Staff) -> None:
    Account.objects.create(account_id="acme")
    client.post(page(Account, "change", "acme"), {"account_id": "other", "name": "Acme", "status": "active"})
    assert list(Account.objects.values_list("account_id", "name")) == [("acme", "Acme")]


def test_an_admin_makes_no_superuser(client: Client, admin_of_the_desk: Staff) -> None:
    target = staff("agent", "agents")
    form = {"username": "agent", "is_active": "on", "is_superuser": "on", "time_zone": "UTC"}
    client.post(page(Staff, "change", target.pk), form)
    target.refresh_from_db()
    assert not target.is_superuser


def test_an_admin_gives_roles(client: Client, admin_of_the_desk: Staff) -> None:
    target = staff("agent", "agents")
    approvers = Group.objects.get(name="approvers")
    form = {"username": "agent", "is_active": "on", "time_zone": "UTC", "groups": [approvers.pk]}
    client.post(page(Staff, "change", target.pk), form)
    assert list(target.groups.all()) == [approvers]


def test_an_admin_does_not_change_a_superuser(client: Client, admin_of_the_desk: Staff) -> None:
    target = Staff.objects.create_superuser("boss")
    assert client.post(page(Staff, "change", target.pk), {"username": "mine"}).status_code == 403
    assert client.post(f"/admin/accounts/staff/{target.pk}/password/", {}).status_code == 403
