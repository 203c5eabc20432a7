"""The same thing told twice: one original reported by a loop and by its reader, and one mail that arrives again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.demo.picks import Picker, loop_for, owner_of
from complaints.demo.reports.arf import arf
from complaints.demo.reports.attached import attached
from complaints.demo.stories.tell import about

if TYPE_CHECKING:
    from complaints.demo.records import DemoComplaint

DEALS, GARDEN = "cu3400096", "cu3400127"
_AGAIN = timedelta(minutes=2)


def _reported_twice(picker: Picker) -> list[DemoComplaint]:
    told = []
    for account_id in (DEALS, GARDEN):
        sent = picker.sent(account_id)
        first = picker.after(sent.received_at, 8)
        second = picker.after(first, 8)
        by_loop = arf(sent, loop_for(sent.recipient), first)
        by_reader = attached(sent, owner_of(sent), second, "I pressed the button and nothing happened.")
        told.append(about(sent, by_loop, first, "reported_twice", format="arf", feedback_type="abuse"))
        told.append(about(sent, by_reader, second, "reported_twice", format="attached"))
    return told


def with_repeats(picker: Picker, told: list[DemoComplaint]) -> list[DemoComplaint]:
    """Add what is told twice; the second copy of a mail differs in nothing but when it arrives."""
    attached_ones = [one for one in told if one.format == "attached" and one.story == "genuine"]
    loops = [one for one in told if one.format == "arf" and one.story == "genuine"]
    again = [
        replace(one, story="same_mail_again", status="duplicate", arrived_at=one.arrived_at + _AGAIN)
        for one in (attached_ones[0], loops[0])
    ]
    return told + _reported_twice(picker) + again
