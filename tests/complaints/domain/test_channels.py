"""Which mailbox a mail was written to."""

from __future__ import annotations

import pytest

from complaints.domain.channels import channel_of
from complaints.domain.facts import Channel

MAILBOXES = {"public": "badactor@example.com", "blocklists": "blacklists@example.com"}


@pytest.mark.parametrize(
    ("addresses", "channel"),
    [
        (["badactor@example.com"], Channel.PUBLIC),
        (["<BadActor@Example.COM>"], Channel.PUBLIC),
        (["blacklists+sbl@example.com"], Channel.BLOCKLISTS),
        (["badactor@example.com", "blacklists@example.com"], Channel.BLOCKLISTS),
        (["someone@example.net"], None),
        ([], None),
        (["", "@", "<>"], None),
    ],
)
def test_the_recipient_names_the_channel(addresses: list[str], channel: Channel | None) -> None:
    assert channel_of(addresses, MAILBOXES) is channel


def test_nothing_is_named_before_a_platform_was_imported() -> None:
    assert channel_of(["badactor@example.com", ""], {}) is None
