from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.domain.facts import Reading, Received
from complaints.domain.formats import RECOGNISERS
from complaints.domain.mime import read_message, walk
from complaints.domain.original import describe
from tests.complaints.domain.formats import samples

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
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_reading_raise(raw: bytes) -> None:
    assert _read(raw).recogniser


@given(mutated())
@settings(max_examples=500, deadline=None)
def test_no_damage_to_a_sample_makes_reading_raise(raw: bytes) -> None:
    assert _read(raw).recogniser


@given(mutated())
@settings(max_examples=200, deadline=None)
def test_every_recogniser_stands_whatever_it_is_given(raw: bytes) -> None:
    message = read_message(Received(raw=raw, received_at=samples.NOW))

    for recogniser in RECOGNISERS:
        reading = recogniser.read(message)
        assert reading is None or reading.recogniser == recogniser.name


@given(st.lists(st.one_of(SPLINTERS, st.binary(max_size=20)), max_size=60))
@settings(max_examples=300, deadline=None)
def test_the_walk_keeps_every_part_inside_its_container(pieces: list[bytes]) -> None:
    root, _ = walk(b'Content-Type: multipart/mixed; boundary="=_mixed"\r\n\r\n' + b"".join(pieces))

    for part in root.walk():
        assert 0 <= part.start <= part.body_start <= part.end <= len(part.container)
        assert isinstance(part.decoded(), bytes)
        assert isinstance(part.text(), str)


@given(mutated())
@settings(max_examples=200, deadline=None)
def test_an_exact_original_lies_in_the_complaint_or_in_a_decoded_part(raw: bytes) -> None:
    reading = samples.read_bytes(raw)
    root, _ = walk(raw)
    held = [raw, *(part.decoded() for part in root.walk())]

    for original in reading.originals:
        if original.exact and "zip" not in original.cut_from and "sample" not in original.cut_from:
            assert any(original.content in one for one in held)
