"""`ingest` answers in the words of the contract, stores every message, and does the work before it returns."""

from __future__ import annotations

import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.models import Case, Complaint, Incident
from complaints.services.receive import receive

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db

ORIGINAL = (
    "Received: from mta.example.net (mta.example.net [203.0.113.56])\r\n"
    "\tby mx.isp.example with ESMTP id 4f5g6h for <ann@isp.example>; Thu, 05 Nov 2026 15:14:30 +0000\r\n"
    "Message-ID: <offer.1@example.net>\r\n"
    "From: Offers <offers@example.net>\r\n"
    "To: ann@isp.example\r\n"
    "Subject: Buy now\r\n"
    "Date: Thu, 05 Nov 2026 16:14:27 +0100\r\n\r\n"
    "Cheap things.\r\n"
)
ARF = (
    "From: feedback@isp.example\r\nTo: badactor@example.com\r\nSubject: FW: Buy now\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
    "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
    "Feedback-Type: Abuse\r\nUser-Agent: Loop/1.0\r\nVersion: 1\r\nSource-IP: 203.0.113.56\r\n"
    "Original-Rcpt-To: <ann@isp.example>\r\n\r\n"
    f"--b\r\nContent-Type: message/rfc822\r\n\r\n{ORIGINAL}\r\n--b--\r\n"
)
WORDS = "From: bob@isp.example\r\nTo: badactor@example.com\r\nSubject: spam!\r\n\r\nYou send me spam.\r\n"


@pytest.fixture(autouse=True)
def _no_queue(settings: Settings) -> None:
    """Work in process: no worker sees the rows of a test's transaction, and waiting for one takes its time."""
    settings.REDIS_URL = ""


KEYS = {
    *("file", "index", "sha256", "status", "complaint_id", "format", "channel", "feedback_type", "case", "reporter"),
    *("needs", "error", "incidents"),
}
INCIDENT_KEYS = {
    *("message_id", "recipient", "subject", "sent_at", "source_ip", "headers", "account", "origin", "confidence"),
    *("reasons", "case", "duplicate_of"),
}


def ingest(*words: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("ingest", "--json", *words, stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def test_an_answer_has_the_keys_of_the_contract_and_no_other(tmp_path: Path) -> None:
    (answer,) = ingest(write(tmp_path, "1.eml", ARF))
    assert set(answer) == KEYS
    assert set(answer["incidents"][0]) == INCIDENT_KEYS
    assert set(answer["incidents"][0]["reasons"][0] if answer["incidents"][0]["reasons"] else {}) <= {
        "signal",
        "detail",
        "weight",
    }


def test_an_arf_report_is_read_with_its_fields(tmp_path: Path) -> None:
    path = write(tmp_path, "1.eml", ARF)
    (answer,) = ingest(path)
    assert (answer["file"], answer["index"]) == (path, 0)
    assert (answer["status"], answer["format"], answer["feedback_type"]) == ("accepted", "arf", "abuse")
    incident = answer["incidents"][0]
    assert incident["message_id"] == "<offer.1@example.net>"
    assert incident["recipient"] == "ann@isp.example"
    assert incident["source_ip"] == "203.0.113.56"
    assert incident["sent_at"] == "2026-11-05T15:14:27+00:00"


def test_before_any_import_everything_is_foreign(tmp_path: Path) -> None:
    (answer,) = ingest(write(tmp_path, "1.eml", ARF))
    assert (answer["incidents"][0]["origin"], answer["incidents"][0]["account"]) == ("foreign", None)
    assert Case.objects.get(pk=answer["incidents"][0]["case"]).kind == "unattributed"


def test_the_bytes_are_stored_as_they_came(tmp_path: Path) -> None:
    (answer,) = ingest(write(tmp_path, "1.eml", ARF))
    assert answer["sha256"] == hashlib.sha256(ARF.encode()).hexdigest()
    assert Complaint.objects.get().raw.content() == ARF.encode()


def test_the_very_same_message_is_a_duplicate_with_the_incidents_of_the_first(tmp_path: Path) -> None:
    path = write(tmp_path, "1.eml", ARF)
    first, second = ingest(path, path)
    assert (first["status"], second["status"]) == ("accepted", "duplicate")
    assert second["incidents"] == first["incidents"]
    assert Incident.objects.count() == 1


def test_the_same_original_reported_twice_is_one_incident(tmp_path: Path) -> None:
    again = ARF.replace("An abuse report.", "Another report about the same.")
    ingest(write(tmp_path, "1.eml", ARF))
    (answer,) = ingest(write(tmp_path, "2.eml", again))
    first = Incident.objects.order_by("pk").first()
    assert answer["status"] == "accepted"
    assert answer["incidents"][0]["duplicate_of"] == first.pk  # type: ignore[union-attr]  # there is one
    assert Incident.objects.filter(duplicate_of=None).count() == 1
    assert Case.objects.count() == 1


def test_words_without_an_original_open_a_case_and_ask_for_it(tmp_path: Path) -> None:
    (answer,) = ingest(write(tmp_path, "1.eml", WORDS))
    assert (answer["status"], answer["format"], answer["needs"]) == ("accepted", "none", ["original"])
    assert answer["incidents"] == []
    assert Case.objects.get(pk=answer["case"]).kind == "needs_original"


def test_the_answers_come_in_the_order_of_the_input(tmp_path: Path) -> None:
    for number in range(120):
        write(tmp_path, f"{number:03}.eml", WORDS.replace("spam!", f"spam {number}"))
    assert [answer["file"] for answer in ingest(str(tmp_path))] == [f"{number:03}.eml" for number in range(120)]


def test_the_channel_can_be_said(tmp_path: Path) -> None:
    (answer,) = ingest("--channel", "blocklists", write(tmp_path, "1.eml", WORDS))
    assert answer["channel"] == "blocklists"


def test_any_bytes_are_stored(tmp_path: Path) -> None:
    for number, raw in enumerate([b"", b"\x00", b"\xff\xfe" * 50, b"\r\n\r\n", b"Subject: \x00\xff\r\n\r\n\x00"]):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    answers = ingest(str(tmp_path))
    assert all(answer["status"] in {"accepted", "not_a_complaint", "unreadable"} for answer in answers)
    assert len(answers) == 5


def test_a_path_that_is_not_there_ends_with_status_one_and_the_rest_is_done(tmp_path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"1 could not be stored"):
        call_command(
            "ingest",
            "--json",
            str(tmp_path / "missing.eml"),
            write(tmp_path, "1.eml", WORDS),
            stdout=out,
            stderr=io.StringIO(),
        )
    assert len(out.getvalue().splitlines()) == 1


def test_a_full_disk_is_said_and_nothing_is_half_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        message = "No space left on device"
        raise OSError(message)

    monkeypatch.setattr(type(storages["raw"]), "save_all", full)
    with pytest.raises(CommandError, match="No space left"):
        ingest(write(tmp_path, "1.eml", WORDS + "never seen\r\n"))
    assert not Complaint.objects.exists()


def test_a_message_that_breaks_a_limit_is_a_case_for_a_person(tmp_path: Path) -> None:
    (answer,) = ingest(write(tmp_path, "1.eml", "X: y\r\n" * 600 + "\r\nbody"))
    assert answer["status"] == "unreadable"
    assert answer["error"]
    assert Case.objects.get(pk=answer["case"]).kind == "unreadable"


@pytest.mark.corpus
def test_every_message_of_the_corpus_is_stored_byte_for_byte(corpus: Path) -> None:
    known = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines()]
    answers = {answer["file"]: answer for answer in ingest(str(corpus))}
    wrong = [row["path"] for row in known if answers[row["path"]]["sha256"] != row["sha256"]]
    assert not wrong


@pytest.mark.corpus
def test_every_arf_of_the_corpus_keeps_its_type_address_and_message(corpus: Path) -> None:
    known = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines()]
    reports = [row for row in known if row["kind"] == "arf_abuse"]
    wrong = []
    for row in reports:
        (answer,) = ingest(str(corpus / row["path"]))
        truth = row.get("derived", {})
        if truth.get("feedback_type") and answer["feedback_type"] != truth["feedback_type"].strip().lower():
            wrong.append((row["path"], "feedback_type"))
        if answer["status"] != "accepted":
            continue
        addresses = {incident["source_ip"] for incident in answer["incidents"]}
        if truth.get("source_ip") and truth["source_ip"] not in addresses:
            wrong.append((row["path"], "source_ip"))
        messages = {(incident["message_id"] or "").strip("<>") for incident in answer["incidents"]}
        if truth.get("orig_message_id") and truth["orig_message_id"].strip(" <>") not in messages:
            wrong.append((row["path"], "message_id"))
    assert not wrong


