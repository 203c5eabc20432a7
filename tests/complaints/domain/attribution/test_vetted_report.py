"""The word of a vetted reporter: that it took a mail from us, not which customer's it was."""

from __future__ import annotations

import pytest

from complaints.domain.facts import WARRANTS_WARNING, Attribution, Origin
from tests.complaints.domain.world import (
    ANN,
    OUR_IP,
    SPAM,
    STRANGER_IP,
    VETTED,
    Mail,
    World,
    delivered,
    garden_world,
    judge,
    received,
    sent_row,
)

UNLOGGED = Mail(message_id="<z@shop.example>", sender="x@shop.example", subject="Tablets", body=SPAM).unsigned()


@pytest.fixture
def world() -> World:
    return garden_world()


def reported(world: World, content: bytes, source_ip: str = OUR_IP) -> Attribution:
    return judge(world, content, reporter=VETTED, recipients=(ANN,), source_ip=source_ip)


def test_an_unlogged_mail_is_not_that_of_whoever_else_wrote_to_the_recipient_from_that_address(world: World) -> None:
    assert reported(world, UNLOGGED).origin not in WARRANTS_WARNING


def test_a_mail_taken_from_us_is_not_contradicted_because_the_log_lacks_it(world: World) -> None:
    path = received("192.168.4.4", host="inner.isp.example")
    assert reported(world, path + UNLOGGED).origin is Origin.PLAUSIBLE


def test_a_mail_taken_from_a_stranger_is_contradicted_by_the_log_that_lacks_it(world: World) -> None:
    framed = Mail(message_id="<z@evil.example>", subject="Tablets", body=SPAM).unsigned()
    assert reported(world, framed, STRANGER_IP).origin is Origin.CONTRADICTED


def test_of_two_accounts_under_one_message_id_the_content_tells_whose_it_is(world: World) -> None:
    world.log.insert(0, sent_row(recipient="zoe@isp.example", account_id="beta", campaign_id="", subject="Tablets"))
    copy = delivered(Mail().unsigned(), to="redacted@isp.example", path=received(to=None))
    found = judge(world, copy, reporter=VETTED, source_ip=OUR_IP)
    assert (found.origin, found.account_id) == (Origin.PROBABLE, "acme")
