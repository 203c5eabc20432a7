"""The three roles as groups, with the permissions that each has at least."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

APPS = ("accounts", "complaints")
READ = Q(codename__startswith="view_") & ~Q(codename="view_staff")
ROLES = {
    "agents": READ | Q(codename__in=("decide_case", "reverse_decision")),
    "approvers": READ | Q(codename__in=("decide_case", "reverse_decision", "approve_decision", "hold_case")),
    "admins": Q(),
}


@transaction.atomic
def sync_roles() -> None:
    """Make the groups and give them their permissions; what an admin added to a group stays."""
    for label in APPS:
        create_permissions(apps.get_app_config(label), verbosity=0)
    for name, chosen in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(chosen, content_type__app_label__in=APPS))
