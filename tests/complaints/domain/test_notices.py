from __future__ import annotations

import pytest

from complaints.domain.notices import discreet_subject
from tests.endless import ends


@pytest.mark.parametrize(
    ("subject", "recipient", "shown"),
    [
        ("Cheap watches", "ann@isp.example", "Cheap watches"),
        ("Ann, look", "ann@isp.example", "(recipient), look"),
        ("For ann@isp.example only", "ann@isp.example", "For (address) only"),
        ("Dear Smith, Ann", "ann.smith@isp.example", "Dear (recipient), (recipient)"),
        ("Annual report", "ann@isp.example", "Annual report"),
        ("One\r\nBcc: two", None, "One Bcc: two"),
    ],
)
def test_a_subject_hides_who_received_it(subject: str, recipient: str | None, shown: str) -> None:
    assert discreet_subject(subject, recipient) == shown


def test_a_long_subject_is_cut() -> None:
    assert len(discreet_subject("x" * 5000, None)) == 120


def test_a_hostile_subject_is_made_discreet_in_bounded_time() -> None:
    with ends():
        discreet_subject("a@" * 100_000, "a" * 64 + "@isp.example")
