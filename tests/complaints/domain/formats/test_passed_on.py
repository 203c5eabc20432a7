from __future__ import annotations

import io
import zipfile
from base64 import encodebytes
from typing import TYPE_CHECKING

from complaints.domain.original import describe
from tests.complaints.domain.formats import samples

if TYPE_CHECKING:
    from complaints.domain.facts import Reading

SPAM = (
    b"Received: from mta.shop.example ([203.0.113.5]) by mx.isp.example; Thu, 5 Nov 2026 15:14:27 +0000\r\n"
    b"From: news@shop.example\r\nTo: ann@isp.example\r\nSubject: Winter sale\r\n"
    b"Date: Thu, 5 Nov 2026 15:14:27 +0000\r\nMessage-ID: <spam@shop.example>\r\n\r\nBuy now\r\n"
)


def mail(*parts: bytes, to: bytes, fields: bytes = b"") -> bytes:
    """Write a mail of a person with parts that are laid out already."""
    boundary = b"=_%d" % len(b"".join(parts))
    return (
        b"From: bob@isp.example\r\nTo: " + to + b"\r\nSubject: look\r\nDate: Thu, 5 Nov 2026 16:00:00 +0000\r\n"
        b"Message-ID: <complaint@isp.example>\r\n" + fields + b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
        + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    )  # fmt: skip


def embedded(raw: bytes) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" + raw


def message_ids(reading: Reading) -> list[str]:
    return [describe(one).message_id for one in reading.originals]


def read(raw: bytes) -> Reading:
    return samples.read_bytes(mail(b"\r\nPlease look into this.", embedded(raw), to=b"badactor@example.com"))


def test_a_complaint_to_a_role_address_gives_way_to_what_it_complains_about() -> None:
    reading = read(mail(b"\r\nSpam!", embedded(SPAM), to=b"abuse@isp.example"))

    assert message_ids(reading) == ["<spam@shop.example>"]


def test_what_a_help_desk_passes_on_gives_way_to_what_its_people_complain_about() -> None:
    reading = read(mail(b"\r\nSpam!", embedded(SPAM), to=b"helpdesk@isp.example"))

    assert message_ids(reading) == ["<spam@shop.example>"]


def test_the_outer_comment_stays() -> None:
    reading = read(mail(b"\r\nSpam!", embedded(SPAM), to=b"abuse@isp.example"))

    assert reading.comment == "Please look into this."


def test_the_trace_says_that_a_report_was_opened() -> None:
    reading = read(mail(b"\r\nSpam!", embedded(SPAM), to=b"abuse@isp.example"))

    assert "is itself a complaint to abuse@isp.example" in reading.trace[-1]


def test_a_mail_to_a_person_that_carries_a_mail_is_the_original() -> None:
    reading = read(mail(b"\r\nHi", embedded(SPAM), to=b"ann@isp.example"))

    assert message_ids(reading) == ["<complaint@isp.example>"]


def test_bulk_mail_to_a_role_address_is_the_original() -> None:
    bulk = mail(b"\r\nHi", embedded(SPAM), to=b"abuse@isp.example", fields=b"List-Unsubscribe: <http://x.example>\r\n")

    assert message_ids(read(bulk)) == ["<complaint@isp.example>"]


def test_complaints_are_opened_three_levels_down() -> None:
    raw = mail(b"\r\nSpam!", embedded(SPAM), to=b"abuse@isp.example")
    for _ in range(2):
        raw = mail(b"\r\nSpam!", embedded(raw), to=b"abuse@isp.example")

    assert message_ids(read(raw)) == ["<spam@shop.example>"]


def test_a_fourth_level_stays_closed() -> None:
    raw = mail(b"\r\nSpam!", embedded(SPAM), to=b"abuse@isp.example")
    for _ in range(3):
        raw = mail(b"\r\nSpam!", embedded(raw), to=b"abuse@isp.example")

    assert message_ids(read(raw)) == ["<complaint@isp.example>"]


def test_many_complaints_with_archives_do_not_unpack_without_end() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("spam.eml", SPAM + b" ".join(b"%d" % (number * 7919 % 9973) for number in range(20_000)))
    part = b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(
        packed.getvalue()
    )
    complaints = [embedded(mail(b"\r\nSpam!", part, to=b"abuse@isp.example")) for _ in range(50)]

    reading = samples.read_bytes(mail(*complaints, to=b"badactor@example.com"))

    assert 0 < message_ids(reading).count("<spam@shop.example>") < 5
    assert len(reading.originals) == 50
