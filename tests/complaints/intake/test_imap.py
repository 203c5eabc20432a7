"""Mail is fetched from a real IMAP server as it lies there, and leaves the inbox only when it is committed."""

from __future__ import annotations

import logging
import ssl
import threading
from datetime import UTC, datetime, timedelta
from imaplib import IMAP4
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from imap_tools.errors import MailboxMoveError

from accounts.models import PlatformProfile
from complaints.domain.facts import Channel
from complaints.intake.imap import Habits, Mailbox, Poller
from complaints.intake.imap_advice import StoreAwayError
from complaints.intake.imap_session import Session
from complaints.intake.mailbox_address import parse
from complaints.jobs import drain_inbox
from complaints.models import Case, Complaint
from complaints.services.claim_complaints import PATIENCE
from tests import dovecot as servers
from tests.certificates import self_signed
from tests.dovecot import ELSEWHERE, PASSWORD, USER, Dovecot, dovecot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(servers.PROGRAM is None, reason="Dovecot is not installed (Debian: dovecot-imapd)"),
]

DONE, TOO_BIG, LIMIT_BYTES = "Abusedesk/Done", "Abusedesk/Too big", 20_000
MAIL = (
    b"Delivered-To: blacklists@example.com\r\nFrom: ann@isp.example\r\nTo:  badactor@example.com \r\n"
    b"Subject: spam\r\nX-Folded: a\r\n\t b\r\n\r\n.dots\r\n"
    + b"y" * 5000
    + b"\r\n\xff\xe9 bytes \r\n\r\nlast line, no end"
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(shared: Dovecot) -> Dovecot:
    """Give a server whose mailbox is empty."""
    with shared.client() as client:
        for folder in ("INBOX", "Abusedesk.Done", '"Abusedesk.Too big"'):
            if client.select(folder)[0] == "OK":
                client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()
    return shared


def poller(server: Dovecot, url: str = "", **changes: object) -> Poller:
    address = parse(url or f"imap://{USER}@127.0.0.1:{server.port}/INBOX")
    habits = {"done_folder": DONE, "too_big_folder": TOO_BIG, "message_bytes": LIMIT_BYTES} | {
        "spare_bytes": 0,
        "poll_seconds": 0.2,
    }
    channel = changes.pop("channel", None)
    mailbox = Mailbox(address=address, password=str(changes.pop("password", PASSWORD)), channel=channel)  # type: ignore[arg-type]
    return Poller(mailbox, Habits(**(habits | changes)))  # type: ignore[arg-type]


def fetch(server: Dovecot, url: str = "", **changes: object) -> int:
    return poller(server, url, **changes).once(threading.Event())


def done(server: Dovecot) -> list[bytes]:
    return server.messages("Abusedesk.Done")


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


# --- too big ---


def big() -> bytes:
    return b"From: ann@isp.example\r\nSubject: my holiday\r\n\r\n" + b"z" * 70 * LIMIT_BYTES + b"\r\n"


def test_a_mail_that_is_too_big_lies_in_a_folder_of_its_own(server: Dovecot) -> None:
    server.put(big())
    fetch(server)
    assert (server.messages(), server.messages("Abusedesk.Too big")) == ([], [big()])


def test_a_mail_that_is_too_big_is_never_fetched_whole(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "content", lambda *_: pytest.fail("it was fetched"))
    server.put(big())
    fetch(server)


def test_the_history_of_a_case_tells_of_mail_that_is_too_big(server: Dovecot, admin_client: Client) -> None:
    server.put(big())
    fetch(server)
    case = Case.objects.get()
    page = admin_client.get(reverse("case", args=(case.pk,)), {"tab": "history"}).content.decode()
    assert "subject my holiday" in page
    assert TOO_BIG in page


def test_mail_that_is_too_big_comes_into_one_case_and_each_is_told_once(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    server.put(big())
    server.put(big())
    with monkeypatch.context() as dying:
        dying.setattr(Session, "move", die)
        with pytest.raises(SystemExit):
            fetch(server)
    fetch(server)
    assert Case.objects.get().events.filter(kind="too_big").count() == 2


def test_a_mail_that_is_larger_than_the_server_says_is_too_big_all_the_same(
    server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "content", lambda *_: b"z" * (LIMIT_BYTES + 1))
    server.put(MAIL)
    fetch(server)
    assert (Complaint.objects.count(), server.messages("Abusedesk.Too big")) == (0, [MAIL])


# --- waiting for what is away ---


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


# --- other servers ---


def test_without_move_a_mail_is_copied_and_only_that_one_expunged() -> None:
    with dovecot(more="imap_capability = IMAP4rev1 IDLE UIDPLUS NAMESPACE") as server:
        server.put(b"Subject: deleted by somebody\r\n\r\nx\r\n")
        with server.client() as client:
            client.store("1", "+FLAGS", r"(\Deleted)")
        server.put(MAIL)
        fetch(server)
        assert (done(server), server.messages()) == ([MAIL], [b"Subject: deleted by somebody\r\n\r\nx\r\n"])


def test_without_move_and_uidplus_a_mail_is_copied_and_marked_and_not_taken_in_again() -> None:
    with dovecot(more="imap_capability = IMAP4rev1") as server:
        server.put(MAIL)
        fetch(server)
        fetch(server)
        assert (done(server), server.messages(), Complaint.objects.count()) == ([MAIL], [MAIL], 1)


def test_folders_are_made_where_the_server_wants_them() -> None:
    namespace = "namespace inbox {\n  inbox = yes\n  prefix = INBOX/\n  separator = /\n}"
    with dovecot(more=namespace) as server:
        server.put(MAIL)
        fetch(server)
        assert server.messages("INBOX/Abusedesk/Done") == [MAIL]


# --- TLS ---


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dovecot, Path]]:
    certificate = self_signed(tmp_path_factory.mktemp("tls"), ELSEWHERE)
    with dovecot(certificate=certificate) as server:
        yield server, certificate


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_mail_comes_over_tls_from_a_server_that_shows_its_certificate(
    secured: tuple[Dovecot, Path], monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    server, certificate = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server.put(scheme.encode() + b": x\r\n\r\n")
    port = server.tls_port if scheme == "imaps" else server.port
    fetch(server, f"{scheme}://{USER}@{ELSEWHERE}:{port}")
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize("scheme", ["imaps", "imap"])
def test_no_password_goes_to_a_server_whose_certificate_does_not_hold(
    secured: tuple[Dovecot, Path], scheme: str
) -> None:
    server, _ = secured
    port = server.tls_port if scheme == "imaps" else server.port
    with pytest.raises(ssl.SSLCertVerificationError):
        fetch(server, f"{scheme}://{USER}@{ELSEWHERE}:{port}")


def test_no_password_goes_unencrypted_to_another_machine(server: Dovecot) -> None:
    with pytest.raises(IMAP4.error, match="TLS not supported"):
        fetch(server, f"imap://{USER}@{ELSEWHERE}:{server.port}")
