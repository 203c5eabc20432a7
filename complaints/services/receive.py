"""Take mails in: what is behind every door."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.selectors.directory import directory
from complaints.domain.channels import channel_of
from complaints.models import Complaint
from complaints.services.keep_raw import keep_bytes, keep_rows
from complaints.services.ring import ring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from complaints.domain.facts import Channel, Received

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mail whose bytes are in the raw store already.

    Attributes:
        door: lmtp, smtp, ingest, upload …, for the record.
        channel: overrides what the envelope's recipients say.
        kept_at: aware UTC, when it came to the desk, where it had arrived in a mailbox before; None: as it arrived.
    """

    received: Received
    sha256: str
    door: str
    channel: Channel | None = None
    kept_at: datetime | None = None


def receive(received: Received, *, door: str, channel: Channel | None = None) -> int:
    """Commit a mail to the queue of record and ring the bell.

    When this returns, the raw bytes, their hash, the envelope and the peer are committed: only then may a door say yes.

    Args:
        received: the mail with its envelope.
        door: as in `Kept`.
        channel: as in `Kept`.

    Returns:
        The complaint's id.

    Raises:
        OSError, django.db.Error: nothing was accepted; the sender must try again.
    """
    return commit([Kept(received=received, sha256=keep_bytes(received.raw), door=door, channel=channel)])[0]


@transaction.atomic
def commit(kept: Sequence[Kept]) -> list[int]:
    """Commit mails whose bytes are kept, all or none, and ring the bell once.

    Returns:
        The complaints' ids, in the order of the mails.

    Raises:
        OSError, django.db.Error: nothing was accepted.
    """
    now = max(one.kept_at or one.received.received_at for one in kept)
    keep_rows({one.sha256: one.received.raw for one in kept}, now=now)
    mailboxes = directory().platform.mailboxes
    complaints = Complaint.objects.bulk_create([_row(one, mailboxes) for one in kept])
    transaction.on_commit(ring, robust=True)
    transaction.on_commit(partial(_tell, complaints), robust=True)
    return [complaint.pk for complaint in complaints]


def _tell(complaints: Sequence[Complaint]) -> None:
    for complaint in complaints:
        logger.info("Received by %s: %s", complaint.door, complaint.raw_id, extra={"complaint": complaint.pk})


def _row(kept: Kept, mailboxes: Mapping[str, str]) -> Complaint:
    received = kept.received
    return Complaint(
        raw_id=kept.sha256,
        received_at=received.received_at,
        mail_from=_storable(received.mail_from)[:998],
        rcpt_to=[_storable(address)[:998] for address in received.rcpt_to[:100]],
        peer=received.peer[:64],
        door=kept.door,
        channel=kept.channel or channel_of(received.rcpt_to, mailboxes) or "",
    )


def _storable(text: str) -> str:
    """Replace what no database holds: an envelope with a stray byte must not keep its message out for ever."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