def test_a_run_that_was_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    first = write(tmp_path, "1.eml", ARF)
    (before,) = ingest(first)
    second = write(tmp_path, "2.eml", WORDS)
    answers = ingest("--resume", first, second)
    assert answers[0] == before
    assert [answer["status"] for answer in answers] == ["accepted", "accepted"]
    assert Complaint.objects.count() == 2


def test_an_mbox_that_was_taken_half_is_taken_to_its_end(tmp_path: Path) -> None:
    line = "From a@example.net Thu Nov  5 15:14:27 2026\n"
    texts = [WORDS.replace("spam!", f"spam {number}") for number in range(4)]
    box = write(tmp_path, "half.mbox", "".join(line + text + "\r\n" for text in texts[:2]))
    ingest(box)
    write(tmp_path, "half.mbox", "".join(line + text + "\r\n" for text in texts))
    answers = ingest("--resume", box)
    assert [answer["index"] for answer in answers] == [0, 1, 2, 3]
    assert Complaint.objects.count() == 4


def test_a_message_that_comes_twice_in_the_input_is_answered_twice_after_an_interruption(tmp_path: Path) -> None:
    path = write(tmp_path, "1.eml", ARF)
    ingest(path)
    answers = ingest("--resume", path, path)
    assert [answer["status"] for answer in answers] == ["accepted", "duplicate"]
    assert Complaint.objects.count() == 2


def test_to_resume_what_is_done_stores_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "1.eml", ARF)
    assert ingest(path, path) == ingest("--resume", path, path)
    assert Complaint.objects.count() == 2


def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("complaints.management.commands.ingest.finish", interrupt)
    with pytest.raises(CommandError, match="--resume") as told:
        ingest(write(tmp_path, "1.eml", ARF))
    assert told.value.returncode == 130


def test_what_came_by_another_door_is_not_taken_for_an_earlier_run(tmp_path: Path) -> None:
    receive(Received(raw=ARF.encode(), received_at=timezone.now()), door="lmtp")
    (answer,) = ingest("--resume", write(tmp_path, "1.eml", ARF))
    assert answer["status"] == "duplicate"
