"""Identifiers in copies that were mangled on the way: what fails there was not made up."""

from __future__ import annotations

import quopri
from typing import TYPE_CHECKING

import pytest

from tests.complaints.domain.world import BOB, Mail, click_link, delivered, garden_world, gather

if TYPE_CHECKING:
    from complaints.domain.facts import IdentifierHit


def hits(body: str) -> tuple[IdentifierHit, ...]:
    return gather(garden_world(), delivered(Mail(body=body).unsigned())).identifiers


def test_a_link_in_raw_quoted_printable_verifies() -> None:
    raw = quopri.encodestring((Mail().body + click_link()).encode()).decode()
    assert [hit.verified for hit in hits(raw)] == [True]


@pytest.mark.parametrize("blank", ["x", "XXX", "hidden", "removed", "anonymous", "xxx=isp.example", "user-redacted"])
def test_a_link_whose_recipient_was_blanked_out_is_not_forged(blank: str) -> None:
    (hit,) = hits(Mail().body + click_link().replace("ann=isp.example", blank))
    assert (hit.verified, hit.forged) == (False, False)


def test_a_link_for_another_recipient_is_forged() -> None:
    (hit,) = hits(Mail().body + click_link().replace("ann=isp.example", BOB.replace("@", "=")))
    assert hit.forged


ENDLESS = """
[[identifiers]]
where = "body"
pattern = '^(?P<account>(a|aa)+)!$'
"""


def test_a_pattern_that_would_never_end_is_given_up_and_named() -> None:
    world = garden_world()
    world.toml += ENDLESS
    found = gather(world, delivered(Mail(body="a" * 400 + "\r\n").unsigned()))
    assert any("took too long" in sentence and "(a|aa)+" in sentence for sentence in found.unread)


def test_a_pattern_that_is_given_up_keeps_none_of_the_others_from_being_found() -> None:
    world = garden_world()
    world.toml += ENDLESS
    body = Mail().body + click_link() + "\r\n" + "a" * 400
    assert [hit.verified for hit in gather(world, delivered(Mail(body=body).unsigned())).identifiers] == [True]
