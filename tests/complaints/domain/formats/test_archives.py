"""A zip is judged before the library reads it."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from complaints.domain.formats._archives import read_zip


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("1.eml", b"From: a@example.net\r\n\r\n")
    return content.getvalue()


def test_a_zip_gives_its_files() -> None:
    assert [member.filename for member in read_zip(zipped())] == ["1.eml"]


def test_a_zip_with_a_second_directory_that_nobody_judged_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        pytest.fail("the library read the directory")

    content = zipped()
    end = content.rindex(b"PK\x05\x06")
    monkeypatch.setattr(zipfile, "ZipFile", read)
    assert read_zip(content[:end] + b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1) + content[end:]) == ()
