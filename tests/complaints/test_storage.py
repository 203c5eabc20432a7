"""The raw store survives what can happen to a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from complaints.storage import DurableFileStorage

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_saved_can_be_read_back(tmp_path: Path) -> None:
    store = DurableFileStorage(location=tmp_path)
    assert store.save("ab/abc", ContentFile(b"bytes \x00\xff")) == "ab/abc"
    with store.open("ab/abc") as file:
        assert file.read() == b"bytes \x00\xff"


def test_saving_again_keeps_the_name(tmp_path: Path) -> None:
    store = DurableFileStorage(location=tmp_path)
    store.save("ab/abc", ContentFile(b"same"))
    assert store.save("ab/abc", ContentFile(b"same")) == "ab/abc"
    assert [entry.name for entry in (tmp_path / "ab").iterdir()] == ["abc"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        message = "No space left on device"
        raise OSError(message)

    store = DurableFileStorage(location=tmp_path)
    monkeypatch.setattr("complaints.storage.os.fsync", full)
    (tmp_path / "ab").mkdir()
    with pytest.raises(OSError, match="No space"):
        store.save("ab/abc", ContentFile(b"bytes"))
    assert not list((tmp_path / "ab").iterdir())
