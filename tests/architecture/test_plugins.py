"""Every file of a folder of plug-ins is listed in its ordered tuple, under its own name."""

from __future__ import annotations

from pathlib import Path

from complaints.domain import formats


def test_every_recogniser_is_listed_and_named_after_its_file() -> None:
    files = {path.stem for path in Path(formats.__path__[0]).glob("*.py") if not path.stem.startswith("_")}

    assert [recogniser.name for recogniser in formats.RECOGNISERS] == [
        recogniser.__name__.rpartition(".")[2]  # type: ignore[attr-defined]  # each is a module
        for recogniser in formats.RECOGNISERS
    ]
    assert files == {recogniser.name for recogniser in formats.RECOGNISERS}


def test_the_one_that_answers_always_is_asked_last() -> None:
    assert formats.RECOGNISERS[-1].name == "plain"
