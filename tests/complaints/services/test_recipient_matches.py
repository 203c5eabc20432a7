"""When a fine may count a mailbox: the send log has it, and more than a stranger's word says whose it was."""

from __future__ import annotations

from complaints.domain.attribution import attribute
from complaints.services.file_incidents import matches
from tests.complaints.domain.world import (
    BOB,
    UNAUTHENTICATED,
    VETTED,
    Mail,
    World,
    delivered,
    garden_world,
    gather,
    sent_row,
    signed,
)

SHARED = delivered(signed(Mail(to="list@acme.example").unsigned()))


def world() -> World:
    """Give a platform that sent one mail to two people under one Message-ID."""
    made = garden_world()
    made.log.append(sent_row(recipient=BOB))
    return made


def test_a_mailbox_that_only_an_unauthenticated_report_names_does_not_match() -> None:
    found = gather(world(), SHARED, reporter=UNAUTHENTICATED, recipients=(BOB,))
    assert not matches(attribute(found, world()), found)


def test_a_mailbox_that_an_authenticated_report_names_matches() -> None:
    found = gather(world(), SHARED, reporter=VETTED, recipients=(BOB,))
    assert matches(attribute(found, world()), found)


def test_a_mailbox_that_the_copy_itself_names_matches_whoever_reports() -> None:
    found = gather(world(), SHARED, reporter=UNAUTHENTICATED, recipients=("ann@isp.example",))
    assert matches(attribute(found, world()), found)
