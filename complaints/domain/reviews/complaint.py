"""What the complaint is worth as testimony.

Source: policy A, "we review the spam complaint"; policy B on recipients who forgot that they signed up.
"""

from __future__ import annotations

from complaints.domain.facts import Finding


class ComplaintReview:
    """See `Review`."""

    name = "complaint"
    label = "The complaint"
    question = "Is the complaint authentic, complete and meant as one?"
    findings: tuple[Finding, ...] = (
        Finding(value="credible", label="Credible"),
        Finding(value="mistaken", label="Mistaken: the reporter forgot, or confuses senders"),
        Finding(value="unsubscribe_request", label="Meant as a request to be taken off the list"),
        Finding(value="fabricated", label="Made up or tampered with"),
        Finding(value="insufficient", label="Too little to tell"),
    )
