"""Complaints that staff add in files: every message is taken or refused with a reason, and nothing hides."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from complaints.intake import upload, upload_page, zips
from complaints.jobs import drain_inbox
from complaints.models import Complaint, Incident, RawMessage
from complaints.services import receive as receiving
from tests import builders
from tests.complaints.domain.formats.outlook_files import message_file
from tests.complaints.domain.formats.test_outlook import BODY, CLASS, HEADERS, TRANSPORT
from tests.complaints.management.test_ingest import ARF
from tests.complaints.management.test_ingest import WORDS as PLAIN

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db

FROM_LINE = "From a@example.net Thu Nov  5 15:14:27 2026\n"
MSG = message_file({CLASS: "IPM.Note", HEADERS: TRANSPORT, BODY: "You send spam"})
HTML = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def _in_process(settings: Settings) -> None:
    settings.REDIS_URL = ""


def mbox(count: int) -> bytes:
    return "".join(f"{FROM_LINE}{PLAIN}{number}\r\n\r\n" for number in range(count)).encode()


def zipped(files: dict[str, bytes], **how: Any) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, inside in files.items():
            archive.writestr(name, inside)
    return content.getvalue()


def add(client: Client, *files: tuple[str, bytes], **fields: str) -> str:
    posted = {"files": [SimpleUploadedFile(name, content) for name, content in files], "complete": "1", **fields}
    answer = client.post("/desk/upload/", posted)
    assert answer.status_code == 200
    return answer.content.decode()


def kept() -> list[bytes]:
    return [row.raw.content() for row in Complaint.objects.order_by("pk")]


def test_a_mail_is_taken_byte_for_byte(client: Client) -> None:
    builders.log_in(client)
    add(client, ("1.eml", ARF.encode()))
    assert kept() == [ARF.encode()]


def test_the_answer_links_to_the_complaint(client: Client) -> None:
    builders.log_in(client)
    shown = add(client, ("1.eml", ARF.encode()))
    assert reverse("complaint", args=(Complaint.objects.get().pk,)) in shown


def test_the_complaint_says_who_added_it(client: Client) -> None:
    builders.log_in(client, name="ann")
    add(client, ("1.eml", ARF.encode()))
    row = Complaint.objects.get()
    assert (row.door, row.peer) == ("upload", "ann")


def test_many_files_are_taken_in_order(client: Client) -> None:
    builders.log_in(client)
    add(client, ("1.eml", b"From: a@b.example\r\n\r\n1"), ("2.eml", b"From: a@b.example\r\n\r\n2"))
    assert [content[-1:] for content in kept()] == [b"1", b"2"]


def test_an_mbox_is_taken_message_by_message(client: Client) -> None:
    builders.log_in(client)
    assert "3 complaints added" in add(client, ("box.mbox", mbox(3)))
    assert len(kept()) == 3


def test_the_mailbox_can_be_said(client: Client) -> None:
    builders.log_in(client)
    add(client, ("1.eml", ARF.encode()), channel="blocklists")
    assert Complaint.objects.get().channel == "blocklists"


def test_a_mailbox_that_there_is_not_is_not_believed(client: Client) -> None:
    builders.log_in(client)
    add(client, ("1.eml", ARF.encode()), channel="private")
    assert Complaint.objects.get().channel == ""


def test_a_mail_that_was_received_before_is_taken_and_said_to_be_known(client: Client) -> None:
    builders.log_in(client)
    add(client, ("1.eml", ARF.encode()))
    assert "1 of them received before" in add(client, ("again.eml", ARF.encode()))


def test_outlooks_file_is_kept_as_it_is_and_read_as_the_mail_that_it_was(client: Client) -> None:
    builders.log_in(client)
    add(client, ("complaint.msg", MSG))
    drain_inbox()
    complaint = Complaint.objects.get()
    assert complaint.raw.content() == MSG
    assert (complaint.subject, complaint.reporter_address) == ("Winter sale", "news@shop.example")
    assert "file of Outlook" in complaint.trace[0]


def test_a_report_in_outlooks_file_is_read_and_its_original_is_no_exact_copy(client: Client) -> None:
    builders.log_in(client)
    head = "From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: spam\r\n"
    original = ARF[ARF.index("Received:") : ARF.index("\r\n--b--")]
    add(
        client, ("c.msg", message_file({CLASS: "IPM.Note", HEADERS: head, BODY: "spam"}, attached=(original.encode(),)))
    )
    drain_inbox()
    incident = Incident.objects.get()
    assert (incident.message_id, incident.exact) == ("<offer.1@example.net>", False)


def test_a_zip_is_taken_file_by_file(client: Client) -> None:
    builders.log_in(client)
    files = {"a/1.eml": ARF.encode(), "__MACOSX/._1.eml": b"x", "b.mbox": mbox(2), "c.msg": MSG}
    assert "4 complaints added" in add(client, ("all.zip", zipped(files)))


def test_names_in_a_zip_lead_nowhere(client: Client, tmp_path: Any) -> None:
    builders.log_in(client)
    evil = str(tmp_path / "evil.eml")
    shown = add(client, ("all.zip", zipped({f"../../..{evil}": ARF.encode(), evil: PLAIN.encode()})))
    assert "2 complaints added" in shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("photo.jpg", b"\xff\xd8\xff", "no mail, mbox or zip"),
        ("letter.docx", zipped({"word/document.xml": b"<x/>"}), "no mail, mbox or zip"),
        ("empty.eml", b"", "empty"),
        ("old.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "save the mail as .eml"),
        ("not.msg", b"hello", "save the mail as .eml"),
        ("not.zip", b"hello", "no zip"),
        ("cut.zip", zipped({"1.eml": ARF.encode()})[:-30], "no whole zip"),
        ("nested.zip", zipped({"inner.zip": zipped({"1.eml": b"x"})}), "a zip in a zip"),
        ("many.zip", zipped({f"{number}.eml": b"x" for number in range(501)}), "more than 500 files"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(client: Client, name: str, content: bytes, words: str) -> None:
    builders.log_in(client)
    assert words in add(client, (name, content))
    assert kept() == []


def test_a_mail_without_an_ending_is_known_by_its_content(client: Client) -> None:
    builders.log_in(client)
    assert "1 complaint added" in add(client, ("1700000.M1P2.host", ARF.encode()))


def test_the_good_files_of_a_zip_are_taken_and_the_others_named(client: Client) -> None:
    builders.log_in(client)
    shown = add(client, ("all.zip", zipped({"1.eml": ARF.encode(), "photo.png": b"\x89PNG"})))
    assert "1 complaint added" in shown
    assert "<strong>photo.png</strong> not taken" in shown


def test_a_file_with_a_password_is_named(client: Client) -> None:
    builders.log_in(client)
    content = bytearray(zipped({"1.eml": ARF.encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "password" in add(client, ("locked.zip", bytes(content)))


def test_a_zip_that_unpacks_to_too_much_is_refused_whole(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_UNPACKED_BYTES", 1024 * 1024)
    builders.log_in(client)
    bomb = zipped({"1.eml": ARF.encode(), "2.eml": b"\0" * 1024 * 1024})
    assert "unpacks to more than 1 MB" in add(client, ("bomb.zip", bomb))
    assert kept() == []


def test_a_zip_that_lies_about_sizes_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_UNPACKED_BYTES", 1024 * 1024)
    builders.log_in(client)
    bomb = bytearray(zipped({"2.eml": b"\0" * 4 * 1024 * 1024}))
    struct.pack_into("<L", bomb, bomb.index(b"PK\x01\x02") + 24, 100)
    shown = add(client, ("bomb.zip", bytes(bomb)))
    assert "unpacks to more" in shown or "damaged" in shown
    assert kept() == []


def test_a_zip_with_a_second_larger_directory_is_refused_before_it_is_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        pytest.fail("the library read the directory")

    content = zipped({"1.eml": ARF.encode()})
    end = content.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, 0, 1)
    monkeypatch.setattr(zipfile, "ZipFile", read)
    builders.log_in(client)
    assert "no whole zip" in add(client, ("z64.zip", content[:end] + locator + content[end:]))


def test_an_mbox_with_too_many_messages_is_refused_whole_and_says_how_to_go_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MOST_MESSAGES", 3)
    builders.log_in(client)
    shown = add(client, ("box.mbox", mbox(4)))
    assert "manage.py ingest" in shown
    assert kept() == []


def test_files_together_with_too_many_messages_are_taken_as_far_as_they_go(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_page, "Room", lambda: upload.Room(left=3))
    builders.log_in(client)
    shown = add(client, ("1.mbox", mbox(2)), ("2.mbox", mbox(2)))
    assert "Add it by itself" in shown
    assert len(kept()) == 2


def test_a_message_that_is_too_large_is_named_and_the_others_are_taken(client: Client, settings: Settings) -> None:
    settings.MESSAGE_LIMIT_BYTES = 2000
    builders.log_in(client)
    large = mbox(1) + f"{FROM_LINE}{PLAIN}".encode() + b"x" * 3000 + b"\r\n\r\n" + mbox(1)
    shown = add(client, ("box.mbox", large))
    assert "Its message 2 is larger" in shown
    assert len(kept()) == 2


@pytest.mark.parametrize("error", [OSError("disk full"), OperationalError("gone")])
def test_when_the_store_fails_the_answer_says_what_was_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    real = receiving.commit
    calls: list[int] = []

    def fail(messages: list[Any]) -> list[int]:
        calls.append(len(messages))
        if len(calls) == 2:
            raise error
        return real(messages)

    monkeypatch.setattr(upload, "commit", fail)
    builders.log_in(client)
    shown = add(client, ("box.mbox", mbox(upload.BATCH + 1)))
    assert f"{upload.BATCH} complaints added" in shown
    assert "has to be added again" in shown
    assert len(kept()) == upload.BATCH


def test_hostile_names_stay_text(client: Client) -> None:
    builders.log_in(client)
    shown = add(client, ("<script>alert(1)<\u202egnp.eml", ARF.encode()))
    assert "<script>alert" not in shown
    assert "\u202e" not in shown


def test_without_a_file_the_page_says_so(client: Client) -> None:
    builders.log_in(client)
    answer = client.post("/desk/upload/", {"complete": "1"})
    assert answer.status_code == 400
    assert "Choose at least one file" in answer.content.decode()


def test_an_upload_that_broke_off_is_no_complaint(client: Client) -> None:
    builders.log_in(client)
    answer = client.post("/desk/upload/", {"files": SimpleUploadedFile("1.eml", ARF.encode())})
    assert answer.status_code == 400
    assert "broke off" in answer.content.decode()
    assert not RawMessage.objects.exists()


def test_more_files_than_are_taken_at_once_are_refused(client: Client) -> None:
    builders.log_in(client)
    files = [SimpleUploadedFile(f"{number}.eml", ARF.encode()) for number in range(101)]
    answer = client.post("/desk/upload/", {"files": files, "complete": "1"})
    assert answer.status_code == 400
    assert "more than 100 files" in answer.content.decode()


def test_what_is_too_large_is_refused_unread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_page, "MOST_REQUEST_BYTES", 100)
    builders.log_in(client)
    answer = client.post("/desk/upload/", {"files": SimpleUploadedFile("1.eml", ARF.encode()), "complete": "1"})
    assert answer.status_code == 413
    assert not RawMessage.objects.exists()


def test_without_room_nothing_is_taken(client: Client, settings: Settings) -> None:
    settings.DISK_SPARE_BYTES = 2**62
    builders.log_in(client)
    answer = client.post("/desk/upload/", {"files": SimpleUploadedFile("1.eml", ARF.encode()), "complete": "1"})
    assert answer.status_code == 503


def test_the_pages_script_gets_the_outcome_alone(client: Client) -> None:
    builders.log_in(client)
    posted = {"files": SimpleUploadedFile("1.eml", ARF.encode()), "complete": "1"}
    shown = client.post("/desk/upload/", posted, headers=HTML).content.decode()
    assert "1 complaint added" in shown
    assert "<html" not in shown


def test_who_may_not_work_on_cases_may_not_add_complaints(client: Client) -> None:
    builders.log_in(client, role="")
    assert client.get("/desk/upload/").status_code == 403
    assert client.post("/desk/upload/", {"complete": "1"}).status_code == 403


def test_strangers_are_asked_to_log_in(client: Client) -> None:
    assert client.get("/desk/upload/")["Location"].startswith("/accounts/login/")
    assert client.post("/desk/upload/", {"complete": "1"}).status_code == 302


def test_another_sites_form_adds_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    builders.log_in(client)
    posted = {"files": SimpleUploadedFile("1.eml", ARF.encode()), "complete": "1"}
    assert client.post("/desk/upload/", posted).status_code == 403
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("path", ["/desk/complaints/", "/desk/queue/open/"])
def test_who_may_add_complaints_finds_the_page(client: Client, path: str) -> None:
    builders.log_in(client)
    assert 'href="/desk/upload/"' in client.get(path).content.decode()
