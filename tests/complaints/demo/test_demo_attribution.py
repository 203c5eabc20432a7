"""The demo goes in through its command; the answers are compared with what a careful reader makes of each mail."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import SentMessage, Subscription
from complaints.models import Case, Complaint, Incident
from complaints.selectors.answer import answer
from tests.complaints.demo.test_stories import FRAMED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db  # pytest-django makes a database only where a test is marked.

MODELS = (Subscription, SentMessage, Complaint, Incident, Case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What the desk said, in the order of the files, beside the truth; and how many rows there were after each run."""

    pairs: tuple[tuple[dict[str, Any], dict[str, Any]], ...]
    counts: tuple[tuple[int, ...], ...]
    said: tuple[str, ...]
    folder: Path

    def with_incident(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Give truth and incident, for the stories that have one."""
        for truth, said in self.pairs:
            if truth["origins"]:
                yield from ((truth, incident) for incident in said["incidents"])


def _run(folder: Path) -> str:
    spoken = io.StringIO()
    call_command("demo", directory=folder, seed=7, scale=0.1, stdout=spoken, stderr=io.StringIO())
    return spoken.getvalue()


def _counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in MODELS)


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Loaded:
    """Load the demo twice, keep what the desk says and roll everything back."""
    folder = tmp_path_factory.mktemp("loaded")
    with django_db_blocker.unblock(), override_settings(REDIS_URL=""), transaction.atomic():
        first, counts = _run(folder), _counts()
        answers = [answer(complaint) for complaint in Complaint.objects.order_by("pk")]
        again = _run(folder)
        both = (counts, _counts())
        transaction.set_rollback(True)
    truth = [json.loads(line) for line in (folder / "complaints" / "truth.jsonl").read_text("utf-8").splitlines()]
    return Loaded(pairs=tuple(zip(truth, answers, strict=True)), counts=both, said=(first, again), folder=folder)


@pytest.mark.parametrize("field", ["status", "format", "channel", "feedback_type"])
def test_every_complaint_is_read_as_what_it_is(loaded: Loaded, field: str) -> None:
    differing = [
        (truth["file"], truth["story"], truth[field], said[field])
        for truth, said in loaded.pairs
        if truth[field] != said[field]
    ]
    assert not differing


def test_every_complaint_about_a_message_has_one_incident(loaded: Loaded) -> None:
    told = [(truth, len(said["incidents"])) for truth, said in loaded.pairs if truth["origins"]]
    assert not [(truth["file"], truth["format"], count) for truth, count in told if count != 1]


@pytest.mark.parametrize("field", ["account", "recipient", "message_id"])
def test_every_incident_names_the_right_account_recipient_and_message(loaded: Loaded, field: str) -> None:
    differing = [
        (truth["file"], truth["story"], truth[field], incident[field])
        for truth, incident in loaded.with_incident()
        if truth[field] != (incident[field] or None)
    ]
    assert not differing


def test_every_origin_is_one_that_the_contract_allows(loaded: Loaded) -> None:
    differing = [
        (truth["file"], truth["story"], truth["origins"], incident["origin"])
        for truth, incident in loaded.with_incident()
        if incident["origin"] not in truth["origins"]
    ]
    assert not differing


def test_no_joe_job_is_above_claimed(loaded: Loaded) -> None:
    origins = {incident["origin"] for truth, incident in loaded.with_incident() if truth["story"] in FRAMED}
    assert origins <= {"claimed", "contradicted"}


def test_a_complaint_about_no_message_has_no_incident(loaded: Loaded) -> None:
    told = [pair for pair in loaded.pairs if pair[0]["status"] != "not_a_complaint" and not pair[0]["origins"]]
    assert told
    assert not [truth["file"] for truth, said in told if said["incidents"]]


def test_what_is_no_complaint_opens_no_case(loaded: Loaded) -> None:
    quiet = [said for truth, said in loaded.pairs if truth["status"] == "not_a_complaint"]
    assert quiet
    assert not [said for said in quiet if said["case"] or any(one["case"] for one in said["incidents"])]


def test_a_message_reported_twice_is_one_incident(loaded: Loaded) -> None:
    told = [incident for truth, incident in loaded.with_incident() if truth["story"] == "reported_twice"]
    assert len(told) == 4
    assert sum(incident["duplicate_of"] is not None for incident in told) == 2
    assert len({incident["case"] for incident in told}) == 2


def test_loading_again_adds_nothing(loaded: Loaded) -> None:
    assert loaded.counts[0] == loaded.counts[1]
    assert "came in already" in loaded.said[1]


def test_a_folder_with_another_demo_is_refused(loaded: Loaded) -> None:
    with pytest.raises(CommandError, match="seed 7"):
        call_command("demo", directory=loaded.folder, seed=8, scale=0.1, only_write=True, stdout=io.StringIO())
