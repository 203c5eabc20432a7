"""Mail that lies in files is taken byte for byte."""

from __future__ import annotations

import io
import mailbox
from typing import TYPE_CHECKING

import pytest

from complaints.intake import archives

if TYPE_CHECKING:
    from pathlib import Path

MAIL = b"From: a@example.net\r\nSubject: x\r\n\r\nbody\r\n"
FROM_LINE = b"From a@example.net Thu Nov  5 15:14:27 2026\n"


def contents(path: Path) -> list[tuple[str, int, bytes]]:
    return [(found.file, found.index, found.raw) for found in archives.messages(str(path))]


def test_a_single_file_is_taken_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(MAIL)
    assert contents(file) == [(str(file), 0, MAIL)]


def test_a_message_saved_with_its_from_line_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "spam"
    file.write_bytes(FROM_LINE + MAIL)
    assert contents(file)[0][2] == FROM_LINE + MAIL


def test_an_mbox_is_taken_apart_without_its_from_lines(tmp_path: Path) -> None:
    file = tmp_path / "box"
    file.write_bytes(FROM_LINE + b"Subject: 1\n\none\n\n" + FROM_LINE + b"Subject: 2\n\ntwo\n")
    assert [(index, raw) for _, index, raw in contents(file)] == [
        (0, b"Subject: 1\n\none\n"),
        (1, b"Subject: 2\n\ntwo\n"),
    ]


def test_an_eml_that_quotes_an_mbox_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "quoted.eml"
    file.write_bytes(FROM_LINE + MAIL + b"\n" + FROM_LINE + MAIL)
    assert len(contents(file)) == 1


def test_a_folder_is_read_in_name_order_with_names_below_it(tmp_path: Path) -> None:
    for name in ("b.eml", "a/2.eml", "a/1.eml", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(MAIL)
    assert [file for file, _, _ in contents(tmp_path)] == ["a/1.eml", "a/2.eml", "b.eml"]


def test_a_maildir_gives_its_delivered_messages_only(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(MAIL)
    (tmp_path / "box" / "tmp" / "unfinished").write_bytes(b"half a mes")
    found = contents(tmp_path / "box")
    assert len(found) == 1
    assert found[0][0].startswith("new/")


def test_standard_input_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        buffer = io.BytesIO(MAIL)

    monkeypatch.setattr("sys.stdin", Stream)
    assert [found.raw for found in archives.messages("-")] == [MAIL]


def test_a_path_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        contents(tmp_path / "nothing.eml")


def test_a_json_file_with_one_report_is_taken_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(b' {"xarf_version": "4.2.0"}\n')
    assert contents(file) == [(str(file), 0, b' {"xarf_version": "4.2.0"}\n')]


def test_an_array_of_reports_gives_one_message_each(tmp_path: Path) -> None:
    file = tmp_path / "reports.json"
    file.write_bytes(b'\xef\xbb\xbf[{"a": "],{"},\n {"b": [1, 2]}]')
    assert [(index, raw) for _, index, raw in contents(file)] == [(0, b'{"a": "],{"}'), (1, b'{"b": [1, 2]}')]


def test_an_array_of_one_report_gives_that_report(tmp_path: Path) -> None:
    file = tmp_path / "reports.json"
    file.write_bytes(b'[{"a": 1}]')
    assert [raw for _, _, raw in contents(file)] == [b'{"a": 1}']


def test_lines_of_one_report_each_are_taken_apart(tmp_path: Path) -> None:
    file = tmp_path / "reports.ndjson"
    file.write_bytes(b'{"a": 1}\r\n{"b": 2}\r\n')
    assert [raw for _, _, raw in contents(file)] == [b'{"a": 1}', b'{"b": 2}']


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b'[{"a": 1}', b"[" * 100_000, b'{"a": 1} words', b"\xff\xfe{"])
def test_json_that_cannot_be_taken_apart_stays_whole(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(content)
    assert [raw for _, _, raw in contents(file)] == [content]


def test_a_mail_that_bears_the_name_of_json_is_still_a_mail(tmp_path: Path) -> None:
    file = tmp_path / "mail.json"
    file.write_bytes(MAIL)
    assert [raw for _, _, raw in contents(file)] == [MAIL]
