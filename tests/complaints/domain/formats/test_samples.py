from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.domain.formats import RECOGNISERS
from tests.complaints.domain.formats import samples

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", samples.paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_read_as_what_it_is(path: Path) -> None:
    reading = samples.read_bytes(path.read_bytes())

    assert samples.disagreements(reading, samples.expected(path)) == []


def test_every_recogniser_has_samples_of_its_own() -> None:
    folders = {path.parent.name for path in samples.paths()}

    assert folders == {recogniser.name for recogniser in RECOGNISERS}
