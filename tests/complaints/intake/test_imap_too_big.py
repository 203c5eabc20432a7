"""Mail that is too big for the desk is never lost: it lies in a folder of its own, and a case says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from complaints.intake.imap_session import Session
from complaints.models import Case, Complaint
from tests.complaints.intake.fetching import LIMIT_BYTES, MAIL, TOO_BIG, fetch, needs_dovecot

if TYPE_CHECKING:
    from django.test import Client

    from tests.dovecot import Dovecot

pytestmark = [pytest.mark.django_db(transaction=True), needs_dovecot]


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
