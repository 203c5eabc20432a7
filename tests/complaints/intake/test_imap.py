"""Mail is fetched from a real IMAP server as it lies there, and leaves the inbox only when it is committed."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages
from django.db import OperationalError
from django.utils import timezone
from imap_tools.errors import MailboxMoveError

from accounts.models import PlatformProfile
from complaints.domain.facts import Channel
from complaints.intake.imap_advice import StoreAwayError
from complaints.intake.imap_session import Session
from complaints.jobs import drain_inbox
from complaints.models import Complaint
from complaints.services.claim_complaints import PATIENCE
from complaints.services.keep_raw import keep_bytes
from tests.complaints.intake.fetching import MAIL, done, fetch, needs_dovecot, poller

if TYPE_CHECKING:
    from tests.dovecot import Dovecot

pytestmark = [pytest.mark.django_db(transaction=True), needs_dovecot]


def test_a_mail_is_kept_byte_for_byte_as_the_server_has_it(server: Dovecot) -> None:
    server.put(MAIL)
    fetch(server)
    assert Complaint.objects.get().raw.content() == MAIL


def test_a_mail_that_was_taken_in_lies_in_the_done_folder_and_is_unread(server: Dovecot) -> None:
    server.put(MAIL)
    fetch(server)
    assert (server.messages(), done(server)) == ([], [MAIL])
    with server.client("Abusedesk.Done") as client:
        assert client.search(None, "UNSEEN")[1] == [b"1"]


def test_where_it_came_from_and_when_it_arrived_are_kept(server: Dovecot) -> None:
    arrived_at = datetime(2026, 11, 5, 8, 30, 1, tzinfo=UTC)
    server.put(MAIL, at=arrived_at)
    fetch(server)
    kept = Complaint.objects.get()
    assert (kept.door, kept.peer, kept.received_at) == ("imap", "127.0.0.1", arrived_at)
    assert kept.raw.stored_at > arrived_at


def test_a_time_that_has_not_come_yet_is_not_believed(server: Dovecot) -> None:
    server.put(MAIL, at=timezone.now() + timedelta(days=3))
    fetch(server)
    assert Complaint.objects.get().received_at <= timezone.now()


def test_the_recipients_that_the_mail_names_say_which_channel_it_is(server: Dovecot) -> None:
    toml = (
        'domain = "example.com"\nmailboxes = { public = "badactor@example.com", blocklists = "blacklists@example.com" }'
    )
    PlatformProfile.objects.create(toml=toml, imported_at=timezone.now())
    server.put(MAIL)
    fetch(server)
    drain_inbox()
    assert Complaint.objects.get().channel == Channel.BLOCKLISTS


def test_all_in_the_mailbox_of_a_channel_belongs_to_it(server: Dovecot) -> None:
    server.put(MAIL)
    fetch(server, channel=Channel.BLOCKLISTS)
    assert Complaint.objects.get().channel == Channel.BLOCKLISTS


def test_a_mail_with_nothing_in_it_is_taken_in_too(server: Dovecot) -> None:
    server.put(b"\r\n")
    fetch(server)
    assert Complaint.objects.get().raw.content() == b"\r\n"


def test_many_mails_are_taken_in_oldest_first(server: Dovecot) -> None:
    for number in range(12):
        server.put(f"Subject: {number}\r\n\r\nx\r\n".encode())
    fetch(server)
    bodies = [kept.raw.content()[9:-7] for kept in Complaint.objects.order_by("pk")]
    assert bodies == [str(number).encode() for number in range(12)]
    assert len(done(server)) == 12


def test_a_mail_that_somebody_deleted_is_left_alone(server: Dovecot) -> None:
    server.put(MAIL)
    with server.client() as client:
        client.store("1", "+FLAGS", r"(\Deleted)")
    fetch(server)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("fault", [OSError("No space left on device"), OperationalError("the database is away")])
def test_nothing_moves_while_nothing_can_be_stored(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_: object) -> None:
        raise fault

    server.put(MAIL)
    with monkeypatch.context() as broken:
        broken.setattr("complaints.intake.imap.commit", fail)
        with pytest.raises(StoreAwayError):
            fetch(server)
        assert (server.messages(), done(server)) == ([MAIL], [])
    fetch(server)
    assert Complaint.objects.count() == 1


def test_nothing_is_taken_in_while_the_disk_is_nearly_full(server: Dovecot) -> None:
    server.put(MAIL)
    with pytest.raises(StoreAwayError, match="nearly full"):
        fetch(server, spare_bytes=2**60)
    assert server.messages() == [MAIL]


def test_a_death_between_commit_and_move_takes_nothing_in_twice(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    server.put(MAIL)
    with monkeypatch.context() as dying:
        dying.setattr(Session, "move", die)
        with pytest.raises(SystemExit):
            fetch(server)
    assert (Complaint.objects.count(), server.messages()) == (1, [MAIL])
    fetch(server)
    assert (Complaint.objects.count(), server.messages(), done(server)) == (1, [], [MAIL])


def test_the_same_bytes_that_arrive_at_another_time_are_another_receipt(server: Dovecot) -> None:
    for day in (5, 6):
        server.put(MAIL, at=datetime(2026, 11, day, tzinfo=UTC))
    fetch(server)
    drain_inbox()
    assert [kept.status for kept in Complaint.objects.order_by("pk")] == ["accepted", "duplicate"]


def test_a_mail_that_cannot_be_moved_holds_up_no_other(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    move = Session.move

    def refuse_the_first(session: Session, uid: str, folder: str) -> None:
        if uid == first:
            raise MailboxMoveError(("NO", [b"quota"]), "OK")
        move(session, uid, folder)

    server.put(MAIL)
    server.put(b"Subject: next\r\n\r\nx\r\n")
    with server.client() as client:
        first = client.uid("SEARCH", "ALL")[1][0].split()[0].decode()
    monkeypatch.setattr(Session, "move", refuse_the_first)
    assert fetch(server) == 1
    assert (server.messages(), len(done(server))) == ([MAIL], 1)
    assert "to be tried again in an hour" in caplog.text


@pytest.mark.parametrize(("method", "answer"), [("entries", []), ("content", None)])
def test_a_mail_that_the_server_does_not_give_is_told_and_not_asked_for_without_end(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str, answer: object
) -> None:
    monkeypatch.setattr(Session, method, lambda *_: answer)
    server.put(MAIL)
    assert fetch(server) == 1
    assert "the server lists it and gives nothing of it" in caplog.text


def test_a_mail_that_nobody_foresaw_holds_up_no_other(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_on_one(raw: bytes) -> str:
        if raw == MAIL:
            message = "nobody foresaw it"
            raise ValueError(message)
        return keep_bytes(raw)

    server.put(MAIL)
    server.put(b"Subject: next\r\n\r\nx\r\n")
    monkeypatch.setattr("complaints.intake.imap.keep_bytes", fail_on_one)
    assert fetch(server) == 1
    assert (server.messages(), Complaint.objects.count()) == ([MAIL], 1)
    assert "nobody foresaw it" in caplog.text


def test_a_backlog_of_weeks_is_waited_for_as_long_as_new_mail(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        message = "Input/output error"
        raise OSError(message)

    server.put(MAIL, at=timezone.now() - 3 * PATIENCE)
    fetch(server)
    monkeypatch.setattr(type(storages["raw"]), "_open", away)
    drain_inbox()
    assert Complaint.objects.get().attempts == 0


def test_a_wrong_password_is_said_and_not_tried_again_soon(server: Dovecot, caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    with caplog.at_level(logging.WARNING):
        thread = threading.Thread(target=poller(server, password="wrong").run, args=(stop,))
        thread.start()
        while "Trying again in 60 s" not in caplog.text and thread.is_alive():
            stop.wait(0.05)
        stop.set()
        thread.join(10)
    assert "look at the user in the URL and at the password" in caplog.text
    assert "wrong" not in caplog.text
