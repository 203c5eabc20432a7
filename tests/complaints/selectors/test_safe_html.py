from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.selectors.safe_html import MAX_HTML_CHARACTERS, sanitise
from tests.endless import ends

MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["<", ">", '"', "'", "=", "/", "<!--", "-->", "<script>", "<a href=", "style=", "url(", "<svg>"]
        ),
        st.sampled_from(
            ["javascript:", "<img src=", "http://evil.invalid", "onload=", "<b>", "</b>", "<form>", "&#x6a;"]
        ),
        st.text(max_size=5),
    ),
    max_size=60,
).map("".join)
BOMBS = {
    "open elements": "<div>" * 100_000,
    "formatting elements": "<p>" + "".join(f"<b id={n}>" for n in range(5_000)) + "</p><p>" * 5_000,
    "titles that look like ends": '<div title="</div>">' * 9_000,
    "elements closed out of scope": "<div><object></div></object>" * 4_000,
    "comments that never end": "<!--" * 100_000,
    "attributes": "<a " + "= " * 200_000,
    "quotes": '<a x="' * 19_000,
    "ends that hide in a comment": "<div><!-- </div> -->" * 9_000,
    "ends that hide in a style": "<div><style></div></style>" * 6_000,
    "cells inside a drawing": "<svg>" + "<td>" * 19_000,
}


@given(MARKUP)
def test_no_markup_leaves_anything_that_loads_runs_or_leads(markup: str) -> None:
    html = sanitise(markup).html.lower()
    assert "<script" not in html
    assert "href=" not in html
    assert "<svg" not in html
    assert "<form" not in html
    assert 'src="http' not in html


@pytest.mark.parametrize("name", BOMBS)
def test_html_that_is_built_to_exhaust_is_refused_at_once(name: str) -> None:
    with ends():
        sanitise(BOMBS[name])


def test_deeply_nested_html_is_refused_with_a_reason() -> None:
    assert "exhaust" in sanitise("<div>" * 300).refused


def test_too_much_html_is_refused() -> None:
    assert "too big" in sanitise("x" * (MAX_HTML_CHARACTERS + 1)).refused


def test_ordinary_nesting_is_shown() -> None:
    table = "<table><tr><td>" * 40 + "deep" + "</td></tr></table>" * 40
    assert "deep" in sanitise(table).html


def test_links_are_numbered_in_their_order_whatever_they_say_of_themselves() -> None:
    safe = sanitise('<a href="https://one.example/">1</a><a href="#link-7">2</a><a href="javascript:x()">3</a>')
    assert safe.links == ("https://one.example/", "#link-7", "javascript:x()")
    assert safe.html == "<a><sup>[1]</sup>1</a><a><sup>[2]</sup>2</a><a><sup>[3]</sup>3</a>"


def test_a_style_keeps_its_colour_and_loses_its_address() -> None:
    safe = sanitise('<p style="color:red;background-color:blue;background:url(http://evil.invalid/)">x</p>')
    assert safe.html == '<p style="color:red;background-color:blue">x</p>'


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", ""])
def test_an_enclosed_picture_that_is_no_raster_image_is_left_out(kind: str) -> None:
    assert "data:" not in sanitise('<img src="cid:a@b">', {"a@b": (kind, b"content")}).html
