"""Mail that is dangerous to look at, made safe to look at: the second wall behind the frame's own policy.

What loads or leads anywhere is taken out and counted: remote images never reach the browser, links become numbered
markers whose targets stand in our own page, forms, frames, scripts, styles and drawings go.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import nh3

from complaints.selectors.html_depth import deeper_than

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_HTML_CHARACTERS = 512 * 1024
MAX_TAGS = 20_000
MAX_DEPTH = 200
MAX_LINKS = 200
MAX_PICTURE_BYTES = 512 * 1024
RASTER_TYPES = frozenset({"image/png", "image/gif", "image/jpeg", "image/webp"})

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "address",
        "b",
        "bdi",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_ATTRIBUTES = {
    "*": {"style", "align", "valign", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "tr": {"bgcolor", "height"},
    "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor"},
    "ol": {"start", "type"},
}
# No property that takes an address: background, content, cursor, list-style and their kin stay out; position too.
_STYLES = frozenset(
    [
        "background-color",
        "border",
        "border-bottom",
        "border-collapse",
        "border-color",
        "border-left",
        "border-radius",
        "border-right",
        "border-spacing",
        "border-style",
        "border-top",
        "border-width",
        "color",
        "direction",
        "display",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "height",
        "letter-spacing",
        "line-height",
        "margin",
        "margin-bottom",
        "margin-left",
        "margin-right",
        "margin-top",
        "max-width",
        "min-width",
        "padding",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "padding-top",
        "table-layout",
        "text-align",
        "text-decoration",
        "text-transform",
        "vertical-align",
        "white-space",
        "width",
        "word-break",
    ]
)
_DROPPED_WHOLE = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "svg",
        "math",
        "object",
        "embed",
        "iframe",
        "noscript",
        "template",
        "select",
        "textarea",
        "audio",
        "video",
        "canvas",
    ]
)
_COUNTED = re.compile(
    r"<(script|style|iframe|form|object|embed|svg|math|link|base|meta|video|audio|input|button)(?=[\s/>])",
    re.IGNORECASE,
)
_MARKER = re.compile(r'<a href="#link-(\d+)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeHtml:
    """HTML that may be shown inside the locked frame.

    Attributes:
        html: sanitised; "" when it was too big or too deep to be looked at as HTML.
        links: targets as they stand in the mail; the marker [n] in `html` is the n-th of them.
        blocked: what was taken out, by name, with how often: "remote picture": 3.
        refused: why there is no HTML, "" when there is.
    """

    html: str = ""
    links: tuple[str, ...] = ()
    blocked: tuple[tuple[str, int], ...] = ()
    refused: str = ""


@dataclass(slots=True)
class _Cleaner:
    pictures: Mapping[str, tuple[str, bytes]]
    links: list[str] = field(default_factory=list)
    blocked: Counter[str] = field(default_factory=Counter)

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        """Keep, change or drop an attribute; called by the sanitiser for each that its lists let through."""
        if tag == "a" and name == "href":
            return self._link(value)
        if tag == "img" and name == "src":
            return self._picture(value)
        if name == "style" and "url" in value.lower():
            self.blocked["remote style"] += 1
            value = ";".join(part for part in value.split(";") if "url" not in part.lower())
        return value[:2000]

    def _link(self, value: str) -> str | None:
        if len(self.links) >= MAX_LINKS:
            self.blocked["link over the limit"] += 1
            return None
        self.links.append(value.strip()[:2000])
        return f"#link-{len(self.links)}"

    def _picture(self, value: str) -> str | None:
        address = value.strip()
        if address.lower().startswith("cid:"):
            kind, content = self.pictures.get(address[4:].strip("<>"), ("", b""))
            if kind in RASTER_TYPES and 0 < len(content) <= MAX_PICTURE_BYTES:
                return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
            self.blocked["enclosed picture that is missing or no raster image"] += 1
            return None
        if (
            address.lower().partition(";")[0].removeprefix("data:") in RASTER_TYPES
            and len(address) <= MAX_PICTURE_BYTES
        ):
            return address
        self.blocked["remote picture"] += 1
        return None


def sanitise(html: str, pictures: Mapping[str, tuple[str, bytes]] | None = None) -> SafeHtml:
    """Make a mail's HTML safe.

    Args:
        html: any text at all.
        pictures: (content type, bytes) by Content-ID without brackets.

    Returns:
        A SafeHtml; what is longer than 512 K characters, has more than 20,000 tags or nests deeper than 200 is refused.
    """
    refused = _refusal(html)
    if refused:
        return SafeHtml(refused=refused)
    cleaner = _Cleaner(pictures or {})
    cleaner.blocked.update(match[1].lower() for match in _COUNTED.finditer(html))
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=cleaner.attribute,
        link_rel=None,
        # Every scheme comes by the filter, which counts it; out come only our own markers and pictures.
        url_schemes={"http", "https", "mailto", "tel", "cid", "data", "ftp", "javascript"},
        filter_style_properties=set(_STYLES),
    )
    marked = _MARKER.sub(r"<a><sup>[\1]</sup>", cleaned)
    return SafeHtml(html=marked, links=tuple(cleaner.links), blocked=tuple(sorted(cleaner.blocked.items())))


def _refusal(html: str) -> str:
    if len(html) > MAX_HTML_CHARACTERS:
        return "The HTML is too big to be shown; its text is."
    if html.count("<") > MAX_TAGS or deeper_than(html, MAX_DEPTH):
        return "The HTML is built to exhaust whoever shows it; its text is shown instead."
    return ""
