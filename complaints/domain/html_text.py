"""The visible text and the links of hostile HTML, in one linear pass.

A tree builder is the wrong tool here: selectolax 1.0 needs 77 s for 200,000 nested divs and 14 s for one tag with
100,000 attributes, and html.parser of Python 3.11 goes quadratic too. Nothing here is meant to be shown as HTML.

Source: HTML Living Standard section 13.1 (syntax), read leniently.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

MAX_HTML_CHARACTERS = 1_000_000
MAX_LINKS = 200

_BLOCKS = """
    address article blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav
    ol p pre section table tr ul
"""
_BREAKING = frozenset(_BLOCKS.split())
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"</(?:script|style|title|template|textarea)\b", re.IGNORECASE)
_HIDING = frozenset({"script", "style", "title", "template", "textarea"})
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20}+)")
_LINK = re.compile(r"""\b(?:href|action|src)\s{0,9}+=\s{0,9}+("[^"]*+"|'[^']*+'|[^\s"'>]++)""", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_URL = re.compile(r"""https?://[^\s<>"'`{}|\\^\[\]]{1,2000}+""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LONG_NUMBER = re.compile(r"&#0*+[0-9]{8,}+;?")
_MAX_TAG = 8192
_OPENING = re.compile(r"<(?:/?[a-zA-Z]|[!?/])")
_SHORTEST_LINK = len(" src=x>")


@dataclass(slots=True)
class HtmlText:
    """What a reader of the HTML sees.

    Attributes:
        text: blocks on lines of their own, table cells behind tabs.
        links: http(s) targets of links, forms and images, in order, distinct, at most 200.
        offsets: pairs (position in the text, position in the HTML), ascending, one for each run of text.
    """

    text: str = ""
    links: tuple[str, ...] = ()
    offsets: list[tuple[int, int]] = field(default_factory=list)

    def html_position(self, text_position: int) -> int:
        """Give the place in the HTML from which the text behind a position comes."""
        found = 0
        for text_at, html_at in self.offsets:
            if text_at > text_position:
                break
            found = html_at
        return found


def read_html(source: str) -> HtmlText:
    """Read what is visible in HTML.

    Args:
        source: any text; what lies behind 1,000,000 characters is not looked at.

    Returns:
        Text and links; "" and none for an empty source. Never raises.
    """
    source = source[:MAX_HTML_CHARACTERS]
    pieces: list[str] = []
    links: dict[str, None] = {}
    offsets: list[tuple[int, int]] = []
    position, length = 0, 0
    while position < len(source):
        tag = _OPENING.search(source, position)
        run_end = tag.start() if tag else len(source)
        if run_end > position:
            piece = _visible(source[position:run_end], at_line_start=not pieces or pieces[-1] == "\n")
            offsets.append((length, position))
            pieces.append(piece)
            length += len(piece)
        if not tag:
            break
        tag_end, piece = _read_tag(source, run_end, links)
        pieces.append(piece)
        length += len(piece)
        position = tag_end
    return HtmlText("".join(pieces), tuple(links)[:MAX_LINKS], offsets)


def _visible(run: str, *, at_line_start: bool) -> str:
    run = _SPACE.sub(" ", run)
    run = run.removeprefix(" ") if at_line_start else run
    return _unescaped(run, " ").replace("\xa0", " ")


def _unescaped(text: str, for_long_number: str) -> str:
    return html.unescape(_LONG_NUMBER.sub(for_long_number, text)) if "&" in text else text


def _read_tag(source: str, opening: int, links: dict[str, None]) -> tuple[int, str]:
    """Pass over one tag or comment; give where it ends and what it means for the text."""
    if source.startswith("<!--", opening):
        end = source.find("-->", opening)
        return (end + 3, "") if end >= 0 else (len(source), "")
    name_match = _NAME.match(source, opening)
    if not name_match:
        return _after(source, ">", opening), ""
    name = name_match[1].lower()
    end = _tag_end(source, name_match.end())
    if len(links) < MAX_LINKS and source[opening + 1] != "/" and end - name_match.end() >= _SHORTEST_LINK:
        _collect_links(source[opening : min(end, opening + _MAX_TAG)], links)
    if name in _HIDING and source[opening + 1] != "/":
        hidden = _HIDDEN.search(source, end)
        return (_after(source, ">", hidden.start()), "") if hidden else (len(source), "")
    if name in _BREAKING:
        return end, "\n"
    return end, "\t" if name in _CELLS else ""


def _after(source: str, mark: str, position: int) -> int:
    found = source.find(mark, position)
    return found + len(mark) if found >= 0 else len(source)


def _tag_end(source: str, position: int) -> int:
    """Find the end of a tag; a quoted value may hold one ">" and more, an open quote ends at the first."""
    end = _after(source, ">", position)
    if source.count('"', position, end) % 2 == 0:
        return end
    quote = source.find('"', end, end + _MAX_TAG)
    return _after(source, ">", quote) if quote >= 0 else end


def _collect_links(tag: str, links: dict[str, None]) -> None:
    for match in _LINK.finditer(tag):
        target = _unescaped(match[1].strip("\"'"), "").strip()
        if _WEB.match(target):
            links.setdefault(target[:2000])


def find_urls(text: str) -> tuple[str, ...]:
    """Give the http(s) addresses written out in a text, distinct, at most 200, without closing punctuation."""
    found: dict[str, None] = {}
    if "://" not in text:
        return ()
    for match in _URL.finditer(text):
        found.setdefault(match[0].rstrip(".,;:!?)*_"))
        if len(found) == MAX_LINKS:
            break
    return tuple(found)
