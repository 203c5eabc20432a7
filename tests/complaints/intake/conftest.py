"""An IMAP server for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dovecot import Dovecot, dovecot

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def shared_dovecot() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(shared_dovecot: Dovecot) -> Dovecot:
    """Give a server whose mailbox is empty."""
    with shared_dovecot.client() as client:
        for folder in ("INBOX", "Abusedesk.Done", '"Abusedesk.Too big"'):
            if client.select(folder)[0] == "OK":
                client.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()
    return shared_dovecot
