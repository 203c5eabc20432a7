from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from complaints.management.commands.explain import printable
from tests.complaints.domain.formats import samples

if TYPE_CHECKING:
    from pathlib import Path

REPORT = samples.FOLDER / "arf" / "plain_report.eml"


def explain(*args: str) -> str:
    out = io.StringIO()
    call_command("explain", *args, stdout=out)
    return out.getvalue()


def test_a_mail_is_explained_without_any_database() -> None:
    assert "Read as accepted, format arf, abuse, by arf" in explain(str(REPORT))


def test_standard_input_is_read_from_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.read_bytes())))

    assert "arf: took it" in explain("-")


def test_messages_of_a_folder_are_numbered(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(REPORT.read_bytes())
    said = explain(str(tmp_path))

    assert "1. a.eml, message 0" in said
    assert "2. b.eml, message 0" in said


def test_json_is_one_object_a_message() -> None:
    said = json.loads(explain("--json", "--channel", "public", str(REPORT)))

    assert said["reading"]["recogniser"] == "arf"
    assert said["channel"] == "public"


def test_controls_and_turned_text_reach_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "hostile.eml"
    file.write_bytes(b'Subject: x\r\nContent-Type: text/plain; name="a\x1b[31m\xe2\x80\xaeb"\r\n\r\nhello\r\n')
    said = explain(str(file))

    assert "\x1b" not in said
    assert "\u202e" not in said


def test_what_steers_a_terminal_is_written_as_an_escape() -> None:
    assert printable("a\x1b[31m\u202e") == "a\\x1b[31m\\u202e"


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"/no/such/file cannot be read"):
        explain("/no/such/file")


@pytest.mark.django_db
def test_records_say_who_sent_it() -> None:
    assert "Original 1 to ann@isp.example: foreign of nobody of ours" in explain("--records", str(REPORT))
