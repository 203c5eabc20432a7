"""What is kept of a webhook's request: mails as mails, complaints of the provider's as its own JSON.

Nothing that bears the secret is thrown away for being strange: what cannot be read is kept as it was posted, and a
person sees it.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailError
from anymail.signals import EventType, inbound
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error
from django.utils import timezone

from complaints.domain import formats
from complaints.domain.facts import Format, Received
from complaints.domain.mail_file import REBUILT_DOOR
from complaints.intake.posted_mail import Handed, mails_in
from complaints.intake.problems import ProblemError
from complaints.services.keep_raw import keep_bytes
from complaints.services.receive import Kept, commit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.http import HttpRequest

    from complaints.intake.posted import Posted

logger = logging.getLogger(__name__)

# Views of anymail's that fetch a mail do so by one of these, in pieces.
FETCHERS = ("fetch_s3_chunks", "fetch_raw_message_chunks")
# Faults of ours or of the provider's interface: to be tried again. All others are something strange in what was posted.
PASSING = (OSError, Error, AnymailError, ImproperlyConfigured, ProblemError)


def keep(view: Any, request: HttpRequest, posted: Posted) -> list[int]:
    """Commit what a provider posted, all of it or nothing.

    Args:
        view: anymail's view for the request.
        request: already checked.
        posted: its body.

    Returns:
        The complaints' ids; none where nothing was posted that complains.

    Raises:
        ProblemError: a mail is larger than the desk takes.
        OSError, django.db.Error, AnymailError, ImproperlyConfigured: nothing was kept.
    """
    now = timezone.now()
    kept = [_kept(one, view.esp_name, now) for one in _found(view, request, posted)]
    return commit(kept) if kept else []


def _kept(one: Handed, provider: str, now: datetime) -> Kept:
    if len(one.raw) > settings.MESSAGE_LIMIT_BYTES:
        raise ProblemError(413, f"The mail is larger than {settings.MESSAGE_LIMIT_BYTES:,} bytes.")
    received = Received(raw=one.raw, received_at=now, mail_from=one.mail_from, rcpt_to=one.rcpt_to, peer=provider)
    door = "webhook" if one.exact else REBUILT_DOOR
    return Kept(received=received, sha256=keep_bytes(one.raw), door=door)


def _found(view: Any, request: HttpRequest, posted: Posted) -> list[Handed]:
    handed = mails_in(view.esp_name, posted)
    if handed:
        return handed
    fetched = _divert(view)
    try:
        events = [event for event in view.parse_events(request) if event is not None]
        return _mails(events, fetched) if view.signal is inbound else list(_complaints(view.esp_name, events, posted))
    except PASSING:
        raise
    except Exception:  # whatever it was, the post is kept
        logger.exception("A webhook of %s was not understood; it is kept as it was posted.", view.esp_name)
        return [Handed(raw=raw) for raw in fetched] or [Handed(raw=posted.body, exact=False)]


def _divert(view: Any) -> list[bytes]:
    """Let a view fetch the bytes of mails for us, and see none of them itself.

    Returns:
        The list that the mails will be in.
    """
    fetched: list[bytes] = []
    for name in FETCHERS:
        if hasattr(view, name):
            setattr(view, name, _diverted(getattr(view, name), fetched))
    return fetched


def _diverted(fetch: Callable[..., Iterator[bytes]], fetched: list[bytes]) -> Callable[..., Iterator[bytes]]:
    def fetch_for_us(*where: Any) -> Iterator[bytes]:
        content = bytearray()
        for chunk in fetch(*where):
            content += chunk
            if len(content) > settings.MESSAGE_LIMIT_BYTES:
                raise ProblemError(413, f"The mail is larger than {settings.MESSAGE_LIMIT_BYTES:,} bytes.")
        fetched.append(bytes(content))
        return iter(())

    return fetch_for_us


def _mails(events: list[Any], fetched: list[bytes]) -> list[Handed]:
    """Give the mails of anymail's events: as they were fetched, else written anew from the parts that were posted."""
    found = []
    for number, event in enumerate(events):
        was_fetched = number < len(fetched)
        raw = fetched[number] if was_fetched else event.message.as_bytes()
        sender, recipient = event.message.envelope_sender, event.message.envelope_recipient
        rcpt_to = (str(recipient),) if recipient else ()
        found.append(Handed(raw=raw, mail_from=str(sender or ""), rcpt_to=rcpt_to, exact=was_fetched))
    return found


def _complaints(provider: str, events: list[Any], posted: Posted) -> Iterator[Handed]:
    """Give the events that are complaints, each in the provider's own JSON, the whole post where it is about one."""
    told = [event for event in events if event.event_type == EventType.COMPLAINED]
    # Amazon gives an event for each recipient of one and the same notice.
    notices = {id(event.esp_event): event for event in told}
    for event in notices.values():
        whole = [posted.body] if len({id(one.esp_event) for one in events}) == 1 else []
        written = [*whole, *_written(provider, event)]
        yield Handed(raw=next((one for one in written if _is_read(one)), written[-1]))


def _written(provider: str, event: Any) -> Iterator[bytes]:
    """Write an event down: as its provider has it, and in the words that are the same for all."""
    theirs = dict(event.esp_event.items()) if isinstance(event.esp_event, dict) else {}
    yield json.dumps(theirs, ensure_ascii=False, default=str).encode("utf-8", "replace")
    common = {
        "esp_name": provider,
        "event_type": event.event_type,
        "recipient": event.recipient,
        "message_id": event.message_id,
        "timestamp": event.timestamp.isoformat() if event.timestamp else None,
        "event_id": event.event_id,
        "esp_event": theirs,
    }
    yield json.dumps(common, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _is_read(content: bytes) -> bool:
    """Tell whether a recogniser knows a complaint by it."""
    return formats.read(Received(raw=content, received_at=timezone.now())).format is Format.ARF
