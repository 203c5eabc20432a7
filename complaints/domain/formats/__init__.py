"""Everything that a complaint can look like: one file a format, asked in order.

A new format is a new file here, a line in `RECOGNISERS` and a folder of samples.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats import (
    arf,
    attached,
    auth_failure,
    auto_reply,
    bounce,
    delisting,
    dmarc_aggregate,
    inline,
    jmrp,
    listing,
    newsletter,
    not_spam,
    opt_out,
    plain,
    provider_event,
    redirected,
    reply,
    ses,
    spamcop,
    tls_report,
    xarf,
    zimbra,
)
from complaints.domain.formats._passed_on import innermost
from complaints.domain.formats._smime import opened
from complaints.domain.mime import read_message

if TYPE_CHECKING:
    from complaints.domain.facts import Received
    from complaints.domain.mime import Message
    from complaints.domain.ports import Recogniser

RECOGNISERS: tuple[Recogniser, ...] = (
    # Reports of machines that complain about nobody; their marks are unmistakable.
    tls_report,
    dmarc_aggregate,
    auth_failure,
    opt_out,
    not_spam,
    # Complaints of machines, by the marks that their formats prescribe; XARF may come in ARF's clothes.
    xarf,
    arf,
    jmrp,
    spamcop,
    zimbra,
    # Machines that answer; before the attachments, since bounces return what they could not deliver.
    bounce,
    ses,
    provider_event,
    auto_reply,
    # Blocklists.
    delisting,
    listing,
    # People: the mail itself, then what is attached, which is a better copy than what is quoted.
    redirected,
    attached,
    inline,
    # Quotes, and bulk mail to the desk itself, once nothing complained about was found.
    reply,
    newsletter,
    # Answers always.
    plain,
)


def read(received: Received) -> Reading:
    """Say what a received mail is.

    Args:
        received: any bytes at all.

    Returns:
        The first recogniser's answer; an unreadable reading for mail that breaks a limit. Never raises on bad mail.
    """
    return recognise(read_message(received))


def recognise(message: Message) -> Reading:
    """Say what a mail is that was taken apart already; see `read`."""
    message = opened(message)
    rebuilt = message.received.rebuilt
    reading = innermost(_particular(message) or plain.read(message), message.received, _particular)
    if message.cut_short and not message.broken_limits:
        limits = ", ".join(message.cut_short)
        reading = replace(reading, trace=(*reading.trace, f"Limits broken inside an attached message: {limits}."))
    return _no_exact_copy(reading, rebuilt) if rebuilt else reading


def _no_exact_copy(reading: Reading, why: str) -> Reading:
    originals = tuple(replace(original, exact=False) for original in reading.originals)
    return replace(reading, originals=originals, trace=(why, *reading.trace))


def _particular(message: Message) -> Reading | None:
    """Give the first recogniser's answer, None when only the last one would answer, which does so always."""
    if message.broken_limits:
        limits = ", ".join(message.broken_limits)
        return Reading(
            recogniser="limits", status=Status.UNREADABLE, format=Format.NONE, trace=(f"Limits broken: {limits}.",)
        )
    return next((reading for one in RECOGNISERS[:-1] if (reading := one.read(message)) is not None), None)
