"""The texts that a person wrote or pasted into a mail, as recognisers of forwards look at them.

Source: RFC 3676 (format=flowed); HTML Living Standard section 4.4.3 (pre).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.formats._blocks import begins_field
from complaints.domain.formats._lines import Line, split_lines, unflow
from complaints.domain.html_text import HtmlText, read_html

if TYPE_CHECKING:
    from complaints.domain.mime import Part

_PRE = re.compile(r"(?i)<(/?)pre\b")
_BREAK = re.compile(r"\r?\n")
_MAX_PRE = 20


class PersonText(NamedTuple):
    """One text part. `source` is its HTML, and `page` what a reader sees of that; None for plain text."""

    part: Part
    text: str
    source: str = ""
    page: HtmlText | None = None

    def lines(self) -> list[Line]:
        """Give the text in lines, without the empty ones that HTML's blocks leave behind."""
        lines = split_lines(self.text)
        return lines if self.page is None else _closed_up(lines)

    def html_behind(self, line: Line | None) -> str:
        """Give the HTML from a line on; "" for plain text or behind the last line."""
        if self.page is None or line is None:
            return ""
        return self.source[self.page.html_position(line.start) :]


def person_text(part: Part) -> PersonText:
    """Read a text part: flowed text joined, line ends inside <pre> kept."""
    if part.content_type == "text/html":
        source = _keep_pre(part.text())
        page = read_html(source)
        return PersonText(part, page.text, source, page)
    text = part.text()
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, del_sp=part.parameters.get("delsp", "").lower() == "yes", begins=begins_field)
    return PersonText(part, text)


def is_person_text(part: Part) -> bool:
    """Tell a text that is not a file."""
    return not part.children and part.content_type in {"text/plain", "text/html"} and part.disposition != "attachment"


def _keep_pre(source: str) -> str:
    """Turn line ends inside <pre> into <br>, which the reader of HTML keeps."""
    pieces, position = [], 0
    for _ in range(_MAX_PRE):
        opening = _PRE.search(source, position)
        closing = _PRE.search(source, opening.end()) if opening else None
        if opening is None or closing is None:
            break
        pieces += [source[position : opening.start()], _BREAK.sub("<br>", source[opening.start() : closing.start()])]
        position = closing.start() + 1
        pieces.append("<")
    return "".join([*pieces, source[position:]])


def _closed_up(lines: list[Line]) -> list[Line]:
    """Take out single empty lines where most lines have one between them: <div> opens a line and ends one."""
    written = [index for index, line in enumerate(lines) if line.text]
    gaps = [behind - before - 1 for before, behind in pairwise(written)]
    if not gaps or sum(1 for gap in gaps if gap) * 2 < len(gaps):
        return lines
    return [
        line
        for index, line in enumerate(lines)
        if line.text or (index > 1 and not lines[index - 1].text and (index < 2 or lines[index - 2].text))  # noqa: PLR2004
    ]
