"""The measurement itself, on a few senders of each kind: the whole of it is `make volumes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.volumes.__main__ import Tally, count, made, print_table
from tests.volumes.large import LARGE
from tests.volumes.ordinary import ORDINARY
from tests.volumes.series import Series

if TYPE_CHECKING:
    import pytest


def test_a_few_senders_of_every_kind_meet_the_goals(capsys: pytest.CaptureFixture[str]) -> None:
    tallies: dict[str, Tally] = {}
    for series in made([1], 2):
        count(tallies.setdefault(series.kind, Tally()), series, series.watched(), verbose=False)
    assert len(tallies) == len(ORDINARY) + len(LARGE)
    assert print_table(tallies) == 0
    assert "MISSED" not in capsys.readouterr().out


def test_a_surge_that_nobody_told_misses_the_goal() -> None:
    tally = Tally()
    count(tally, Series("made up", [], [(5, 9)]), [], verbose=False)
    assert print_table({"made up": tally}) == 1
