"""Complaints, cases and their consequences under /admin/: to look at, but for the policies.

The way in is the desk's own log-in, with its second factor and its limits on guessing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db import models

from accounts.admin import ReadOnlyAdmin, RecordAdmin
from complaints.admin.api_tokens import ApiTokenAdmin
from complaints.models import (
    Case,
    CaseEvent,
    CaseReview,
    Charge,
    Complaint,
    Decision,
    Incident,
    OutboxRow,
    Policy,
    PolicyRule,
    RawMessage,
    ReadingCorrection,
    RetentionRun,
)

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    RowInline = admin.TabularInline[Any, Any]
else:
    RowInline = admin.TabularInline

__all__ = ["ApiTokenAdmin"]

admin.site.site_header = "Abusedesk administration"
admin.site.site_title = "Abusedesk"
admin.site.login = login_not_required(secure_admin_login(admin.site.login))  # type: ignore[method-assign]  # as allauth's documentation has it


class ReadOnlyInline(RowInline):
    """Rows of another row, to look at."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """See `InlineModelAdmin`."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """See `InlineModelAdmin`."""
        return False


class ReceiptInline(ReadOnlyInline):
    """The times at which a raw message came in."""

    model = Complaint
    fields = ("received_at", "door", "channel", "peer", "mail_from", "status")


class EventInline(ReadOnlyInline):
    """A case's history."""

    model = CaseEvent
    fields = ("at", "kind", "sentence", "by")


class ReviewInline(ReadOnlyInline):
    """A case's reviews, as recorded."""

    model = CaseReview
    fields = ("at", "review", "finding", "note", "by")


class ChargeInline(ReadOnlyInline):
    """A decision's ledger lines."""

    model = Charge
    fields = ("incident", "account", "amount_cents", "currency", "credits", "at")


class RuleInline(RowInline):
    """A policy's clauses."""

    model = PolicyRule
    extra = 0
    fields = ("position", "clause", "title", "text", "fits")


@admin.register(Policy)
class PolicyAdmin(RecordAdmin):
    """The house's policies. A change of wording is a new version: decisions cite the one that they rest on."""

    list_display = ("title", "code", "version", "in_force_from", "active")
    list_filter = ("active", "code")
    inlines = (RuleInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # noqa: RUF012 - Django's own way to say it


@admin.register(RawMessage)
class RawMessageAdmin(ReadOnlyAdmin):
    """That a message is kept, and since when; its content is shown in the desk, where it can do no harm."""

    list_display = ("sha256", "size_bytes", "stored_at", "forgotten_at")
    search_fields = ("sha256",)
    inlines = (ReceiptInline,)
    show_full_result_count = False


@admin.register(Complaint)
class ComplaintAdmin(ReadOnlyAdmin):
    """Receipts and how they were read."""

    list_display = ("pk", "received_at", "channel", "status", "format", "reporter_address", "state", "attempts")
    list_filter = ("state", "status", "format", "channel", "forgotten_rule")
    search_fields = ("=message_id", "=reporter_address", "=raw__sha256")
    show_full_result_count = False


@admin.register(ReadingCorrection)
class ReadingCorrectionAdmin(ReadOnlyAdmin):
    """What people corrected in how complaints were read."""

    list_display = ("at", "kind", "complaint", "case", "by")
    list_filter = ("kind",)
    list_select_related = ("complaint", "case", "by")
    show_full_result_count = False


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    """Originals in mailboxes, with what was made of them."""

    list_display = ("pk", "account", "origin", "confidence", "recipient", "substantiated", "case")
    list_filter = ("origin", "substantiated")
    list_select_related = ("account", "case")
    search_fields = ("=message_id", "=recipient", "=account__account_id")
    show_full_result_count = False


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """Cases with their reviews and history."""

    list_display = ("pk", "title", "kind", "state", "account", "priority", "assignee", "opened_at")
    list_filter = ("state", "kind", "legal_hold")
    list_select_related = ("account", "assignee")
    search_fields = ("=pk", "=account__account_id", "=campaign_id")
    inlines = (ReviewInline, EventInline)
    show_full_result_count = False


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions with their ledger lines."""

    list_display = ("pk", "case", "outcome", "state", "rule", "proposed_by", "approved_by", "settled_at")
    list_filter = ("state", "outcome")
    list_select_related = ("case", "proposed_by", "approved_by")
    inlines = (ChargeInline,)


@admin.register(CaseEvent)
class CaseEventAdmin(ReadOnlyAdmin):
    """The history of all cases."""

    list_display = ("at", "case", "kind", "sentence", "by")
    list_filter = ("kind",)
    list_select_related = ("case", "by")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Charge)
class ChargeAdmin(ReadOnlyAdmin):
    """The ledger."""

    list_display = ("at", "account", "incident", "amount_cents", "currency", "decision", "credits")
    list_select_related = ("account", "incident", "decision", "credits")
    search_fields = ("=account__account_id",)
    date_hierarchy = "at"


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin):
    """The hourly look for what is to be forgotten: how far each is, and what it forgot."""

    list_display = ("hour", "stage", "complaints", "raw_messages", "raw_bytes", "leased_until", "finished_at")
    exclude = ("lease",)


@admin.register(OutboxRow)
class OutboxRowAdmin(ReadOnlyAdmin):
    """Consequences on their way; trying again and cancelling is done in the desk."""

    list_display = ("created_at", "kind", "summary", "state", "attempts", "not_before", "delivered_at")
    list_filter = ("state", "kind")
    search_fields = ("=idempotency_key",)
    show_full_result_count = False
