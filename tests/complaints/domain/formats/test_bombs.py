"""Mail made to hurt a parser. The limits on time are generous: a quadratic algorithm needs minutes for these."""

from __future__ import annotations

import base64
import io
import json
import resource
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from complaints.domain.facts import Status
from complaints.domain.original import describe
from tests.complaints.domain.formats import samples

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 5.0
MEGABYTES = 250
TOP = b"From: a@isp.example\r\nTo: badactor@example.com\r\n"


def _mail(headers: bytes = b"", body: bytes = b"spam") -> bytes:
    return TOP + headers + b"\r\n" + body


def _multipart(parts: bytes) -> bytes:
    return _mail(b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n", parts)


def _attached(raw: bytes) -> bytes:
    return _multipart(b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--b--\r\n")


def _nested(levels: int) -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )
    return TOP + opening + b"\r\nx"


def _base64_matryoshka() -> bytes:
    inner = _mail()
    for _ in range(30):
        encoded = base64.encodebytes(inner)
        inner = _mail(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", encoded)
    return inner


def _file(name: bytes, content: bytes, kind: bytes = b"application/octet-stream") -> bytes:
    return _multipart(
        b"--b\r\nContent-Type: " + kind + b'\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content) + b"--b--\r\n"
    )


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"{number}.eml", b"From: a@b.example\r\n" + b" " * 20_000_000)
    return packed.getvalue()


def _html(source: bytes) -> bytes:
    return _mail(b"Content-Type: text/html\r\n", source)


BOMBS: dict[str, Callable[[], bytes]] = {
    "16,000 encoded words": lambda: _mail(b"Subject: " + b"=?utf-8?B?YQ==?= " * 16_000 + b"\r\n"),
    "100,000 empty parts": lambda: _multipart(b"--b\r\n\r\n" * 100_000),
    "20,000 addresses": lambda: _attached(TOP + b"Cc: " + b"a@b.example, " * 19_000 + b"\r\n\r\nx"),
    "16,000 parameters": lambda: _mail(b"Content-Type: text/plain" + b"; a=b" * 16_000 + b"\r\n"),
    "semicolons": lambda: _mail(b"Content-Type: text/html" + b" ;" * 100_000 + b"\r\n"),
    "2,000 brackets": lambda: _attached(b"To: " + b"(" * 2000 + b"\r\nFrom: " + b"(" * 20_000 + b"\r\n\r\nx"),
    "escaped quotes": lambda: _attached(b"From: " + b'"\\' * 100_000 + b"\r\nTo: x" + b" " * 30_000 + b"y@\r\n\r\nx"),
    "400 nested multiparts": lambda: _nested(400),
    "matryoshka in base64": _base64_matryoshka,
    "one header of 2 MB": lambda: _mail(b"Subject: " + b"x" * 2_000_000 + b"\r\n"),
    "folded 100,000 times": lambda: _mail(b"Subject: a\r\n" + b" b\r\n" * 50_000),
    "10,000 header fields": lambda: _mail(b"X: y\r\n" * 10_000),
    "a million carriage returns": lambda: _mail(b"", b"\r" * 1_000_000),
    "carriage returns in the headers": lambda: b"A: b" + b"\r" * 1_000_000,
    "unending quote marks": lambda: _mail(b"", b"> " * 500_000 + b"\n" + b">" * 500_000),
    "forward lines": lambda: _mail(b"Subject: Fwd: x\r\n", b"---- Forwarded message ----\n" * 20_000),
    "forward lines in one": lambda: _mail(b"", b"---- Forwarded message ---- From: a To: " * 20_000),
    "label lines": lambda: _mail(b"", b"From: a\nTo: b,\nc,\n" * 30_000),
    "half-open blocks": lambda: _mail(b"", b"From: a\n\n\n" * 60_000),
    "attributions": lambda: _mail(b"Subject: Re: x\r\n", b"On 1 Jan 2026 a wrote:\n" * 40_000),
    "a line of colons": lambda: _mail(b"", b":" * 1_000_000),
    "pasted header lines": lambda: _mail(b"", b"Received: x\nFrom: a\n\n" * 60_000),
    "200,000 nested divs": lambda: _html(b"<div>" * 200_000),
    "100,000 attributes": lambda: _html(b"<a " + b"a=1 " * 100_000 + b">x"),
    "open comments": lambda: _html(b"<!--" * 200_000),
    "open scripts": lambda: _html(b"<script>" * 100_000),
    "open quotes in tags": lambda: _html(b'<a href="' * 100_000),
    "lone angles": lambda: _html(b"<" * 1_000_000),
    "long character number": lambda: _html(b"&#" + b"9" * 100_000 + b";"),
    "ampersands": lambda: _html(b"&" * 1_000_000),
    "deep JSON": lambda: _file(b"xarf.json", b'{"Report":' + b"[" * 200_000, b"application/json"),
    "wide JSON": lambda: _file(b"xarf.json", b'{"Report":[' + b"[]," * 1_000_000 + b"1]}", b"application/json"),
    "big JSON number": lambda: _file(b"xarf.json", b'{"xarf_version":' + b"9" * 100_000 + b"}", b"application/json"),
    "zip bomb": lambda: _file(b"mails.zip", _zip_bomb()),
    "zip bomb called DMARC": lambda: _file(b"dmarc.zip", _zip_bomb()),
    "dots and dashes": lambda: _mail(b"Subject: spamhaus blocklist listed\r\n", b"1.2.3.4." * 100_000 + b":" * 100_000),
    "25 MB of text": lambda: _mail(b"", b"spam and more spam, " * 1_200_000),
    "25 MB of base64": lambda: _file(b"mail.eml", b"From: a\r\n" * 2_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_bounded_time_and_memory(name: str) -> None:
    raw = BOMBS[name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()

    reading = samples.read_bytes(raw)
    for original in reading.originals:
        describe(original)

    assert time.process_time() - started < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("100,000 empty parts", "parts"),
        ("400 nested multiparts", "depth"),
        ("matryoshka in base64", "depth"),
        ("one header of 2 MB", "header_bytes"),
        ("10,000 header fields", "headers"),
    ],
)
def test_what_breaks_a_limit_is_unreadable_and_says_which(name: str, limit: str) -> None:
    reading = samples.read_bytes(BOMBS[name]())

    assert reading.status is Status.UNREADABLE
    assert limit in reading.trace[0]


def test_a_mail_over_25_megabytes_is_unreadable() -> None:
    reading = samples.read_bytes(_mail(b"", b"x" * (25 * 1024 * 1024)))

    assert reading.status is Status.UNREADABLE


def test_a_long_header_is_cut_for_display_but_not_in_the_original() -> None:
    raw = _attached(TOP + b"Received: x\r\nSubject: " + b"x" * 100_000 + b"\r\n\r\nbody")

    original = samples.read_bytes(raw).originals[0]

    assert len(describe(original).subject) == 32 * 1024
    assert b"x" * 100_000 in original.content


def test_json_that_is_no_report_is_left_to_a_person() -> None:
    raw = _file(b"report.json", json.dumps({"Report": 1}).encode(), b"application/json")

    assert samples.read_bytes(raw).recogniser == "plain"
