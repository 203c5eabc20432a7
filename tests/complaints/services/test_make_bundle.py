"""The evidence of a case leaves the house whole, checkable and noted."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from complaints.domain.bundle import verify
from complaints.models import Case, Complaint
from complaints.services.make_bundle import make_bundle
from tests.complaints import rows

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MAIL = (
    b"From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: Spam\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nStop it.\r\n--b\r\n'
    b"Content-Type: message/rfc822\r\n\r\nReceived: from a.example ([203.0.113.5]) by mx.isp.example; "
    b"Thu, 05 Nov 2026 15:14:30 +0000\r\nFrom: x@y.example\r\nSubject: Buy\r\nMessage-ID: <1@y.example>\r\n"
    b"Date: Thu, 05 Nov 2026 15:14:27 +0000\r\n\r\nBuy.\r\n--b--\r\n"
)


@pytest.fixture
def case(tmp_path: Path, settings: Settings) -> Case:
    settings.REDIS_URL = ""  # No worker sees the rows of a test's transaction, and waiting for one takes its time.
    mail = tmp_path / "1.eml"
    mail.write_bytes(MAIL)
    call_command("ingest", str(mail), stdout=io.StringIO(), stderr=io.StringIO())
    return Case.objects.get(incidents__complaint=Complaint.objects.get())


def test_the_bundle_of_a_case_holds(case: Case) -> None:
    with make_bundle(case.pk, by=None, now=NOW) as file:
        assert verify(file).problems == ()


def test_the_complaint_is_in_it_byte_for_byte(case: Case) -> None:
    with make_bundle(case.pk, by=None, now=NOW) as file, zipfile.ZipFile(file) as archive:
        assert archive.read(f"complaints/{Complaint.objects.get().pk}.eml") == MAIL


def test_the_history_notes_the_fingerprint_and_who_asked(case: Case) -> None:
    person = rows.staff("ada")

    with make_bundle(case.pk, by=person, now=NOW) as file:
        fingerprint = verify(file).fingerprint

    event = case.events.get(kind="bundle")
    assert (event.by, event.facts) == (person, {"fingerprint": fingerprint})


def test_the_commands_write_a_bundle_and_check_it(case: Case, tmp_path: Path) -> None:
    path, said = tmp_path / "case.zip", io.StringIO()

    call_command("evidence_bundle", str(case.pk), to=path, stdout=io.StringIO())
    call_command("verify_bundle", str(path), stdout=said)

    assert "The bundle is whole." in said.getvalue()


def test_another_fingerprint_than_the_noted_one_is_an_error(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    call_command("evidence_bundle", str(case.pk), to=path, stdout=io.StringIO())

    with pytest.raises(CommandError, match="The fingerprint is not 0"):
        call_command("verify_bundle", str(path), fingerprint="0" * 64, stdout=io.StringIO())
