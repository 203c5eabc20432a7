from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from complaints.domain.facts import Received
from complaints.domain.mime import Message, Part, read_message, walk

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 6, tzinfo=UTC)
TWO_PARTS = (
    b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\npreamble\n"
    b"--x\nContent-Type: text/plain\n\nfirst\n"
    b"--x\nContent-Type: text/html\nContent-Disposition: attachment; filename*=utf-8''caf%C3%A9.html\n\n<p>second\n"
    b"--x--\nend"
)


def read(raw: bytes) -> Message:
    return read_message(Received(raw=raw, received_at=NOW))


def leaves(raw: bytes) -> list[Part]:
    return [part for part in read(raw).root.walk() if not part.children]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_parts_are_found_with_any_line_ends(line_end: bytes) -> None:
    parts = leaves(TWO_PARTS.replace(b"\n", line_end))

    assert [part.body for part in parts] == [b"first", b"<p>second"] or line_end == b"\r\r\n"
    assert [part.content_type for part in parts] == ["text/plain", "text/html"]


def test_a_part_is_an_unchanged_slice_with_its_headers() -> None:
    part = leaves(TWO_PARTS)[1]

    assert part.raw == TWO_PARTS[part.start : part.end]
    assert part.raw.startswith(b"Content-Type: text/html")
    assert part.path == "1.2"


def test_a_file_name_is_decoded_from_its_extended_form() -> None:
    assert leaves(TWO_PARTS)[1].filename == "café.html"


def test_a_file_name_in_pieces_is_put_together() -> None:
    raw = b"Content-Disposition: attachment; filename*1*=%C3%BC; filename*0*=utf-8''K; filename*2=\"he.eml\"\n\nx"

    assert leaves(raw)[0].filename == "Kühe.eml"


def test_a_boundary_that_begins_as_another_does_not_end_it() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/mixed; boundary=out-in\n\n"
        b"--out-in\n\ninner\n--out-in--\n--out\n\nouter\n--out--\n"
    )

    assert [part.body for part in leaves(raw)] == [b"inner", b"outer"]


def test_a_multipart_without_an_end_keeps_its_last_part() -> None:
    assert [part.body for part in leaves(TWO_PARTS.partition(b"\n--x--")[0])][-1] == b"<p>second"


def test_a_missing_boundary_is_read_off_the_body() -> None:
    raw = TWO_PARTS.replace(b"; boundary=x", b"").replace(b"--x", b"--guessed")

    assert [part.content_type for part in leaves(raw)] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [(b"base64", base64.encodebytes), (b"quoted-printable", lambda raw: raw.replace(b"=", b"=3D"))],
)
def test_an_encoded_embedded_message_is_decoded_and_read(encoding: bytes, encode: Callable[[bytes], bytes]) -> None:
    inner = b"From: a@b.example\r\nSubject: a=b\r\n\r\nbody"
    raw = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + encode(inner)

    embedded = read(raw).root.children[0]

    assert embedded.raw.strip() == inner
    assert embedded.headers.get("subject") == "a=b"


def test_parts_of_an_embedded_message_are_not_the_mails_own() -> None:
    raw = b"Content-Type: message/rfc822\n\n" + TWO_PARTS

    assert [part.content_type for part in read(raw).parts()] == ["message/rfc822"]


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "idna", "zlib", "nonsense", "x" * 1000, "rot13"])
def test_a_forbidden_charset_is_read_as_what_the_bytes_look_like(charset: str) -> None:
    raw = b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n+ADw-script+AD4- \\x3c \xc3\xa9"

    assert leaves(raw)[0].text() == "+ADw-script+AD4- \\x3c é"


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("iso-8859-1", b"\x93caf\xe9\x94"),
        ("windows-1252", b"\x93caf\xe9\x94"),
        ("", b"\x93caf\xe9\x94"),
        ("koi8-r", "“café”".encode()),
    ],
)
def test_western_text_is_decoded_as_senders_mean_it(charset: str, data: bytes) -> None:
    raw = b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + data

    assert (leaves(raw)[0].text() == "“café”") is (charset != "koi8-r")


def test_a_character_split_between_encoded_words_is_put_together() -> None:
    headers = read(b"Subject: =?utf-8?B?w6TD?=\n =?utf-8?B?pA==?= rest\n\nx").headers

    assert headers.get("subject") == "ää rest"


def test_an_encoded_line_end_or_turning_control_does_not_survive_in_a_header() -> None:
    headers = read("Subject: =?utf-8?Q?a=0D=0ABcc:_b?= \u202eevil\n\nx".encode()).headers

    assert headers.get("subject") == "a Bcc: b  evil"


def test_a_line_that_lost_its_folding_stays_with_its_field() -> None:
    headers = read(b"Subject: one\ntwo\nFrom: a@b.example\n\nx").headers

    assert headers.get("subject") == "onetwo"
    assert headers.get("from") == "a@b.example"


