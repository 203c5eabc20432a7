from __future__ import annotations

from datetime import timedelta

import pytest

from tests.complaints.domain.world import (
    NOW,
    OUR_IP,
    SENT,
    STRANGER_IP,
    Mail,
    World,
    delivered,
    garden_world,
    gather,
    received,
)


@pytest.fixture
def world() -> World:
    return garden_world()


def remarks(world: World, *lines: bytes) -> list[str]:
    """Give what is odd about each line, newest first."""
    found = gather(world, delivered(Mail().unsigned(), path=b"".join(lines)))
    return [" ".join(hop.remarks) for hop in found.hops]


def test_an_ordinary_way_is_not_remarked_on(world: World) -> None:
    inside = received("10.0.0.5", by="store.isp.example", host="mx.isp.example", at=SENT + timedelta(minutes=5))
    below = received("192.168.7.7", by="out7.example.com", host="app.example.com")
    assert remarks(world, inside, received(), below) == ["", "", ""]


def test_a_time_after_the_complaint_is_called_impossible(world: World) -> None:
    line = received(at=NOW + timedelta(days=3))
    assert remarks(world, line) == ["Its time lies 3 days after the complaint came in, which cannot be."]


def test_an_older_line_with_a_later_time_is_remarked_on(world: World) -> None:
    above, below = received("10.0.0.5", by="store.isp.example"), received(at=SENT + timedelta(hours=3))
    assert remarks(world, above, below)[1].startswith("Its time lies 3 hours after that of the line above")


def test_clocks_that_differ_by_minutes_are_not_remarked_on(world: World) -> None:
    above, below = received("10.0.0.5", by="store.isp.example"), received(at=SENT + timedelta(minutes=9))
    assert remarks(world, above, below) == ["", ""]


def test_days_in_a_queue_are_told(world: World) -> None:
    above, below = received("10.0.0.5", by="store.isp.example"), received(at=SENT - timedelta(days=4))
    assert remarks(world, above, below)[1] == "4 days passed before the line above was written."


def test_a_line_without_a_readable_time_says_so(world: World) -> None:
    line = b"Received: from a.example ([203.0.113.9]) by mx.isp.example; some day\r\n"
    assert remarks(world, line) == ["Its time cannot be read."]


def test_a_stranger_who_says_our_name_in_helo_is_found_out(world: World) -> None:
    line = received(STRANGER_IP, host="out7.example.com")
    assert f"{STRANGER_IP} was not one of our addresses then" in remarks(world, line)[0]


def test_a_line_of_ours_below_a_strangers_is_doubted(world: World) -> None:
    honest = received(STRANGER_IP, host="vps.bulk.example")
    invented = received("192.168.7.7", by="out7.example.com", host="app.example.com")
    assert remarks(world, honest, invented)[1].startswith("It claims to be written by our out7.example.com")


def test_a_line_of_ours_below_a_forwarder_is_not_doubted(world: World) -> None:
    forwarder = received(STRANGER_IP, host="alias.univ.example")
    below = received("192.168.7.7", by="out7.example.com", host="app.example.com")
    assert remarks(world, forwarder, received(OUR_IP, by="alias.univ.example"), below) == ["", "", ""]
