"""What the subscriber list looks like.

Source: policy A, "we review the subscriber list for patterns common to harvested lists".
"""

from __future__ import annotations

from complaints.domain.facts import Finding

# A good record of one subscriber does not cure these (requirements R21, R34).
UNCURED = frozenset({"consistent_with_bought", "opt_out_list"})


class ListPattern:
    """See `Review`."""

    name = "list_pattern"
    label = "Pattern of the subscriber list"
    question = "Does the list look harvested, bought or invented?"
    findings: tuple[Finding, ...] = (
        Finding(value="no_signs", label="No signs: grown as lists grow"),
        Finding(value="weak_signs", label="Weak signs, each with an innocent explanation"),
        Finding(
            value="consistent_with_bought",
            label="Consistent with a bought, harvested or invented list",
            violation=True,
            severe=True,
        ),
        Finding(value="opt_out_list", label="Imported, with unsubscribing as its only consent", violation=True),
        Finding(value="no_list", label="No list is behind this mail, or none is recorded"),
    )
