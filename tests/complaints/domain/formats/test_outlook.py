from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.domain.facts import Completeness, Original
from complaints.domain.formats._outlook import as_mail
from complaints.domain.formats._outlook_file import MAX_ENTRIES, read_outlook_file
from complaints.domain.formats._tnef import read_tnef
from complaints.domain.original import cut, describe
from tests.complaints.domain.formats.outlook_files import compound_file, item, message_file, tnef
from tests.endless import ends

NOW = datetime(2026, 11, 5, 15, 14, 27, tzinfo=UTC)
CLASS, SUBJECT, HEADERS, BODY, HTML, SENT = 0x001A, 0x0037, 0x007D, 0x1000, 0x1013, 0x0039
TRANSPORT = (
    "Microsoft Mail Internet Headers Version 2.0\r\n"
    "Received: from mta.shop.example (mta.shop.example [203.0.113.5]) by mx.isp.example; "
    "Thu, 5 Nov 2026 15:14:27 +0000\r\n"
    "From: News <news@shop.example>\r\nTo: ann@isp.example\r\nSubject: Winter sale\r\n"
    "Message-ID: <1@shop.example>\r\n"
)
FILE = message_file({CLASS: "IPM.Note", HEADERS: TRANSPORT, BODY: "Buy now"})
WINMAIL = tnef({BODY: "see below"}, items=(tnef({HEADERS: TRANSPORT, BODY: "Buy now"}),))


def original_of(content: bytes) -> Original:
    found = read_outlook_file(content)
    assert found is not None
    return cut(as_mail(found), exact=False, cut_from="a test")


def test_transport_headers_are_kept_as_they_stand() -> None:
    content = original_of(FILE).content

    assert content.startswith(b"Received: from mta.shop.example (mta.shop.example [203.0.113.5]) by mx.isp.example; ")


def test_an_item_with_transport_headers_has_full_headers() -> None:
    assert original_of(FILE).headers is Completeness.FULL


def test_an_item_without_transport_headers_is_rebuilt_from_its_properties() -> None:
    content = message_file(
        {SUBJECT: "Sale", 0x5D01: "news@shop.example", 0x0C1A: "News", 0x1035: "<1@shop.example>", SENT: NOW},
        recipients=({0x0C15: 1, 0x39FE: "ann@isp.example", 0x3001: "Ann"},),
    )

    facts = describe(original_of(content))

    assert facts.from_address == "news@shop.example"
    assert facts.from_display == "News"
    assert facts.to == ("ann@isp.example",)
    assert facts.sent_at == NOW
    assert facts.message_id == "<1@shop.example>"
    assert original_of(content).headers is Completeness.PARTIAL


def test_an_address_of_exchange_alone_names_nobody() -> None:
    content = message_file({SUBJECT: "Sale", 0x0C1F: "/O=ORG/CN=NEWS", 0x0C1A: "News"})

    assert describe(original_of(content)).from_address == ""


def test_the_body_takes_the_shape_that_the_headers_announce() -> None:
    headers = TRANSPORT + "Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n"
    content = message_file({CLASS: "IPM.Note", HEADERS: headers, HTML: "<p>für Sie</p>".encode(), 0x3FDE: 65001})

    original = original_of(content)

    assert b"Content-Transfer-Encoding: base64" in original.content
    assert describe(original).text == "für Sie"


def test_plain_text_and_html_both_speak() -> None:
    content = message_file(
        {HEADERS: TRANSPORT, BODY: "Buy now, for a week only", HTML: b'<a href="http://shop.example/x">Buy</a>'}
    )

    facts = describe(original_of(content))

    assert facts.text == "Buy now, for a week only"
    assert facts.links == ("http://shop.example/x",)


def test_an_embedded_item_becomes_an_attached_message() -> None:
    inner = item({HEADERS: TRANSPORT, BODY: "Buy now"}, header_bytes=24)
    content = message_file({SUBJECT: "Look", 0x5D01: "ann@isp.example"}, attached=(inner,))

    assert b"Content-Type: message/rfc822\r\n\r\nReceived: from mta.shop.example" in original_of(content).content


def test_a_large_body_is_read_from_sectors_of_its_own() -> None:
    content = message_file({HEADERS: TRANSPORT, BODY: "Buy now " * 3000})

    assert len(describe(original_of(content)).text) == 8 * 3000 - 1


@pytest.mark.parametrize("kind", ["IPM.Contact", "IPM.Appointment", "IPM.Task"])
def test_what_is_no_mail_is_left_alone(kind: str) -> None:
    assert read_outlook_file(message_file({CLASS: kind, HEADERS: TRANSPORT})) is None


def test_another_office_document_is_no_mail() -> None:
    assert read_outlook_file(compound_file({"WordDocument": b"From: a@shop.example" * 400})) is None


def test_a_file_whose_streams_state_more_than_it_holds_is_refused() -> None:
    content = bytearray(FILE)
    entry = content.find("__substg1.0_1000001F".encode("utf-16-le"))
    struct.pack_into("<Q", content, entry + 120, 0xFFFFFFF0)

    assert read_outlook_file(bytes(content)) is None


@pytest.mark.parametrize("at", [44, 64, 72])
def test_a_header_that_counts_more_sectors_than_there_are_is_refused(at: int) -> None:
    content = bytearray(FILE)
    struct.pack_into("<L", content, at, 0xFFFFFFF0)

    assert read_outlook_file(bytes(content)) is None


def test_a_file_with_very_many_entries_is_refused() -> None:
    streams = {f"s{number}": b"x" for number in range(MAX_ENTRIES)}

    assert read_outlook_file(compound_file({**streams, **item({HEADERS: TRANSPORT})})) is None


def test_an_item_inside_winmail_dat_is_read() -> None:
    wrapper = read_tnef(WINMAIL)

    assert wrapper is not None
    assert [as_mail(one)[:9] for one in wrapper.attached if not isinstance(one, bytes)] == [b"Received:"]


def test_a_file_inside_winmail_dat_is_given_as_it_is() -> None:
    wrapper = read_tnef(tnef({BODY: "x"}, attached=(b"\x89PNG",)))

    assert wrapper is not None
    assert wrapper.attached == (b"\x89PNG",)


def test_winmail_dat_in_winmail_dat_is_opened_a_few_levels_only() -> None:
    stream = WINMAIL
    for _ in range(200):
        stream = tnef({BODY: "x"}, items=(stream,))

    assert read_tnef(stream) is not None


def test_a_stream_that_counts_four_billion_properties_ends_with_its_bytes() -> None:
    properties = struct.pack("<L", 0xFFFFFFFF) + struct.pack("<HHLL", 0x1003, 0x1000, 0xFFFFFFFF, 1)
    stream = b"\x78\x9f\x3e\x22\x01\x00\x01" + struct.pack("<HHL", 0x9003, 6, len(properties)) + properties + b"\0\0"

    with ends():
        assert read_tnef(stream) is not None


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from([FILE, WINMAIL])))
    for _ in range(draw(st.integers(0, 8))):
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    return bytes(raw[: draw(st.integers(0, len(raw)))]) if draw(st.booleans()) else bytes(raw)


@given(damaged())
@settings(max_examples=400, deadline=None)
def test_no_damage_makes_reading_raise_or_linger(raw: bytes) -> None:
    with ends():
        for found in (read_outlook_file(raw), read_tnef(raw)):
            assert found is None or isinstance(as_mail(found), bytes)
