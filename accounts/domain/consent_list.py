"""What a list says against all of its records: a good record does not cure a bought list.

Source: requirements R21, R23 and R26; domain notes 3b on the grade of a list's pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.domain.records import SubscriptionRecord

UNSHOWN = {
    "imported": "The list is said to be imported: where its addresses came from has to be shown for the whole list; "
    "if it was bought, no record cures that.",
    "unknown": "How addresses come onto the list is not said: that has to be shown for the whole list; if it was "
    "bought, no record cures that.",
}


def uncured(record: SubscriptionRecord, *, pattern_grade: str, score: float) -> Iterator[str]:
    """Say what this record cannot put right.

    Args:
        record: with the consent that its list is said to rest on.
        pattern_grade: none, weak, moderate or strong; "" while the list's pattern was not computed.
        score: of that pattern, 0 to 1.
    """
    if pattern_grade == "strong":
        yield (
            f"The list's pattern is strong, {score:.2f} of 1: it looks bought, harvested or invented. Purchased lists "
            "may never be used, and a record of consent does not cure one."
        )
    if record.list_consent in UNSHOWN:
        yield UNSHOWN[record.list_consent]
