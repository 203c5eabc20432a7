"""Spam that somebody sends to the desk itself: kept, in a queue of its own, and nobody is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from complaints.models import Case, OutboxRow
from complaints.selectors.counts import desk_counts
from complaints.selectors.queue import queue_page
from complaints.selectors.queue_views import VIEW_BY_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db

PITCH = (
    'From: "Growth Team" <team@rank-boost.example>\r\nTo: abuse@example.com\r\n'
    "Subject: Improve your website ranking this month\r\nMessage-ID: <pitch-7@rank-boost.example>\r\n\r\n"
    "Dear Sir/Madam,\r\n\r\nI was looking at your website and see that it does not rank on the first page of\r\n"
    "Google. We offer affordable SEO packages and guest posts for business owners.\r\n"
    "Visit https://rank-boost.example/offer?id=77 to see our price list.\r\n\r\n"
    "If you do not want these mails, unsubscribe: https://rank-boost.example/u/77\r\n"
)


@pytest.fixture
def pitch(tmp_path: Path, settings: Settings) -> Case:
    """Take in a sales pitch that was sent to the desk."""
    settings.REDIS_URL = ""
    (tmp_path / "pitch.eml").write_bytes(PITCH.encode())
    call_command("ingest", str(tmp_path / "pitch.eml"))
    return Case.objects.get()


def test_a_pitch_to_the_desk_waits_among_direct_spam_with_its_sender_and_words(pitch: Case) -> None:
    row = queue_page(VIEW_BY_NAME["direct"], staff_id=None).rows[0]
    assert (row.case_id, row.sender) == (pitch.pk, "team@rank-boost.example")
    assert row.words.startswith("Dear Sir/Madam, I was looking")
    counts = desk_counts(None)
    assert (counts.direct, counts.open, counts.unattributed) == (1, 0, 0)


def test_a_pitch_to_the_desk_is_asked_nothing(pitch: Case) -> None:
    assert pitch.complaints.get().needs == []
    assert not OutboxRow.objects.exists()
