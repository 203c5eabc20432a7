"""A pasted source comes out as it went in, so that its signatures can be verified."""

from __future__ import annotations

import pytest

from complaints.domain.formats._pasted import find_pasted

SOURCE = (
    b"Return-Path: <b@bounce.example>\r\nReceived: from a.example ([203.0.113.5]) by mx.isp.example; "
    b"Thu, 05 Nov 2026 15:14:30 +0000\r\nFrom: Shop <news@shop.example>\r\nTo: ann@isp.example\r\nSubject: Sale\r\n"
    b"Date: Thu, 05 Nov 2026 15:14:27 +0000\r\nMessage-ID: <1@shop.example>\r\n"
    b'Content-Type: multipart/alternative; boundary="edge"\r\n\r\n'
    b"--edge\r\nContent-Type: text/plain\r\n\r\nSale.\r\n--edge--\r\n"
)


@pytest.mark.parametrize("behind", [b"", b"\r\n", b"\r\n\r\n"])
def test_a_pasted_source_is_the_rest_of_the_text(behind: bytes) -> None:
    pasted = find_pasted(b"Spam!\r\n\r\n" + SOURCE + behind)

    assert pasted is not None
    assert (pasted.content, pasted.changed) == (SOURCE + behind, False)


def test_words_behind_the_last_boundary_are_the_reporters_and_the_boundary_keeps_its_line_end() -> None:
    pasted = find_pasted(SOURCE + b"\r\nRegards, Ann\r\n")

    assert pasted is not None
    assert pasted.content == SOURCE
