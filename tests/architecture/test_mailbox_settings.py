"""The settings of mailboxes that complaints are fetched from: what cannot work, or is unsafe, stops the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.intake.mailbox_address import MailboxAddress, Security, parse
from tests.architecture.test_settings import load

if TYPE_CHECKING:
    from pathlib import Path

URL = "imaps://abuse%40example.com@imap.example/INBOX"


@pytest.mark.parametrize(
    ("url", "host", "port", "folder", "security"),
    [
        (URL, "imap.example", 993, "INBOX", Security.TLS),
        ("imaps://abuse%40example.com@imap.example:1993/Abuse/In%20box", "imap.example", 1993, "Abuse/In box", "tls"),
        ("imap://abuse%40example.com@imap.example", "imap.example", 143, "INBOX", Security.STARTTLS),
        ("imap://abuse%40example.com@localhost/", "localhost", 143, "INBOX", Security.PLAIN),
        ("imap://abuse%40example.com@[::1]:10143/", "::1", 10143, "INBOX", Security.PLAIN),
    ],
)
def test_a_mailbox_is_read_off_its_url(url: str, host: str, port: int, folder: str, security: Security) -> None:
    expected = MailboxAddress(host=host, port=port, user="abuse@example.com", folder=folder, security=security)
    assert parse(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "imap.example",
        "https://ann@imap.example/",
        "imaps://imap.example/INBOX",
        "imaps://ann:word@imap.example/",
        "imaps://ann@imap.example:0/",
        "imaps://ann@imap.example:x/",
        "imaps://ann@imap.example/a%0Db",
        "imaps://ann@imap.example/?x",
    ],
)
def test_another_address_stops_the_start_and_is_not_repeated(tmp_path: Path, url: str) -> None:
    done = load(tmp_path, IMAP_URL=url, IMAP_PASSWORD="x")
    assert done.returncode != 0
    assert "IMAP_URL cannot be used" in done.stderr
    assert "ann" not in done.stderr.rsplit("ImproperlyConfigured", 1)[-1].replace("cannot", "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"IMAP_URL": URL}, "IMAP_PASSWORD is missing"),
        ({"IMAP_URL_BLOCKLISTS": URL}, "IMAP_PASSWORD_BLOCKLISTS is missing"),
        ({"IMAP_URL": URL, "IMAP_URL_BLOCKLISTS": URL, "IMAP_PASSWORD": "x"}, "the same mailbox"),
        ({"IMAP_URL": URL, "IMAP_PASSWORD": "x", "IMAP_DONE_FOLDER": "inbox"}, "must be other folders"),
        (
            {"IMAP_URL": f"{URL}/Mail", "IMAP_PASSWORD": "x", "IMAP_TOO_BIG_FOLDER": "INBOX/Mail"},
            "must be other folders",
        ),
    ],
)
def test_settings_that_do_not_go_together_stop_the_start(tmp_path: Path, given: dict[str, str], said: str) -> None:
    done = load(tmp_path, **given)
    assert done.returncode != 0
    assert said in done.stderr


def test_one_password_does_for_both_mailboxes(tmp_path: Path) -> None:
    both = {"IMAP_URL": URL, "IMAP_URL_BLOCKLISTS": f"{URL}/Lists", "IMAP_PASSWORD": "x"}
    assert load(tmp_path, **both).returncode == 0
