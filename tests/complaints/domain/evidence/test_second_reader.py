from __future__ import annotations

import pytest

from complaints.domain.evidence.received import read_hop
from complaints.domain.evidence.second_reader import disagreement
from tests.complaints.domain.evidence.test_received import SHAPES, STAMP


def compare(line: str) -> str:
    """Read a line ourselves, and say what mail-parser makes of it."""
    hop = read_hop(line)
    return disagreement(hop.raw, from_ip=hop.from_ip, by_host=hop.by_host)


@pytest.mark.parametrize("shape", SHAPES)
def test_mail_parser_reads_every_shape_of_line_as_we_do(shape: str) -> None:
    assert compare(f"{SHAPES[shape][0]} {STAMP}") == ""


def test_another_address_is_told() -> None:
    line = f"from helo.example (rdns.example [203.0.113.7]) by mx.isp.example with SMTP id 4; {STAMP}"
    assert disagreement(line, from_ip="203.0.113.8", by_host="mx.isp.example").startswith("It reads 203.0.113.7 as")


def test_another_host_is_told() -> None:
    line = f"from helo.example (rdns.example [203.0.113.7]) by mx.isp.example with SMTP id 4; {STAMP}"
    assert disagreement(line, from_ip="203.0.113.7", by_host="mx.other.example").startswith(
        "It reads mx.isp.example as"
    )


@pytest.mark.parametrize(
    "line", ["", "(((", "from (", "\x00\ud800", "from x by y\r\nSubject: z", "=?utf-8?q?from?= " * 100, "<" * 2000]
)
def test_hostile_lines_are_compared_without_raising(line: str) -> None:
    assert isinstance(compare(line), str)
