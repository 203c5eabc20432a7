"""The commands that write a bundle and check one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from complaints.domain.bundle import pack
from complaints.management.commands import verify_bundle
from complaints.models import Case
from tests.complaints.late_records import complain, import_platform

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def case(db: None) -> Case:
    import_platform()
    return Case.objects.get(incidents__complaint=complain())


def said_by(command: str, *args: str, **options: object) -> str:
    said = io.StringIO()
    call_command(command, *args, stdout=said, **options)
    return said.getvalue()


def test_the_command_says_the_fingerprint_that_the_history_has(case: Case, tmp_path: Path) -> None:
    said = said_by("evidence_bundle", str(case.pk), to=tmp_path / "case.zip")
    assert f"--fingerprint {case.events.get(kind='bundle').facts['fingerprint']}" in said


def test_a_file_that_is_there_already_is_kept_and_nothing_is_noted(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    path.write_bytes(b"kept")
    with pytest.raises(CommandError, match="could not be written"):
        said_by("evidence_bundle", str(case.pk), to=path)
    assert path.read_bytes() == b"kept"
    assert not case.events.filter(kind="bundle").exists()


def test_a_bundle_that_could_not_be_finished_leaves_no_file(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_self: object) -> bytes:
        message = "gone"
        raise FileNotFoundError(message)

    monkeypatch.setattr("complaints.models.RawMessage.content", lost)
    with pytest.raises(CommandError, match="could not be written"):
        said_by("evidence_bundle", str(case.pk), to=tmp_path / "case.zip")
    assert list(tmp_path.iterdir()) == []


def test_without_a_fingerprint_a_whole_bundle_is_said_to_agree_with_itself_only(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    said_by("evidence_bundle", str(case.pk), to=path)
    said = said_by("verify_bundle", str(path))
    assert "It agrees with itself, which one that somebody made up can do too" in said


def test_with_its_fingerprint_a_bundle_is_said_to_be_that_one(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    said_by("evidence_bundle", str(case.pk), to=path)
    noted = case.events.get(kind="bundle").facts["fingerprint"]
    assert "It bears the fingerprint that was given." in said_by("verify_bundle", str(path), fingerprint=noted)


def test_a_bundle_is_checked_without_a_database(tmp_path: Path) -> None:
    # This test has no database: a query would raise.
    path = tmp_path / "made.zip"
    with path.open("wb") as file:
        pack(file, [], {})
    assert "The bundle is whole." in said_by("verify_bundle", str(path))


def test_what_holds_is_summed_up_when_it_is_much(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_bundle, "MOST_TOLD", 1)
    path = tmp_path / "case.zip"
    said_by("evidence_bundle", str(case.pk), to=path)
    assert "  and 1 more that hold." in said_by("verify_bundle", str(path))
