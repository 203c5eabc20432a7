"""Evidence gathered while the send log could not answer: nothing rests on what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from accounts.domain.send_log import LogState
from complaints.domain.facts import Origin
from tests.complaints.domain.world import (
    ANN,
    BOB,
    PERSON,
    SPAM,
    STRANGER_IP,
    Mail,
    World,
    bounce_address,
    delivered,
    garden_world,
    gather,
    judge,
    received,
    signed,
)

GAP = "The send log does not answer. What was imported of the log had to do."


@dataclass
class Away(World):
    """The garden's platform, its send log imported in part and otherwise away."""

    @property
    def log_state(self) -> LogState:
        return LogState(complete_from=None, gaps=(GAP,))


def with_log(*, away: bool) -> World:
    world = garden_world()
    return Away(**vars(world)) if away else world


def passed_on(content: bytes, return_path: str = "") -> bytes:
    path = received(STRANGER_IP, to=BOB, host="x.evil.example")
    return delivered(content, to=BOB, path=path, return_path=return_path)


@pytest.mark.parametrize(("away", "origin"), [(False, Origin.REPLAYED), (True, Origin.PLAUSIBLE)])
def test_a_signed_mail_for_others_in_half_a_log_is_no_replay(away: object, origin: Origin) -> None:
    copy = passed_on(signed(Mail().unsigned()))
    assert judge(with_log(away=bool(away)), copy, reporter=replace(PERSON, address=BOB)).origin is origin


@pytest.mark.parametrize("away", [False, True])
def test_a_signed_token_for_others_in_half_a_log_is_no_replay(away: object) -> None:
    copy = passed_on(Mail().unsigned(), return_path=bounce_address())
    found = judge(with_log(away=bool(away)), copy, reporter=replace(PERSON, address=BOB))
    assert (found.origin in {Origin.REPLAYED, Origin.CONTRADICTED}) is not away


@pytest.mark.parametrize(("away", "concluded"), [(False, True), (True, False)])
def test_a_message_that_half_a_log_lacks_is_not_contradicted(away: object, concluded: object) -> None:
    path = received(STRANGER_IP, to=ANN, host="x.evil.example")
    copy = delivered(Mail(message_id="<never@sent.example>", subject="Tablets", body=SPAM).unsigned(), path=path)
    signals = {reason.signal for reason in judge(with_log(away=bool(away)), copy).reasons}
    assert ("log_absence" in signals) is concluded


def test_a_row_at_hand_still_proves() -> None:
    assert judge(with_log(away=True), delivered(signed(Mail().unsigned()))).origin is Origin.PROVEN


def test_what_could_not_be_asked_stands_among_what_could_not_be_read() -> None:
    evidence = gather(with_log(away=True), delivered(Mail().unsigned()))
    assert GAP in evidence.unread
    assert not evidence.log_complete
