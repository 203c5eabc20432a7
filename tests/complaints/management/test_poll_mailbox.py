"""`poll_mailbox` as an operator runs it, beside a real IMAP server."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from complaints.domain.facts import Channel
from complaints.management.commands.poll_mailbox import mailboxes
from complaints.models import Complaint
from tests.complaints.intake.fetching import needs_dovecot
from tests.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.processes import eventually, python, running

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIL = b"From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: spam %d\r\n\r\nPlease stop.\r\n"
DONE = "Abusedesk.Done"


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with dovecot() as made:
        yield made


def places(server: Dovecot) -> dict[str, str]:
    return {"IMAP_URL": f"imap://{USER}@127.0.0.1:{server.port}/INBOX", "IMAP_PASSWORD": PASSWORD}


def moved(server: Dovecot, count: int) -> bool:
    return len(server.messages(DONE)) == count and not server.messages()


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_what_lies_there_is_taken_in_and_what_comes_is_told_of_by_the_server(server: Dovecot) -> None:
    """The pause between two looks is so long that only IDLE can have told of the second."""
    server.put(MAIL % 1)
    with running("poll_mailbox", **places(server), IMAP_POLL_SECONDS="3600"):
        assert eventually(lambda: moved(server, 1) and server.is_idled())
        server.put(MAIL % 2)
        assert eventually(lambda: moved(server, 2))
    assert {kept.raw.content() for kept in Complaint.objects.all()} == {MAIL % 1, MAIL % 2}


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_tell_is_looked_at_again_and_again() -> None:
    with dovecot(more="imap_capability = IMAP4rev1 MOVE") as server:
        with running("poll_mailbox", **places(server), IMAP_POLL_SECONDS="1"):
            server.put(MAIL % 1)
            assert eventually(lambda: moved(server, 1))
            server.put(MAIL % 2)
            assert eventually(lambda: moved(server, 2))
        assert Complaint.objects.count() == 2


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_a_server_that_goes_down_is_waited_for(server: Dovecot) -> None:
    with running("poll_mailbox", **places(server)):
        assert eventually(server.is_idled)
        server.stop()
        server.start()
        server.put(MAIL % 1)
        assert eventually(lambda: moved(server, 1))
    assert Complaint.objects.count() == 1


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_a_poller_that_is_killed_between_commit_and_move_takes_nothing_in_twice(server: Dovecot) -> None:
    server.put(MAIL % 1)
    code = (
        "import django, os, signal; django.setup()\n"
        "from complaints.intake.imap_session import Session\n"
        "Session.move = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from django.core.management import call_command\n"
        "call_command('poll_mailbox', '--once')"
    )
    assert python(code, **places(server)).returncode == -signal.SIGKILL
    assert (Complaint.objects.count(), len(server.messages())) == (1, 1)
    with running("poll_mailbox", "--once", **places(server)) as process:
        assert process.wait(60) == 0
    assert (Complaint.objects.count(), moved(server, 1)) == (1, True)


@needs_dovecot
@pytest.mark.django_db(transaction=True)
def test_a_poller_that_is_asked_to_end_while_it_waits_ends_in_good_order(server: Dovecot) -> None:
    with running("poll_mailbox", **places(server)) as process:
        assert eventually(server.is_idled)
        process.terminate()
        assert process.wait(10) == 0


def test_without_a_mailbox_it_says_what_to_set() -> None:
    with pytest.raises(CommandError, match="set IMAP_URL"):
        call_command("poll_mailbox")


def test_once_ends_with_the_reason_when_the_server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(settings, "IMAP_URL", f"imap://ann@127.0.0.1:{taken.getsockname()[1]}/")
        with pytest.raises(CommandError, match="Is the server up"):
            call_command("poll_mailbox", "--once")


def test_the_mailbox_of_the_blocklists_is_one_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IMAP_URL", "imaps://ann@imap.example/")
    monkeypatch.setattr(settings, "IMAP_URL_BLOCKLISTS", "imaps://ann@imap.example/Blocklists")
    found = [(mailbox.address.folder, mailbox.channel) for mailbox in mailboxes()]
    assert found == [("INBOX", None), ("Blocklists", Channel.BLOCKLISTS)]
