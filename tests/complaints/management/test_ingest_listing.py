"""A blocklist's notice that brings the spam along: the listing is kept, and the spam is an incident of its own."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from complaints.models import Case, Complaint

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db

NOTICE = (
    "From: notification@spamhaus.org\r\nTo: blacklists@example.com\r\nSubject: SBL Notify: 198.51.100.7 listed\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain\r\n\r\nIP: 198.51.100.7\r\nSBL Ref: SBL654321\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\n"
    "Received: from a by b; Thu, 05 Nov 2026 15:14:30 +0000\r\nMessage-ID: <offer.1@example.net>\r\n"
    "From: offers@example.net\r\nTo: trap@traps.example\r\nSubject: Buy now\r\n"
    "Date: Thu, 05 Nov 2026 16:14:27 +0100\r\n\r\nCheap things.\r\n--b--\r\n"
)


def test_a_notice_with_evidence_opens_a_listing_and_an_incident(tmp_path: Path, settings: Settings) -> None:
    settings.REDIS_URL = ""
    (tmp_path / "notice.eml").write_bytes(NOTICE.encode())
    out = io.StringIO()

    call_command("ingest", str(tmp_path / "notice.eml"), "--json", stdout=out)

    answer = json.loads(out.getvalue())
    complaint = Complaint.objects.get()
    assert [one["message_id"] for one in answer["incidents"]] == ["<offer.1@example.net>"]
    assert complaint.case is not None
    assert complaint.case.kind == Case.Kind.LISTING
    assert complaint.listing is not None
    assert complaint.listing["networks"] == ["198.51.100.7"]
