"""What shows that the recipient agreed.

Source: policy A, "we view the records of when subscribed and IP"; policy B on evidence with IP and time zone.
"""

from __future__ import annotations

from accounts.domain.consent import Grade
from complaints.domain.facts import Finding

# What a grade of the records suggests; a person records the finding.
SUGGESTED = {
    Grade.COMPLETE: "record_complete",
    Grade.INCOMPLETE: "record_incomplete",
    Grade.IMPLAUSIBLE: "record_implausible",
    Grade.CONTRADICTED: "contradicted",
    Grade.ABSENT: "no_record",
}


class Subscription:
    """See `Review`."""

    name = "subscription"
    label = "Subscription record"
    question = "When, from where and to whose mail did the recipient agree?"
    findings: tuple[Finding, ...] = (
        Finding(value="record_complete", label="Complete: time with its zone, address, source, right sender"),
        Finding(value="record_incomplete", label="Incomplete: no zone, no address or no source", violation=True),
        Finding(
            value="record_implausible", label="Implausible: the record cannot be true as it stands", violation=True
        ),
        Finding(value="no_record", label="There is no record of this recipient", violation=True),
        Finding(
            value="contradicted", label="Contradicted: shown to be made up afterwards", violation=True, severe=True
        ),
        Finding(value="not_applicable", label="Not applicable: recipient unknown, or not our customer's mail"),
    )