def test_a_body_without_an_empty_line_in_front_is_no_header() -> None:
    root, _ = walk(b"Subject: one\nHello you\nthere\n")

    assert root.body == b"Hello you\nthere\n"


def test_an_address_list_is_read_whatever_is_wrong_with_it() -> None:
    value = (
        b'From: Doe, John <J@b.example>; "A, B" <ab@b.example>,\n'
        b" c@b.example (See), =?utf-8?Q?D=C3=B6,_x?= <d@b.example>\n\n"
    )

    found = read(value).headers.addresses("from")

    assert [(one.display, one.address) for one in found] == [
        ("Doe, John", "j@b.example"),
        ("A, B", "ab@b.example"),
        ("See", "c@b.example"),
        ("Dö, x", "d@b.example"),
    ]


def test_two_hundred_addresses_are_enough() -> None:
    headers = read(b"To: " + b"a@b.example, " * 500 + b"\n\n").headers

    assert len(headers.addresses("to")) == 200


def test_the_first_of_two_content_types_counts() -> None:
    raw = b"Content-Type: text/html\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nbody\n--x--\n"

    assert [part.content_type for part in leaves(raw)] == ["text/html"]


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        (b"base64", b"c3Bh*bQ", "spam"),
        (b"base64", b"c3BhbQ==\r\n-- \r\nfooter of a list", "spam"),
        (b"base64", b"c3BhbQ=", "spam"),
        (b"base64", b"!", ""),
        (b"quoted-printable", b"sp=61m=ZZ=", "spam=ZZ"),
        (b"BASE64 ", b"c3BhbQ==", "spam"),
        (b"x-nonsense", b"spam", "spam"),
    ],
)
def test_a_broken_transfer_encoding_gives_what_can_be_read(encoding: bytes, body: bytes, text: str) -> None:
    assert leaves(b"Content-Transfer-Encoding: " + encoding + b"\n\n" + body)[0].text() == text


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("csISO2022JP", "差出人".encode("iso2022_jp"), "差出人"),
        ("GB2312", "发件人镕".encode("gb18030"), "发件人镕"),
        ("Shift_JIS", "差出人".encode("cp932"), "差出人"),
        ("x-sjis", "差出人".encode("cp932"), "差出人"),
        ("ks_c_5601-1987", "보낸사람".encode("cp949"), "보낸사람"),
        ("unicode-1-1-utf-8", "é".encode(), "é"),
        ('"koi8-r"', "спам".encode("koi8_r"), "спам"),
    ],
)
def test_names_of_charsets_are_understood_as_browsers_do(charset: str, data: bytes, text: str) -> None:
    raw = b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + data

    assert leaves(raw)[0].text() == text


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"caf\xe9", "café"),
        (b"a\r\n\tb\r\n c", "a\tb c"),
        (b"x=?utf-8?q?=C3=A9?=y", "xéy"),
        (b"=?utf-7?q?+ADw-?=", "+ADw-"),
        (b"=?utf-8?b?!!!?=", ""),
        (b"=?utf-8?x?a?=", "=?utf-8?x?a?="),
    ],
)
def test_a_header_is_read_as_its_sender_can_have_meant_it(subject: bytes, text: str) -> None:
    assert read(b"Subject: " + subject + b"\n\nx").headers.get("subject").replace("\t", " ") == text.replace("\t", " ")


def test_a_declared_encoding_of_a_header_is_never_guessed() -> None:
    assert read("Subject: 差出人".encode("cp932") + b"\n\nx").headers.get("subject") != "差出人"


def test_no_text_holds_half_a_character_that_a_database_would_refuse() -> None:
    raw = b"Content-Type: text/html; charset=utf-16-le\n\n" + b"\x00\xd8" * 10 + "&#xD800;".encode("utf-16-le")

    part = leaves(raw)[0]

    assert part.text().encode()
    assert part.page().text.encode()


def test_a_boundary_inside_a_line_of_the_preamble_is_none() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=x\n\nnot --x here\n--xy\n--x\n\nbody\n--x--\n"

    assert [part.body for part in leaves(raw)] == [b"body"]


def test_a_multipart_without_any_boundary_has_no_parts() -> None:
    assert not read(b"Content-Type: multipart/mixed\n\njust words\n").root.children


def test_an_inner_multipart_that_is_never_closed_keeps_to_its_own_span() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/mixed; boundary=in\n\n"
        b"--in\n\nfirst\n--out\n\nsecond\n--in--\n--out--\n"
    )

    assert [part.body for part in leaves(raw)] == [b"first", b"second\n--in--"]


def test_many_parts_share_one_megabyte_of_text_and_each_keeps_its_beginning() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=x\n\n" + (b"--x\n\n" + b"y" * 700_000 + b"\n") * 3

    assert [len(part.text()) for part in leaves(raw)] == [700_000, 1024 * 1024 - 700_000, 2048]
