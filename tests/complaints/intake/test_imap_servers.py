"""Servers differ in what they can do, in how they name folders, and in how they are reached."""

from __future__ import annotations

import ssl
import threading
from imaplib import IMAP4
from typing import TYPE_CHECKING

import pytest
from imap_tools.errors import MailboxLoginError

from complaints.models import Complaint
from tests.certificates import self_signed
from tests.complaints.intake.fetching import MAIL, done, fetch, needs_dovecot, poller
from tests.dovecot import ELSEWHERE, USER, Dovecot, dovecot
from tests.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = [pytest.mark.django_db(transaction=True), needs_dovecot]


def test_a_password_may_hold_any_letter() -> None:
    with dovecot(more="passdb {\n  driver = static\n  args = password=gehéim\n}") as server:
        server.put(MAIL)
        fetch(server, password="gehéim")
        with pytest.raises(MailboxLoginError):
            fetch(server, password="gehèim")
    assert Complaint.objects.count() == 1


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


def test_new_mail_is_told_of_over_tls_too(secured: tuple[Dovecot, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    server, certificate = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    stop = threading.Event()
    watching = poller(server, f"imaps://{USER}@{ELSEWHERE}:{server.tls_port}", poll_seconds=3600)
    thread = threading.Thread(target=watching.run, args=(stop,))
    thread.start()
    try:
        assert eventually(server.is_idled)
        server.put(MAIL)
        assert eventually(lambda: MAIL in done(server))
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


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
