"""Records of who sends, and the staff, under /admin/.

What the desk itself wrote is only shown there: it changes through the desk, where a change leaves its history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import (
    Account,
    AccountHold,
    Campaign,
    DkimKey,
    Identity,
    MailingList,
    PlatformProfile,
    Staff,
    VolumeAlert,
    VolumeRun,
)
from accounts.selectors.directory import RecordedDirectory
from accounts.services.imports.tables import IDENTITIES
from accounts.services.imports.values import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest

    from accounts.services.imports.table import Fields

    RecordAdmin = admin.ModelAdmin[Any]
    StaffAdminBase = UserAdmin[Staff]
    IdentityFormBase = forms.ModelForm[Identity]
else:
    RecordAdmin = admin.ModelAdmin
    StaffAdminBase = UserAdmin
    IdentityFormBase = forms.ModelForm

SPELL = cast("Callable[[Fields], Fields]", IDENTITIES.complete)


class ReadOnlyAdmin(RecordAdmin):
    """Shows rows; nobody adds, changes or deletes one here, whatever their permissions."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """See `ModelAdmin`; an inline is asked with the row that it hangs on."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """See `ModelAdmin`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """See `ModelAdmin`."""
        return False


@admin.register(Staff)
class StaffAdmin(StaffAdminBase):
    """The people who may act; their roles are the groups agents, approvers and admins."""

    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login")
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Display", {"fields": ("time_zone",)}))

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> tuple[str, ...]:
        """Keep those who are no superuser from making one, themselves included."""
        return () if request.user.is_superuser else ("is_superuser", "user_permissions", "last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: Staff | None = None) -> bool:
        """Keep a superuser's password and address in superusers' hands."""
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protected and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Staff | None = None) -> bool:
        """See `has_change_permission`."""
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not protected and super().has_delete_permission(request, obj)


@admin.register(Account)
class AccountAdmin(RecordAdmin):
    """Customers. Suspending and terminating is done by deciding a case; here is for what the platform decided."""

    list_display = ("account_id", "name", "status", "plan", "contact_email", "created_at")
    list_filter = ("status",)
    search_fields = ("account_id", "name", "contact_email")
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Account | None = None) -> tuple[str, ...]:
        """Keep the key: imported rows refer to it."""
        return ("account_id",) if obj else ()


class IdentityForm(IdentityFormBase):
    """Spells a value as the import does, so that look-ups find it."""

    class Meta:
        model = Identity
        fields = ("account", "kind", "value", "valid_from", "valid_until")

    def clean(self) -> dict[str, Any]:
        """Bring the value into its one spelling, or say what is wrong with it."""
        cleaned = super().clean() or self.cleaned_data
        if not {"kind", "value"} <= cleaned.keys():
            return cleaned
        try:
            spelled = SPELL({"kind": cleaned["kind"], "value": cleaned["value"]})
        except BadValueError as error:
            self.add_error("value", f"The {error}.")
            return cleaned
        self.instance.first_address = str(spelled["first_address"])
        self.instance.last_address = str(spelled["last_address"])
        return {**cleaned, "value": spelled["value"]}


@admin.register(Identity)
class IdentityAdmin(RecordAdmin):
    """What belongs to whom, and since when."""

    form = IdentityForm
    list_display = ("value", "kind", "account", "valid_from", "valid_until")
    list_filter = ("kind",)
    list_select_related = ("account",)
    search_fields = ("value", "account__account_id", "account__name")
    autocomplete_fields = ("account",)
    show_full_result_count = False


@admin.register(DkimKey)
class DkimKeyAdmin(RecordAdmin):
    """The archive of public keys; a key that got out is given the moment from which it proves nothing."""

    list_display = ("domain", "selector", "valid_from", "valid_until", "exposed_at")
    search_fields = ("domain", "selector")


@admin.register(MailingList)
class MailingListAdmin(RecordAdmin):
    """Lists; their subscribers are looked up in the desk."""

    list_display = ("list_id", "name", "account", "consent", "topic", "created_at")
    list_filter = ("consent",)
    list_select_related = ("account",)
    search_fields = ("list_id", "name", "account__account_id", "account__name")
    autocomplete_fields = ("account",)
    show_full_result_count = False


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    """What customers wrote, as text: it is what complaints are compared with."""

    list_display = ("campaign_id", "account", "subject")
    list_select_related = ("account",)
    search_fields = ("campaign_id", "account__account_id")
    show_full_result_count = False


@admin.register(PlatformProfile)
class PlatformProfileAdmin(ReadOnlyAdmin):
    """What was read from `platform.toml`. Its text may hold the keys of identifiers, so it is not shown itself."""

    list_display = ("__str__", "imported_at")
    fields = ("imported_at", "read_as")

    @admin.display(description="read as")
    def read_as(self, profile: PlatformProfile) -> str:
        """Give what the desk goes by, a line each; keys are left out."""
        platform = RecordedDirectory().platform
        lines = [("name", platform.name), ("domain", platform.domain), ("MX", platform.mx_authserv_id)]
        lines += [(f"mailbox {channel}", address) for channel, address in platform.mailboxes.items()]
        lines += [("outbound network", str(network)) for network in platform.outbound_networks]
        lines += [("send log complete from", str(platform.send_log_complete_from or "never"))]
        lines += [(f"reporter ({reporter.kind})", reporter.domain) for reporter in platform.reporters]
        lines += [(f"identifier in {each.where}", each.pattern.pattern) for each in platform.identifiers]
        return "\n".join(f"{name}: {value}" for name, value in lines if value)


@admin.register(VolumeAlert)
class VolumeAlertAdmin(ReadOnlyAdmin):
    """Large increases in sending, results that no longer hold included."""

    list_display = ("account", "hour", "sent", "expected", "score", "superseded_at", "computed_at")
    list_select_related = ("account",)
    search_fields = ("=account__account_id",)
    date_hierarchy = "hour"
    show_full_result_count = False


@admin.register(VolumeRun)
class VolumeRunAdmin(ReadOnlyAdmin):
    """The hourly watch on volumes: how far each run is."""

    list_display = ("hour", "done", "total", "leased_until", "finished_at")
    exclude = ("waiting", "lease")


@admin.register(AccountHold)
class AccountHoldAdmin(ReadOnlyAdmin):
    """Holds on accounts' mail; confirming and releasing is done on the case."""

    list_display = ("account", "placed_at", "expires_at", "confirmed_by", "released_at")
    list_select_related = ("account", "confirmed_by")
    search_fields = ("=account__account_id",)
