from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.domain.decoding import decode_base64
from complaints.domain.facts import Reading, Received, Status
from complaints.domain.formats import RECOGNISERS
from complaints.domain.mime import read_message, walk
from complaints.domain.original import LACKS_LABELS, describe, lacks
from tests.complaints.domain.formats import samples
from tests.complaints.domain.formats.bombs import attached_file

if TYPE_CHECKING:
    from complaints.domain.ports import Recogniser

settings.register_profile(
    "reading", deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
READING = settings.get_profile("reading")
SAMPLES = [path.read_bytes() for path in samples.paths()]
# What makes mail go wrong: boundaries, folding, encodings, quotes, brackets, controls, high bytes.
_HEADERS = (
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"charset=idna",
    b"boundary=",
)
_SIGNS = (
    b"\r",
    b"\n",
    b"\r\n\r\n",
    b"--",
    b":",
    b";",
    b'"',
    b"<",
    b">",
    b"(",
    b"\\",
    b"\x00",
    b"\xff\xfe",
    b"=\r\n",
    b"> ",
)
_WORDS = (b"=?utf-8?B?", b"?=", b"From ", b"--=_mixed", b"--=_report--", b"&#9999999999;", b"PK\x03\x04")
_BLOCKS = (
    b"---- Forwarded message ----\r\n",
    b'{"xarf_version":',
    "差出人: a@b.example\n".encode(),
    "\u202e\ufeff".encode(),
)
SPLINTERS = st.sampled_from(_HEADERS + _SIGNS + _WORDS + _BLOCKS)


def _read(raw: bytes) -> Reading:
    reading = samples.read_bytes(raw)
    for original in reading.originals:
        describe(original)
    return reading


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    raw = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        cut = draw(st.integers(0, 200))
        raw = raw[:at] + draw(st.one_of(SPLINTERS, st.binary(max_size=40))) + raw[at + cut :]
    return raw


@given(st.binary(max_size=2000))
@settings(READING, max_examples=300)
def test_no_bytes_make_reading_raise(raw: bytes) -> None:
    assert _read(raw).recogniser


@given(mutated())
@settings(READING, max_examples=500)
def test_no_damage_to_a_sample_makes_reading_raise(raw: bytes) -> None:
    assert _read(raw).recogniser


LINES = st.sampled_from(
    (
        "From: a@b.example",
        "To: Ann <ann@isp.example>, badactor@example.com",
        "Subject: =?utf-8?B?RndkOiBzcGFt?=",
        "Subject: [SpamCop (192.0.2.1) id:1]spam",
        "Subject: Fwd: spam",
        "Date: Thu, 05 Nov 2026 15:14:31 +0000",
        "Received: from a (b [192.0.2.1]) by c; Thu, 05 Nov 2026 15:14:31 +0000",
        "Message-ID: <a@b.example>",
        "Auto-Submitted: auto-replied",
        "List-Unsubscribe: <mailto:u@b.example>",
        "Feedback-Type: abuse",
        "User-Agent: x/1",
        "Version: 1",
        "Original-Rcpt-To: <ann@isp.example>",
        "Source-IP: 192.0.2.1",
        "Reported-Domain: b.example",
        "X-HmXmrOriginalRecipient: ann@isp.example",
        "X-SpamCop-sourceip: 192.0.2.1",
        "Resent-From: ann@isp.example",
        "DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=from; bh=x; b=y",
        "X-Mailer:",
        " folded",
        "\tfolded",
        "no field",
    )
)
WORDS = st.sampled_from(
    (
        "This is spam, please stop it.",
        "---------- Forwarded message ---------",
        "-----Original Message-----",
        "Begin forwarded message:",
        "On Thu, 5 Nov 2026 at 15:14, Shop <a@b.example> wrote:",
        "[ Offending message ]",
        "- SpamCop V5.4.0 -",
        "198.51.100.7 is listed at Spamhaus",
        '{"xarf_version": "4.0.0", "type": "messaging", "evidence": []}',
        '[{"event": "spamreport", "email": "ann@isp.example"}]',
        "begin 644 a.eml",
        "<div>From: <b>a@b.example</b><br>Subject: x</div>",
        "&#0;&#1114112;&nbsp;",
        "\u5dee\u51fa\u4eba: a@b.example",
        "\u202e\x00\u0301",
        "",
    )
)
TYPES = st.sampled_from(
    (
        "text/plain; charset=utf-8",
        "text/html; charset=utf-7",
        "text/rfc822-headers",
        "message/rfc822",
        "message/feedback-report",
        "message/delivery-status",
        "application/json; name=xarf.json",
        "application/zip; name=a.zip",
        "application/ms-tnef; name=winmail.dat",
        "application/vnd.ms-outlook; name=a.msg",
        "multipart/mixed; boundary=in",
        "multipart/digest",
        "x",
    )
)
ENCODINGS = st.sampled_from(("", "", "", "base64", "quoted-printable", "x-uuencode", "7bit"))
WRAPPERS = st.sampled_from(
    (
        "multipart/mixed; boundary=out",
        "multipart/report; report-type=feedback-report; boundary=out",
        "multipart/report; report-type=delivery-status; boundary=out",
        'multipart/alternative; boundary="out"',
        "multipart/signed",
    )
)


@st.composite
def built(draw: st.DrawFn) -> bytes:
    """Draw a mail out of what recognisers look for, put together rightly or nearly so, then damaged."""
    lines = [*draw(st.lists(LINES, max_size=8)), f"Content-Type: {draw(WRAPPERS)}", ""]
    for _ in range(draw(st.integers(0, 4))):
        lines += ["--out", f"Content-Type: {draw(TYPES)}", f"Content-Transfer-Encoding: {draw(ENCODINGS)}", ""]
        lines += [*draw(st.lists(LINES, max_size=6)), "", *draw(st.lists(st.one_of(WORDS, LINES), max_size=6))]
    lines += draw(st.sampled_from((["--out--"], ["--out"], [])))
    raw = "\n".join(lines).encode().replace(b"\n", draw(st.sampled_from((b"\n", b"\r\n", b"\r", b"\r\r\n"))))
    return _damaged(draw, raw, draw(st.integers(0, 3)))


def _damaged(draw: st.DrawFn, raw: bytes, times: int) -> bytes:
    for _ in range(times):
        at, length = draw(st.integers(0, len(raw))), draw(st.integers(0, 200))
        piece = raw[at : at + length]
        way = draw(st.sampled_from(("splice", "drop", "double", "flip", "move", "end")))
        if way == "end":
            return raw[:at]
        new = {
            "splice": draw(st.one_of(SPLINTERS, st.binary(max_size=40))),
            "drop": b"",
            "double": piece * 2,
            "flip": bytes(byte ^ 0x80 for byte in piece[:3]) + piece[3:],
            "move": raw[: len(piece)],
        }[way]
        raw = raw[:at] + new + raw[at + length :]
    return raw


def check(reading: Reading, raw: bytes) -> None:
    """Hold a reading to what every reading promises."""
    assert len(reading.originals) <= 100
    assert len(reading.comment) <= 20_000
    assert len(reading.trace) <= 300
    assert bool(reading.kind) == (reading.status is Status.NOT_A_COMPLAINT)
    for original in reading.originals:
        spans = re.findall(r"bytes (\d+) to (\d+)", original.cut_from)
        assert all(int(start) <= int(end) for start, end in spans)
        assert len(original.reported.domains) <= 50
        assert len(original.reported.uris) <= 50
        facts = describe(original)
        assert len(facts.subject) <= 32 * 1024
        assert len(facts.to) <= 200
        assert len(facts.links) <= 200
        assert len(facts.text) <= 200_000
        assert set(lacks(original)) <= set(LACKS_LABELS)
    assert all(int(end) <= len(raw) for _, end in _outer_spans(reading))


def _outer_spans(reading: Reading) -> list[tuple[str, str]]:
    plain = [one.cut_from for one in reading.originals if "decoded" not in one.cut_from and " of " not in one.cut_from]
    return [span for text in plain for span in re.findall(r"^part [0-9.]+, bytes (\d+) to (\d+)$", text)]


@pytest.mark.parametrize("recogniser", RECOGNISERS, ids=lambda one: one.name)
@given(raw=st.one_of(built(), mutated()))
@settings(READING, max_examples=150)
def test_every_recogniser_stands_whatever_it_is_given(recogniser: Recogniser, raw: bytes) -> None:
    reading = recogniser.read(read_message(Received(raw=raw, received_at=samples.NOW)))

    if reading is not None:
        assert reading.recogniser == recogniser.name
        check(reading, raw)


@given(built())
@settings(READING, max_examples=300)
def test_what_is_read_of_a_damaged_mail_keeps_every_promise(raw: bytes) -> None:
    check(samples.read_bytes(raw), raw)


@given(st.lists(st.one_of(SPLINTERS, st.binary(max_size=20)), max_size=60))
@settings(READING, max_examples=300)
def test_the_walk_keeps_every_part_inside_its_container(pieces: list[bytes]) -> None:
    root, _ = walk(b'Content-Type: multipart/mixed; boundary="=_mixed"\r\n\r\n' + b"".join(pieces))

    for part in root.walk():
        assert 0 <= part.start <= part.body_start <= part.end <= len(part.container)
        assert isinstance(part.decoded(), bytes)
        assert isinstance(part.text(), str)


@given(mutated())
@settings(READING, max_examples=200)
def test_an_exact_original_lies_in_the_complaint_or_in_a_decoded_part(raw: bytes) -> None:
    reading = samples.read_bytes(raw)
    root, _ = walk(raw)
    parts = list(root.walk())
    # Some mailers encode an embedded message without a word.
    held = [raw, *(part.decoded() for part in parts), *(decode_base64(part.body) for part in parts)]

    for original in reading.originals:
        if original.exact and "zip" not in original.cut_from and "sample" not in original.cut_from:
            assert any(original.content in one for one in held)


def test_what_json_can_escape_and_no_database_stores_is_taken_out() -> None:
    report = {
        "xarf_version": "4.0.0",
        "category": "messaging",
        "type": "spam",
        "reporter": {"org": "a\ud800", "contact": "a@b.example\x00"},
        "source_identifier": "198.51.100.7",
        "smtp_from": "x\ud800\x00@y.example",
        "smtp_to": "ann\udfff@isp.example",
        "description": "words \ud800 \x00",
        "evidence": [{"content_type": "message/rfc822", "payload": "RnJvbTogYUBiLmV4YW1wbGUKU3ViamVjdDogeAoKYg=="}],
    }
    content = json.dumps(report).encode()

    found = repr(samples.read_bytes(attached_file(b"xarf.json", content, b"application/json")))

    assert "recogniser='xarf'" in found
    assert r"\x00" not in found
    assert r"\ud800" not in found
    assert r"\udfff" not in found
