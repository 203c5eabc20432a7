"""A complete log that lacks a message, and genuine mail that it only seems to lack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from complaints.domain.facts import Origin, ReporterStanding
from tests.complaints.domain.world import (
    ANN,
    PERSON,
    SENT,
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
    signed,
)

if TYPE_CHECKING:
    from datetime import datetime

OLD = "ann@old.example"
FORWARDER = "203.0.113.80"


@pytest.fixture
def world() -> World:
    world = garden_world()
    world.log[:] = [sent_row(recipient=OLD)]
    return world


def forwarded(content: bytes) -> bytes:
    """Ann's old mailbox passes everything on to her new one."""
    new = f"Delivered-To: {ANN}\r\n".encode() + received(FORWARDER, host="out.old.example")
    old = f"Delivered-To: {OLD}\r\n".encode() + received(by="mx.old.example", to=OLD)
    return new + old + content


def footed(content: bytes) -> bytes:
    return content.replace(b"Subject: ", b"Subject: [EXT] ") + b"\r\n--\r\nScanned by the forwarder.\r\n"


@pytest.mark.parametrize("content", [Mail(to=OLD).unsigned(), footed(signed(Mail(to=OLD).unsigned()))])
@pytest.mark.parametrize("reporter", [PERSON, VETTED])
def test_a_forwarded_copy_of_a_logged_message_is_not_contradicted(
    world: World, content: bytes, reporter: ReporterStanding
) -> None:
    assert judge(world, forwarded(content), reporter=reporter).origin is Origin.CLAIMED


def test_a_logged_message_id_over_foreign_content_for_somebody_else_is_contradicted(world: World) -> None:
    copied = Mail(subject="Tablets for you", body=SPAM).unsigned()
    assert judge(world, forwarded(copied)).origin is Origin.CONTRADICTED


@pytest.mark.parametrize(
    ("copied_at", "origin"),
    [
        (None, Origin.CONTRADICTED),
        (SENT + timedelta(hours=1), Origin.CONTRADICTED),
        (SENT - timedelta(hours=1), Origin.CLAIMED),
    ],
)
def test_a_copy_of_the_log_shows_nothing_about_what_was_sent_after_it_was_made(
    world: World, copied_at: datetime | None, origin: Origin
) -> None:
    world.copied_at = copied_at
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    assert judge(world, delivered(forged, path=received(STRANGER_IP, host="x.evil.example"))).origin is origin


def test_on_the_day_on_which_the_log_begins_nothing_is_concluded_from_it(world: World) -> None:
    world.toml = world.toml.replace("2026-01-01T00:00:00Z", "2026-11-05T09:00:00Z")
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    assert judge(world, delivered(forged, path=received(STRANGER_IP, host="x.evil.example"))).origin is Origin.CLAIMED
