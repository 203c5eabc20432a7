"""Record whether a person holds an incident to be substantiated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from complaints.domain.errors import ChargedIncidentError
from complaints.models import Incident

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import Staff

WORDS = {True: "substantiated", False: "not substantiated", None: "not judged yet"}


@transaction.atomic
def judge_incident(incident_id: int, substantiated: bool | None, by: Staff, now: datetime) -> Incident:  # noqa: FBT001 - three answers: yes, no, open
    """Keep a person's judgement; what a fine charges has to stay substantiated.

    Raises:
        Incident.DoesNotExist: there is no such incident.
        ChargedIncidentError: the incident is charged.
    """
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if incident.charges.filter(credits__isnull=True, credited_by__isnull=True).exists():
        raise ChargedIncidentError(incident_id)
    if incident.substantiated == substantiated:
        return incident
    incident.substantiated = substantiated
    incident.save(update_fields=["substantiated"])
    if incident.case is not None:
        incident.case.events.create(
            kind="incident_judged",
            sentence=f"Incident {incident.pk}: {WORDS[substantiated]}.",
            by=by,
            at=now,
            facts={"incident": incident.pk, "substantiated": substantiated},
        )
    return incident
