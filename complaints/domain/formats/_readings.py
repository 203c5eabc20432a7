"""What recognisers share when they say what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Completeness, Format, Original, Reading, Status
from complaints.domain.formats._complaint_words import COMPLAINING
from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.mime import Message, Part

MAX_COMMENT = 20_000


def complains(text: str) -> bool:
    """Tell whether a text uses the words with which people complain about mail."""
    return bool(COMPLAINING.search(text[:MAX_COMMENT]))


def no_complaint(recogniser: str, kind: str, sentence: str) -> Reading:
    """Make the reading of a mail that complains about no message."""
    return Reading(
        recogniser=recogniser, status=Status.NOT_A_COMPLAINT, format=Format.NONE, kind=kind, trace=(sentence,)
    )


def missing_headers(originals: Iterable[Original]) -> tuple[str, ...]:
    """Say what a person must be asked for: full headers when no original has them."""
    grades = {original.headers for original in originals}
    return () if Completeness.FULL in grades else ("full_headers",)


def comment_of(message: Message) -> str:
    """Give the reporter's own words: the first text of the mail that is not an attached message."""
    return message.once(_comment)


def _comment(message: Message) -> str:
    for part in message.parts():
        if part.children or part.disposition == "attachment" or not part.content_type.startswith("text/"):
            continue
        if looks_like_message(part.decoded()):
            continue
        text = text_of(part).strip()
        if text:
            return text[:MAX_COMMENT].replace("\x00", "")
    return ""


def first_text(message: Message) -> str:
    """Give the mail's first text as it stands, whatever it says; "" when there is none."""
    texts = (part for part in message.parts() if part.content_type.startswith("text/") and not part.children)
    part = next(texts, None)
    return part.text() if part else ""


def is_redirected(message: Message) -> bool:
    """Tell whether somebody resent the mail to us: then it is what they complain about, whoever wrote it."""
    headers = message.headers
    return "resent-from" in headers and any(f"resent-{one}" in headers for one in ("to", "date", "message-id"))


def text_of(part: Part) -> str:
    """Give what a reader sees of a text part."""
    return part.page().text if part.content_type == "text/html" else part.text()
