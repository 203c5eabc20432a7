"""The Received lines of mail that others published, read by us and by mail-parser."""

from __future__ import annotations

import re
from functools import cache

import pytest

from complaints.domain.evidence.received import read_hop
from complaints.domain.evidence.second_reader import disagreement
from tests.corpus import manifest

FOLDER = manifest.folder()
_RECEIVED = re.compile(rb"(?im)^received:((?:[^\n]*\n)(?:[ \t]+[^\n]*\n)*)")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not manifest.is_there(FOLDER), reason=f"there is no corpus at {FOLDER}"),
]


@cache
def told() -> dict[str, str]:
    """Give what mail-parser makes of each distinct line where it differs, "" elsewhere; quoted copies count too."""
    lines = {
        match[1].decode("latin-1").strip() for row in manifest.rows(FOLDER) for match in _RECEIVED.finditer(row.raw)
    }
    hops = {line: read_hop(line) for line in lines}
    return {line: disagreement(hop.raw, from_ip=hop.from_ip, by_host=hop.by_host) for line, hop in hops.items()}


def test_mail_parser_finds_no_other_address_in_any_line() -> None:
    assert {line: said for line, said in told().items() if "as where the mail came from" in said} == {}


def test_mail_parser_reads_most_lines_as_we_do() -> None:
    assert sum(not said for said in told().values()) > 0.95 * len(told())
