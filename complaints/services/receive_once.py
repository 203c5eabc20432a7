"""Take a complaint in once, however often its sender asks: behind doors whose callers give a request a key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from complaints.domain.errors import DeskError
from complaints.models import ApiRequest
from complaints.services.keep_raw import keep_bytes
from complaints.services.receive import Kept, commit

if TYPE_CHECKING:
    from complaints.domain.facts import Channel, Received
    from complaints.models import ApiToken


@dataclass(frozen=True, slots=True)
class Taken:
    """What a request came to. `again`: the same request had been answered before."""

    complaint_id: int
    sha256: str
    again: bool = False


class KeyReusedError(DeskError):
    """A key that was given to another request."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The Idempotency-Key “{key[:60]}” was used for a request with another body or other parameters. "
            "Give every new request a key of its own."
        )


def receive_once(received: Received, *, token: ApiToken, key: str, door: str, channel: Channel | None = None) -> Taken:
    """Commit a mail, unless the same request was committed before.

    Of requests with one key that come at the same time one commits; the others wait for it at the unique key and give
    its answer.

    Args:
        received: the mail with its envelope.
        token: whose key it is; keys of different tokens have nothing to do with each other.
        key: as the caller gave it, at most 255 characters; "" for a request without one, which is always taken.
        door: as in `Kept`.
        channel: as in `Kept`.

    Raises:
        KeyReusedError: the key belongs to another request.
        OSError, django.db.Error: nothing was accepted; the caller must try again.
    """
    fingerprint = _fingerprint(received, channel)
    if key and (before := _earlier(token, key, fingerprint)):
        return before
    kept = Kept(received=received, sha256=keep_bytes(received.raw), door=door, channel=channel)
    try:
        with transaction.atomic():
            (number,) = commit([kept])
            if key:
                ApiRequest.objects.create(
                    token=token,
                    key=key,
                    fingerprint=fingerprint,
                    complaint_id=number,
                    created_at=received.received_at,
                )
    except IntegrityError:
        before = _earlier(token, key, fingerprint)
        if before is None:
            raise
        return before
    return Taken(number, kept.sha256)


def _earlier(token: ApiToken, key: str, fingerprint: str) -> Taken | None:
    row = ApiRequest.objects.select_related("complaint").filter(token=token, key=key).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise KeyReusedError(key)
    return Taken(row.complaint_id, row.complaint.raw_id, again=True)


def _fingerprint(received: Received, channel: Channel | None) -> str:
    asked = json.dumps([channel, received.mail_from, received.rcpt_to]).encode()
    return hashlib.sha256(hashlib.sha256(received.raw).digest() + asked).hexdigest()
