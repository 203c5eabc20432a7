from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.domain.redaction.sample import SampleError
from complaints.models import ReadingCorrection
from complaints.selectors.sample import sample_zip
from complaints.services.receive import receive
from tests.complaints.domain.formats import samples
from tests.complaints.rows import staff

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

FORWARD = samples.FOLDER / "inline" / "gmail.eml"


@pytest.fixture
def complaint_id() -> int:
    return receive(Received(raw=FORWARD.read_bytes(), received_at=timezone.now()), door="ingest")


def save(*args: str) -> None:
    call_command("save_sample", *args, stdout=io.StringIO())


def expected_in(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "odd.expected.json").read_text())
    return found


def correct(complaint_id: int, kind: str, chosen: dict[str, object]) -> None:
    ReadingCorrection.objects.create(
        complaint_id=complaint_id, kind=kind, chosen=chosen, by=staff("ann"), at=timezone.now()
    )


def test_both_files_are_written_and_agree(complaint_id: int, tmp_path: Path) -> None:
    save(str(complaint_id), "odd", "--to", str(tmp_path))
    reading = samples.read_bytes((tmp_path / "odd.eml").read_bytes())

    assert samples.disagreements(reading, expected_in(tmp_path)) == []


def test_the_mail_is_redacted(complaint_id: int, tmp_path: Path) -> None:
    save(str(complaint_id), "odd", "--to", str(tmp_path))

    assert b"ann@isp.example" in FORWARD.read_bytes()
    assert b"ann@isp.example" not in (tmp_path / "odd.eml").read_bytes()


def test_a_sample_that_is_there_is_not_written_over(complaint_id: int, tmp_path: Path) -> None:
    (tmp_path / "odd.eml").write_bytes(b"mine")

    with pytest.raises(CommandError, match="is there already"):
        save(str(complaint_id), "odd", "--to", str(tmp_path))
    assert (tmp_path / "odd.eml").read_bytes() == b"mine"


def test_what_is_to_be_expected_can_be_given(complaint_id: int, tmp_path: Path) -> None:
    save(str(complaint_id), "odd", "--to", str(tmp_path), "--correct", '{"status": "not_a_complaint"}')

    assert expected_in(tmp_path)["status"] == "not_a_complaint"


def test_a_name_that_leaves_the_folder_is_refused(complaint_id: int, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="small letters"):
        save(str(complaint_id), "../odd", "--to", str(tmp_path))


def test_a_complaint_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="no complaint 4711"):
        save("4711", "odd")


def test_a_mail_taken_as_no_complaint_is_expected_to_be_none(complaint_id: int, tmp_path: Path) -> None:
    correct(complaint_id, "not_a_complaint", {"kind": "reply"})
    save(str(complaint_id), "odd", "--to", str(tmp_path))

    assert expected_in(tmp_path)["kind"] == "reply"
    assert expected_in(tmp_path)["status"] == "not_a_complaint"


def test_an_original_marked_by_hand_is_expected_redacted(complaint_id: int, tmp_path: Path) -> None:
    lines = FORWARD.read_bytes().partition(b"\r\n\r\n")[2].splitlines()
    first = next(number for number, line in enumerate(lines, start=1) if line.startswith(b"From: "))
    correct(complaint_id, "original", {"part_path": "1", "first_line": first, "last_line": None, "unquote": False})
    save(str(complaint_id), "odd", "--to", str(tmp_path))
    sender = expected_in(tmp_path)["originals"][0]["from_address"]  # type: ignore[index]

    assert sender.encode() in (tmp_path / "odd.eml").read_bytes()


def test_the_zip_holds_both_files_below_the_recognisers_folder(complaint_id: int) -> None:
    with zipfile.ZipFile(io.BytesIO(sample_zip(complaint_id, "odd"))) as archive:
        assert archive.namelist() == ["inline/odd.eml", "inline/odd.expected.json"]


def test_a_zip_needs_a_name(complaint_id: int) -> None:
    with pytest.raises(SampleError, match="small letters"):
        sample_zip(complaint_id, "")
