from __future__ import annotations

from base64 import encodebytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.domain.formats._smime import signed_content
from complaints.domain.original import describe
from tests.complaints.domain.formats import samples

SPAM = (
    b"Received: from mta.shop.example ([203.0.113.5]) by mx.isp.example; Thu, 5 Nov 2026 15:14:27 +0000\r\n"
    b"From: news@shop.example\r\nTo: ann@isp.example\r\nSubject: Winter sale\r\n"
    b"Date: Thu, 5 Nov 2026 15:14:27 +0000\r\nMessage-ID: <spam@shop.example>\r\n\r\nBuy now\r\n"
)
ENTITY = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease stop this.\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + SPAM + b"--b--\r\n"
)
SIGNED = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
TOP = (
    b"From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: spam\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: application/pkcs7-mime; smime-type=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)


def value(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x84]) + len(content).to_bytes(4, "big") + content


def definite(content: bytes) -> bytes:
    inner = value(0x30, DATA + value(0xA0, value(0x04, content)))
    return value(0x30, SIGNED + value(0xA0, value(0x30, b"\x02\x01\x01" + value(0x31, b"") + inner)))


def in_chunks(content: bytes) -> bytes:
    pieces = b"".join(value(0x04, content[at : at + 100]) for at in range(0, len(content), 100))
    return b"\x30\x80" + SIGNED + b"\xa0\x80\x30\x80\x02\x01\x01" + DATA + b"\xa0\x80\x24\x80" + pieces + bytes(6)


def mail(data: bytes, kind: bytes = b"signed-data") -> bytes:
    return TOP % kind + encodebytes(data)


@pytest.mark.parametrize("wrapped", [definite(ENTITY), in_chunks(ENTITY)], ids=["definite", "in chunks"])
def test_an_opaquely_signed_complaint_is_read_through(wrapped: bytes) -> None:
    reading = samples.read_bytes(mail(wrapped))

    assert [describe(one).message_id for one in reading.originals] == ["<spam@shop.example>"]


def test_the_original_inside_a_signature_is_unchanged() -> None:
    assert samples.read_bytes(mail(definite(ENTITY))).originals[0].content == SPAM.removesuffix(b"\r\n")


def test_an_encrypted_complaint_asks_for_its_original() -> None:
    reading = samples.read_bytes(mail(b"\x30\x80\x06\x09", b"enveloped-data"))

    assert reading.needs == ("original",)
    assert "encrypted" in reading.trace[0]


@given(st.integers(0, 2000), st.binary(max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_damage_makes_reading_raise(at: int, put: bytes) -> None:
    for whole in (definite(ENTITY), in_chunks(ENTITY)):
        assert isinstance(signed_content(whole[:at] + put + whole[at + len(put) :]), bytes)
