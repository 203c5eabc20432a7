"""Everything that a complaint can look like: one file a format, asked in order.

A new format is a new file here, a line in `RECOGNISERS` and a folder of samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading, Status
from complaints.domain.formats import (
    arf,
    attached,
    auth_failure,
    auto_reply,
    bounce,
    dmarc_aggregate,
    inline,
    not_spam,
    opt_out,
    plain,
    reply,
    tls_report,
)
from complaints.domain.mime import read_message

if TYPE_CHECKING:
    from complaints.domain.facts import Received
    from complaints.domain.ports import Recogniser

RECOGNISERS: tuple[Recogniser, ...] = (
    # Reports of machines that complain about nobody; their marks are unmistakable.
    dmarc_aggregate,
    tls_report,
    auth_failure,
    opt_out,
    not_spam,
    # Reports of machines, by the marks that their formats prescribe.
    arf,
    # Machines that answer; before the attachments, since bounces return what they could not deliver.
    bounce,
    auto_reply,
    # People: what is attached is the better copy of what is quoted.
    attached,
    inline,
    # Quotes without a complaint, once nothing forwarded was found.
    reply,
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
    message = read_message(received)
    if message.broken_limits:
        limits = ", ".join(message.broken_limits)
        return Reading(
            recogniser="limits", status=Status.UNREADABLE, format=Format.NONE, trace=(f"Limits broken: {limits}.",)
        )
    for recogniser in RECOGNISERS:
        reading = recogniser.read(message)
        if reading is not None:
            return reading
    return plain.read(message)
