"""Rows about complaints, from arrival to consequence; a file an aggregate."""

from __future__ import annotations

from complaints.models.api_token import ApiRequest, ApiToken
from complaints.models.case import Case, CaseEvent, CaseReview
from complaints.models.complaint import Complaint, RawMessage
from complaints.models.correction import ReadingCorrection
from complaints.models.decision import Charge, Decision
from complaints.models.incident import Incident
from complaints.models.outbox import OutboxRow
from complaints.models.policy import Policy, PolicyRule
from complaints.models.retention import RetentionRun
from complaints.models.volume_case import FiledAlert

__all__ = [
    "ApiRequest",
    "ApiToken",
    "Case",
    "CaseEvent",
    "CaseReview",
    "Charge",
    "Complaint",
    "Decision",
    "FiledAlert",
    "Incident",
    "OutboxRow",
    "Policy",
    "PolicyRule",
    "RawMessage",
    "ReadingCorrection",
    "RetentionRun",
]
