"""A complete log that lacks a message, and genuine mail that it only seems to lack."""

from __future__ import annotations

import pytest

from complaints.domain.facts import Origin, ReporterStanding
from tests.complaints.domain.world import (
    ANN,
    PERSON,
    SPAM,
    VETTED,
    Mail,
    World,
    garden_world,
    judge,
    received,
    sent_row,
    signed,
)

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
