"""The command that forgets, and what the check makes of it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from complaints.models import Complaint, RawMessage, RetentionRun
from complaints.selectors.pipeline import stages
from tests.complaints.forgettable import LATER, complain, decided_complaint, forget, is_forgotten, mail
from tests.complaints.received import auto_reply

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db


def said(command: str = "forget", **options: Any) -> str:
    out = StringIO()
    with time_machine.travel(LATER, tick=False):
        call_command(command, stdout=out, **options)
    return out.getvalue()


def test_it_says_by_which_rules_and_what_it_did() -> None:
    complaint = decided_complaint()
    told = said()
    assert "Kept 365 days for decided cases (RETENTION_CLOSED_DAYS)." in told
    assert "1 complaints were forgotten.\n2 raw messages were erased" in told
    assert is_forgotten(complaint)


def test_a_dry_run_counts_by_rule_and_changes_nothing() -> None:
    complaint = decided_complaint()
    complain(mail())
    auto_reply()
    told = said(dry_run=True)
    assert "3 complaints would be forgotten." in told
    assert "         2  for decided cases\n" in told
    assert not is_forgotten(complaint)


def test_a_dry_run_counts_what_is_then_forgotten() -> None:
    decided_complaint()
    decided_complaint("Again.")
    assert "2 complaints would be forgotten." in said(dry_run=True)
    assert "2 complaints were forgotten." in said()


def test_where_all_is_kept_for_ever_it_says_so(settings: Settings) -> None:
    settings.RETENTION_CLOSED_DAYS = settings.RETENTION_SANCTION_DAYS = settings.RETENTION_UNATTRIBUTED_DAYS = 0
    assert "Kept for ever for decided cases" in said()


def test_a_store_that_is_away_is_told_and_the_rest_is_done_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        message = "Input/output error"
        raise OSError(message)

    decided_complaint()
    with monkeypatch.context() as broken:
        broken.setattr(type(storages["raw"]), "delete", away)
        with pytest.raises(CommandError, match="cannot be reached"):
            said()
    assert "2 raw messages were erased" in said()


def test_what_was_forgotten_is_accounted_for() -> None:
    decided_complaint()
    forget()
    told = said("check_pipeline", bytes=True)
    assert "Nothing is unaccounted for." in told
    assert "         1  of them forgotten since, under the retention rules" in told


@pytest.mark.parametrize("what", ["raw message", "original"])
def test_what_is_kept_without_its_bytes_is_named(what: str) -> None:
    complaint = decided_complaint()
    key = complaint.raw_id if what == "raw message" else complaint.incidents.get().original_id
    RawMessage.objects.filter(pk=key).update(forgotten_at=LATER)
    with pytest.raises(CommandError, match=f"is kept, but (its|an) {what}"):
        said("check_pipeline")


def test_a_look_that_does_not_end_is_told() -> None:
    RetentionRun.objects.create(hour=LATER - timedelta(hours=3), leased_until=LATER)
    stage = next(each for each in stages(LATER) if each.name == "retention")
    assert (stage.stuck, "under way" in stage.sentence) == (True, True)
    assert not Complaint.objects.exists()
