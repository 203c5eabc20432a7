"""Take a mail in: the one function behind every door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.selectors.directory import directory
from complaints.domain.channels import channel_of
from complaints.models import Complaint
from complaints.services.keep_raw import keep_raw
from complaints.services.ring import ring

if TYPE_CHECKING:
    from complaints.domain.facts import Channel, Received


def receive(received: Received, *, door: str, channel: Channel | None = None) -> int:
    """Commit a mail to the queue of record and ring the bell.

    When this returns, the raw bytes, their hash, the envelope and the peer are committed: only then may a door say yes.

    Args:
        received: the mail with its envelope.
        door: lmtp, smtp, ingest, upload …, for the record.
        channel: overrides what the envelope's recipients say.

    Returns:
        The complaint's id.

    Raises:
        OSError, django.db.Error: nothing was accepted; the sender must try again.
    """
    with transaction.atomic():
        sha256 = keep_raw(received.raw, now=received.received_at)
        complaint = Complaint.objects.create(
            raw_id=sha256,
            received_at=received.received_at,
            mail_from=received.mail_from[:998],
            rcpt_to=[address[:998] for address in received.rcpt_to[:100]],
            peer=received.peer[:64],
            door=door,
            channel=channel or channel_of(received.rcpt_to, directory().platform.mailboxes) or "",
        )
        transaction.on_commit(ring, robust=True)
    return complaint.pk
