"""How deep a piece of HTML nests, guessed high and in one pass, before a real parser sees it.

HTML parsers go quadratic on deep nesting and rebuild unclosed formatting elements in every paragraph: 100,000 open
elements keep ours busy for 13 seconds. So what nests deeper than any mail program writes is not parsed at all.

Source: WHATWG HTML, sections 13.2.5 (tokenisation) and 13.2.6.4.7 (the reconstruction of formatting elements).
"""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)"
    r"((?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?+|=)*+)>"
)
_TAG_BEGINS = re.compile(r"</?[a-z]")
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# Elements that a following one of their kind closes; inside SVG and MathML nothing does.
_CLOSE_THEMSELVES = frozenset(["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option"])


def deeper_than(html: str, limit: int) -> bool:
    """Tell whether elements may lie open more than `limit` deep. Never says no where a parser would say yes."""
    lower = html.lower()
    foreign = "<svg" in lower or "<math" in lower
    ignored = _VOID if foreign else _VOID | _CLOSE_THEMSELVES
    open_names: list[str] = []
    position = lower.find("<")
    while position >= 0:
        tag = _TAG.match(lower, position)
        if tag is None:
            if _TAG_BEGINS.match(lower, position):
                return False  # A tag that never ends swallows all that is left, for parsers too.
            position = lower.find("<", _behind_markup(lower, position))
            continue
        closing, name = bool(tag[1]), tag[2]
        if closing and open_names and open_names[-1] == name:
            open_names.pop()
        elif not closing and name not in ignored:
            open_names.append(name)
            if len(open_names) > limit:
                return True
        position = lower.find("<", _behind_raw_text(lower, name, tag.end(), closing=closing, foreign=foreign))
    return False


def _behind_markup(html: str, position: int) -> int:
    """Give the place behind a comment, a declaration or a lone "<"."""
    if html.startswith(("<!-->", "<!--->"), position):
        return html.index(">", position) + 1
    if html.startswith("<!--", position):
        end = _COMMENT_END.search(html, position + 4)
        return end.end() if end else len(html)
    if html.startswith(("<!", "<?", "</"), position):
        end_of_bogus = html.find(">", position)
        return end_of_bogus + 1 if end_of_bogus >= 0 else len(html)
    return position + 1


def _behind_raw_text(html: str, name: str, position: int, *, closing: bool, foreign: bool) -> int:
    """Give the place where tags count again: behind a start tag at once, but for elements that hold plain text."""
    if closing or foreign or name not in _RAW_TEXT:
        return position
    end = html.find(f"</{name}", position)
    return end if end >= 0 else len(html)
