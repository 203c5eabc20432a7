"""The comparison itself, which needs no corpus."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.corpus import __main__ as command
from tests.corpus import compare, desk, manifest
from tests.corpus.fields import Answer, agrees

if TYPE_CHECKING:
    from pathlib import Path

FORWARD = (
    b"From: ann@reader.test\r\nSubject: Fwd: Offer\r\n\r\nspam!\r\n\r\n------- Forwarded message -------\r\n"
    b"From: Shop <news@shop.test>\r\nDate: Thu, 5 Nov 2026 16:14\r\nSubject: Offer\r\nTo: a@reader.test\r\n\r\nBuy\r\n"
)


def row(kind: str, expected: dict[str, object] | None = None) -> manifest.Row:
    return manifest.Row(path="a.eml", kind=kind, raw=FORWARD, expected=expected or {}, derived={})


@pytest.mark.parametrize(
    ("name", "wanted", "header"),
    [
        ("orig_subject", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", ("subject", "Grüße")),
        ("orig_date", "Thu, 5 Nov 2026 16:14:00 +0100 (CET)", ("date", "Thu, 05 Nov 2026 15:14:00 +0000")),
        ("orig_from", '"Shop" <News@shop.test>', ("from", "news@shop.test")),
        ("orig_message_id", "<1@shop.test>", ("message-id", "1@shop.test")),
        ("orig_received_count", 1, ("received", "from a by b")),
    ],
)
def test_one_value_in_two_spellings_agrees(name: str, wanted: object, header: tuple[str, str]) -> None:
    assert agrees(name, wanted, Answer(headers=(header,)))[0]


def test_another_value_disagrees() -> None:
    assert not agrees("orig_from", "a@b.test", Answer(headers=(("from", "c@b.test"),)))[0]


def test_a_value_that_should_be_absent_disagrees_when_it_is_there() -> None:
    assert not agrees("message", None, Answer(comment="something"))[0]


def test_a_forward_counts_as_read_with_its_fields() -> None:
    result = compare.compare([row("forward_inline_text", {"email.from.address": "news@shop.test"})], desk.read)

    assert result.tallies["forward_inline_text"].read == 1
    assert result.forwards[True] == 1


def test_a_non_complaint_taken_for_a_complaint_misses_the_goal() -> None:
    result = compare.compare([row("reply_not_forward")], desk.read)

    assert result.taken == ["a.eml"]
    assert any("wrongly taken" in one for one in compare.failures(result))


def test_a_reader_that_raises_has_not_read_the_mail() -> None:
    def read(raw: bytes) -> Answer:
        raise RecursionError

    result = compare.compare([row("mime_torture")], read)

    assert (result.raised, result.tallies["mime_torture"].read) == (1, 0)


def test_a_reader_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(raw: bytes) -> Answer:
        time.sleep(5)
        return Answer()

    monkeypatch.setattr(compare, "MESSAGE_SECONDS", 0.05)

    assert compare.compare([row("mime_torture")], read).slow == 1


def test_a_peer_that_is_not_installed_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(compare.PEERS, "absent", "tests.corpus.peers.absent")

    assert compare.compare_peer([], "absent").missing.startswith("not installed")


def test_an_absent_corpus_is_told_how_to_name_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--corpus", str(tmp_path)]) == command.ABSENT
    assert "DESK_CORPUS" in capsys.readouterr().err
