"""`receive_mail` as an operator runs it."""

from __future__ import annotations

import os
import signal
import smtplib
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from complaints.management.supervision import descendants
from complaints.models import Complaint
from tests.processes import eventually, running
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from pathlib import Path


def bring(port: int, number: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.sendmail("ann@isp.example", "badactor@example.com", f"Subject: {number}\r\n\r\nx\r\n")
    except (OSError, smtplib.SMTPException):
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_several_listeners_share_a_port_and_one_that_dies_is_replaced() -> None:
    port = free_port()
    with running("receive_mail", "--processes", "2", "--port", str(port)) as parent:
        wait_for_port(port)
        assert eventually(lambda: len(descendants(parent.pid)) == 2)
        os.kill(descendants(parent.pid)[0].pid, signal.SIGKILL)
        assert all(eventually(lambda number=number: bring(port, number)) for number in range(20))  # type: ignore[misc]
        assert eventually(lambda: len(descendants(parent.pid)) == 2)
    assert {kept.raw.content()[9:-7] for kept in Complaint.objects.all()} == {str(n).encode() for n in range(20)}


def test_a_certificate_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "MAIL_TLS_CERT", str(tmp_path / "missing.pem"))
    with pytest.raises(CommandError, match=r"MAIL_TLS_CERT.*missing\.pem"):
        call_command("receive_mail")
