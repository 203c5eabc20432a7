from __future__ import annotations

import pytest

from complaints.domain.facts import Completeness, OriginalFacts
from complaints.domain.original import (
    LACKS_LABELS,
    cut,
    describe,
    grade,
    headers_of,
    lacks,
    strip_mbox_line,
    unquote_lines,
)

FULL = b"Received: from a by b; Thu, 05 Nov 2026 15:14:31 +0000\nFrom: Shop <N@Shop.example>\nMessage-ID: <a@b>\n\nbody"


def graded(content: bytes) -> Completeness:
    return grade(headers_of(content))


@pytest.mark.parametrize(
    "content",
    [FULL, b"DKIM-Signature: v=1\nFrom: a@b.example\n\n", b"Return-Path: <a@b.example>\nMessage-ID: <a@b>\n\n"],
)
def test_headers_are_full_when_transport_left_its_mark(content: bytes) -> None:
    assert graded(content) is Completeness.FULL


@pytest.mark.parametrize("content", [b"From: a@b.example\nSubject: x\n\n", b"Message-ID: <a@b>\nFrom: a@b.example\n\n"])
def test_headers_are_partial_when_anyone_could_have_typed_them(content: bytes) -> None:
    assert graded(content) is Completeness.PARTIAL


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"only words, no field"])
def test_headers_are_none_without_a_field(content: bytes) -> None:
    assert graded(content) is Completeness.NONE


@pytest.mark.parametrize(
    "line", [b"From a@b.example Thu Nov  5 15:14:31 2026\n", b">From x\r\n", b'"From a@b.example x"\n', b"\r\n\n", b""]
)
def test_an_mbox_line_is_the_containers_and_not_the_originals(line: bytes) -> None:
    assert strip_mbox_line(line + FULL) == FULL


def test_a_from_field_is_no_mbox_line() -> None:
    assert strip_mbox_line(b"From: a@b.example\n\n") == b"From: a@b.example\n\n"


def test_unquoting_takes_one_level_off() -> None:
    assert unquote_lines(b"> a\r\n>> b\n>c\nd") == b"a\r\n> b\nc\nd"


def lacking(content: bytes) -> tuple[str, ...]:
    return lacks(cut(content, exact=True, cut_from="test"))


def test_a_whole_original_lacks_nothing() -> None:
    whole = b"Return-Path: <>\nDKIM-Signature: v=1\nDate: Thu, 5 Nov 2026 15:14:27 +0000\nSubject: x\n" + FULL

    assert lacking(whole) == ()


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"From: \nSubject:\n\n \t\r\n"])
def test_an_empty_original_lacks_everything_in_the_order_of_the_labels(content: bytes) -> None:
    assert lacking(content) == tuple(LACKS_LABELS)


def test_a_clients_block_lacks_what_only_transport_writes() -> None:
    content = b"From: a@b.example\nDate: Thu, 5 Nov 2026 15:14:27 +0000\nSubject: x\n\nbody"

    assert lacking(content) == ("trace", "signature", "message_id", "return_path")


def test_a_multipart_whose_parts_are_empty_lacks_a_body() -> None:
    content = FULL.removesuffix(b"body").replace(b"From:", b"Content-Type: multipart/mixed; boundary=b\nFrom:")

    assert "body" in lacking(content + b"--b\nContent-Type: text/plain\n\n\n--b--\n")
    assert "body" not in lacking(content + b"--b\nContent-Type: text/plain\n\nspam\n--b--\n")


def facts(content: bytes) -> OriginalFacts:
    return describe(cut(content, exact=True, cut_from="test"))


def test_the_last_message_id_counts_in_brackets_and_without_white_space() -> None:
    assert facts(b"Message-ID: <first@b>\nMessage-Id:\n second @b\n\n").message_id == "<second@b>"


def test_a_missing_message_id_stays_empty() -> None:
    assert facts(b"From: a@b.example\n\n").message_id == ""


@pytest.mark.parametrize(
    ("recorded", "utc"),
    [
        ("Thu, 05 Nov 2026 16:14:27 +0100", "2026-11-05T15:14:27+00:00"),
        ("Thu, 5 Nov 2026 07:14:27 PST (Pacific)", "2026-11-05T15:14:27+00:00"),
        ("5 Nov 2026 15:14", "2026-11-05T15:14:00+00:00"),
        ("2026-11-05T16:14:27+01:00", "2026-11-05T15:14:27+00:00"),
        ("Thursday, November 5, 2026 4:14 PM", "2026-11-05T16:14:00+00:00"),
        ("Thu, Nov 5, 2026 at 4:14 PM", "2026-11-05T16:14:00+00:00"),
        ("5. November 2026 um 16:14:27 MEZ", "2026-11-05T15:14:27+00:00"),
        ("jeudi 5 novembre 2026 16:14", "2026-11-05T16:14:00+00:00"),
        ("csütörtök, 2026. november 5. 16:14", "2026-11-05T16:14:00+00:00"),
        ("torstai 5. marraskuuta 2026 klo 16.14", "2026-11-05T16:14:00+00:00"),
        ("28.10.2026 12.46", "2026-10-28T12:46:00+00:00"),
        ("5 ноября 2026, 16:14", "2026-11-05T16:14:00+00:00"),
        ("2026年11月5日(木) 16:14", "2026-11-05T16:14:00+00:00"),
        ("2026년 11월 5일 (목) 오후 4:14", "2026-11-05T16:14:00+00:00"),
        ("11/05/2026 4:14 PM EST", "2026-11-05T21:14:00+00:00"),
        ("05.11.2026 16:14 (GMT+01:00)", "2026-11-05T15:14:00+00:00"),
    ],
)
def test_dates_of_headers_and_of_clients_are_understood(recorded: str, utc: str) -> None:
    found = facts(b"Date: " + recorded.encode() + b"\n\n")

    assert found.sent_at is not None
    assert found.sent_at.isoformat() == utc
    assert found.sent_at_recorded == recorded


@pytest.mark.parametrize("recorded", ["", "yesterday", "Thu, 99 Nov 2026 99:99:99 +0000", "1" * 500, "Nov 2026 12:00"])
def test_an_unreadable_date_is_none(recorded: str) -> None:
    assert facts(b"Date: " + recorded.encode() + b"\n\n").sent_at is None


def test_delivery_is_read_where_receivers_note_it_and_never_off_the_to_field() -> None:
    content = b"To: <to@isp.example>\nX-Apparently-To: Ann@isp.example via 203.0.113.1; x\nDelivered-To: x\n\n"

    assert facts(content).delivered_to == ("ann@isp.example",)


def test_text_is_what_a_reader_sees_and_links_are_kept() -> None:
    content = (
        b"Content-Type: text/html\n\n<style>p{}</style><p>Buy&nbsp;now</p><script>x</script>"
        b'<a href="https://a.example/?x=1&amp;y=2">here</a><img src="https://b.example/p.gif">'
        b' <a href="javascript:1">no</a>'
    )
    found = facts(content)

    assert found.text.split() == ["Buy", "now", "here", "no"]
    assert found.links == ("https://a.example/?x=1&y=2", "https://b.example/p.gif")


def test_the_plain_part_speaks_and_the_html_part_gives_its_links() -> None:
    content = (
        b"Content-Type: multipart/alternative; boundary=b\n\n"
        b"--b\n\nPlain words that are long enough, https://a.example/.\n"
        b'--b\nContent-Type: text/html\n\n<a href="https://b.example/">rich</a>\n--b--\n'
    )
    found = facts(content)

    assert "rich" not in found.text
    assert set(found.links) == {"https://a.example/", "https://b.example/"}
