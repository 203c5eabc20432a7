"""Forwarding as mail programs do it by default: a short block of headers and the text, the trace lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from complaints.demo.reports.envelope import Sender, letter, plain

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.originals import Sent


class Block(NamedTuple):
    """How a program writes the block: subject prefix, separator and the labels of its lines."""

    prefix: str
    separator: str
    labels: tuple[str, str, str, str]
    order: str = "fdst"


BLOCKS = {
    "gmail": Block("Fwd:", "---------- Forwarded message ---------", ("From", "Date", "Subject", "To")),
    "apple": Block("Fwd:", "Begin forwarded message:\n", ("From", "Date", "Subject", "To"), "fsdt"),
    "outlook": Block("FW:", "-----Original Message-----", ("From", "Sent", "Subject", "To"), "fdts"),
    "german": Block("WG:", "-------- Weitergeleitete Nachricht --------", ("Von", "Datum", "Betreff", "An"), "sdft"),
    "french": Block("TR:", "-------- Message transféré --------", ("De ", "Date ", "Sujet ", "Pour "), "sdft"),
}


def _block(sent: Sent, block: Block) -> str:
    f, d, s, t = block.labels
    lines = {
        "f": f"{f}: {sent.from_header}",
        "d": f"{d}: {sent.date_header}",
        "s": f"{s}: {sent.subject}",
        "t": f"{t}: {sent.recipient}",
    }
    return "\n".join([block.separator, *(lines[which] for which in block.order)])


def forwarded(sent: Sent, sender: Sender, at: datetime, comment: str, style: str) -> bytes:
    """Forward a message inline, in the style of one of `BLOCKS`."""
    block = BLOCKS[style]
    text = f"{comment}\n\n{_block(sent, block)}\n\n{sent.text}"
    return letter(sender, f"{block.prefix} {sent.subject}", at, plain(text))
