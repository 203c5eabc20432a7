"""Answers that people write to mail of the desk or of anybody else: they quote, and complain about no message.

Somebody who quotes and says that it is spam is a complainant without the original, and not read here.

Source: RFC 5322 section 3.6.4, RFC 3676 section 4.5 (quoting).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._blocks import find_block
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject
from complaints.domain.formats._lines import Line, split_lines
from complaints.domain.formats._readings import complains, no_complaint, text_of
from complaints.domain.formats._senders import find_attribution

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "reply"

_ADDRESS = re.compile(r"[^\s<>@]{1,64}+@[^\s<>@]{1,255}+")


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    subject = message.headers.get("subject")
    texts = (part for part in message.parts() if not part.children and part.content_type.startswith("text/"))
    part = next((one for one in texts if one.disposition != "attachment"), None)
    if part is None:
        return None
    lines = split_lines(text_of(part))
    # Behind "Re:" and "Fwd:" a subject is that of the quoted mail, not the writer's own.
    prefixed = is_reply_subject(subject) or is_forward_subject(subject)
    quote = _first_quote(lines, marks_suffice=prefixed or "in-reply-to" in message.headers)
    if quote is None:
        return None
    # An address of the desk says "abuse" too.
    own_words = _ADDRESS.sub(" ", "\n".join([*([] if prefixed else [subject]), *_own_lines(lines, quote)]))
    if complains(own_words):
        return None
    return no_complaint(
        name, name, f"The mail quotes another one from line {quote + 1} on and complains about nothing."
    )


def _first_quote(lines: list[Line], *, marks_suffice: bool) -> int | None:
    """Give the line where quoting begins: an attribution, a client's block, or in an answer mere quote marks."""
    block = find_block(lines)
    starts = [find_attribution(lines), block.first if block else None]
    if marks_suffice:
        starts.append(next((at for at, line in enumerate(lines) if line.text and line.quoting.startswith(">")), None))
    return min((start for start in starts if start is not None), default=None)


def _own_lines(lines: list[Line], quote: int) -> list[str]:
    """Give what the writer wrote: above the quote, and between or below its marked lines."""
    marked = any(line.quoting.startswith(">") for line in lines)
    below = [line.text for line in lines[quote + 1 :] if marked and not line.quoting.startswith(">")]
    return [line.text for line in lines[:quote]] + below
