"""What recognisers share when they say what they found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.facts import Completeness, Format, Original, Reading, Status
from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.domain.mime import Message, Part

MAX_COMMENT = 20_000

# Words with which people complain, in the languages that desks meet most; only ever used to keep a mail as a complaint.
_COMPLAINING = re.compile(
    r"(?i)\b(?:spam\w*|abus[eoi]\w*|complain\w*|unsolicited|uce|ube|junk|phish\w*|scam\w*|fraud\w*|"
    r"report(?:ing)? (?:this|spam|abuse)|unsubscri\w+|opt(?:ed)?[ -]?(?:in|out)|consent|harass\w*|"
    r"stop\s+(?:this|send\w*|them|him|these)|never (?:signed|asked|subscribed|gave)|block(?:ed)? (?:this|"
    r"them)|terminate|beschwer\w*|unerwünscht\w*|belästig\w*|missbrauch\w*|werbung|betrug\w*|plainte|"
    r"indésirable\w*|pourriel\w*|correo no deseado|denuncia\w*|queja|indesiderat\w*|reclamo|ongewenst\w*|"
    r"misbruik|klacht|klag\w*|skräppost|niechcian\w*|skarg\w*|nadużyci\w*|nevyžádan\w*|stížnost|спам\w*|"
    r"жалоб\w*|мошенни\w*)|迷惑|苦情|垃圾邮件|垃圾郵件|투诉|스팸|신고"
)


def complains(text: str) -> bool:
    """Tell whether a text uses the words with which people complain about mail."""
    return bool(_COMPLAINING.search(text[:MAX_COMMENT]))


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
    for part in message.parts():
        if part.children or part.disposition == "attachment" or not part.content_type.startswith("text/"):
            continue
        if looks_like_message(part.decoded()):
            continue
        text = text_of(part).strip()
        if text:
            return text[:MAX_COMMENT].replace("\x00", "")
    return ""


def text_of(part: Part) -> str:
    """Give what a reader sees of a text part."""
    return part.page().text if part.content_type == "text/html" else part.text()
