"""Lines that say in a sentence who wrote a message, and when: "On 5 November, Shop <news@shop.example> wrote:".

Source: Outlook 2019 for Mac, Yandex, old Lotus Notes; the attributions of every client that quotes.
"""

# ruff: noqa: RUF001 - East Asian colons and letters of several scripts are meant
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._labels import is_attribution

if TYPE_CHECKING:
    from complaints.domain.formats._lines import Line

_MAX_ATTRIBUTION = 1000
# Up to five capitalised words, or a quoted name, in front of an address in angle or round brackets.
_WORD = r"(?<![^\W\d_])[^\W\d_a-zа-яα-ω][\w.'-]{0,60}+"
# A name in quotes or of up to five capitalised words, then the address; in Swedish a word stands between them.
_SENDER = re.compile(
    rf"""(?:["“«„]\s?([^"”»“]{{1,200}}?)\s?["”»“]|({_WORD}(?: {_WORD}){{0,4}}))?(?: följande)?\s?"""
    r"[<(]{1,2}([^\s<>()@]{1,64}+@[^\s<>()]{1,255}+)[>)]"
)
_NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s{1,3}\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?")
# Behind "On " in its languages, up to the comma or the bracket in front of the sender.
_WRITTEN_DATE = re.compile(
    r"(?i)(?:^|\s)(?:on|am|le|il giorno|el|em|op|den|dne|dnia|w dniu|pe|la)\s(?=[^<>\"“«]{0,80}\d{4})"
    r"([^<>\"“«]{6,80}?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s(?:GMT|UTC|CES?T|MES?Z)?[+-]?\d{0,4})?)"
)


# Whatever the language: a time and an address, or the address and a time, up to the closing colon; Horde's words.
_NAMES_SENDER = re.compile(
    r"\d[:.h]\d{2}[^\d\n][^\n]{0,120}?<[^<>\s@]{1,64}@[^<>\s]{1,255}>[^<>@]{0,40}[:：]$|"
    r"(?i:^(?:quoting|zitat von|citando|citazione|citat från|citaat van|cytowanie)\s[^\n]{1,200}[:：]$)"
)


def find_attribution(lines: list[Line]) -> int | None:
    """Give the index of the line that ends a "... wrote:", which clients wrap over up to three lines."""
    for index, line in enumerate(lines):
        if line.text.endswith((":", "：")):
            wrapped = " ".join(one.text for one in lines[max(0, index - 2) : index + 1])
            if any(
                is_attribution(one) or _NAMES_SENDER.search(one) for one in (line.text, wrapped[-_MAX_ATTRIBUTION:])
            ):
                return index
    return None


def read_attributed(text: str) -> dict[str, str]:
    """Read sender and date out of an attribution line: "from" and "date", either left out when it does not stand."""
    text = text[:_MAX_ATTRIBUTION]
    fields = {}
    sender = _SENDER.search(text) if "@" in text else None
    if sender:
        fields["from"] = f"{sender[1] or sender[2] or ''} <{sender[3]}>".strip()
    date = _NUMERIC_DATE.search(text)
    if date:
        fields["date"] = date[0]
    elif sender and (written := _WRITTEN_DATE.search(text)):
        fields["date"] = written[1].strip(" ,")
    return fields
