"""Asking a send log over HTTP: what goes out, what is taken back, and what is refused."""

from __future__ import annotations

import json
import socket
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from accounts.connectors import http_log
from accounts.connectors.http_log import HttpLog, encoded
from accounts.domain.send_log import LogQuestion, LogUnavailableError, by_message_id, by_recipient
from tests.accounts.connectors.platform_service import TOKEN, Service, documented, dripping, hanging_up, saying, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
QUESTION = LogQuestion(message_id="<m1@x.example>")
EMPTY = b'{"messages": [], "complete_from": null}'


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setattr(http_log, "FIRST_PAUSE_SECONDS", 0.001)
    with serving() as running:
        yield running


def log_of(service: Service) -> HttpLog:
    return HttpLog(service.url, TOKEN)


def test_a_question_goes_out_with_the_token_and_its_terms(service: Service) -> None:
    log_of(service).ask(QUESTION)
    assert service.asked == [{"message_id": "<m1@x.example>", "limit": "200"}]
    assert service.headers[0]["authorization"] == f"Bearer {TOKEN}"


def test_times_go_out_with_their_offset(service: Service) -> None:
    east = NOON.astimezone(timezone(timedelta(hours=2)))
    log_of(service).ask(LogQuestion(recipient="ann@isp.example", since=NOON, until=east))
    assert service.asked[0]["since"] == "2026-11-05T12:00:00+00:00"
    assert service.asked[0]["until"] == "2026-11-05T14:00:00+02:00"


@pytest.mark.parametrize(
    "hostile",
    ["a&recipient=bob@isp.example", "a\r\nX-Evil: 1", "a b#c", "ä/../?x=%00", "a+b%2B", "\u202e", "a;b=c"],
)
def test_what_mail_says_cannot_leave_its_parameter(service: Service, hostile: str) -> None:
    log_of(service).ask(LogQuestion(message_id=f"<{hostile}>"))
    assert service.asked == [{"message_id": f"<{hostile}>", "limit": "200"}]
    assert "x-evil" not in service.headers[0]


def test_a_query_in_the_address_is_kept(service: Service) -> None:
    service.url += "?tenant=eu"
    log_of(service).ask(QUESTION)
    assert service.asked[0]["tenant"] == "eu"


def test_the_documented_answer_is_read(service: Service) -> None:
    service.says = [saying(documented("json").encode())]
    answer = log_of(service).ask(QUESTION)
    assert answer.complete_from == "2026-01-01T00:00:00Z"
    assert answer.rows[0]["message_id"] == "<offer.1@mail.shop.example>"  # type: ignore[index]


def test_the_documented_request_is_what_goes_out() -> None:
    day = timedelta(days=2)
    moment = datetime(2026, 11, 5, 15, 14, 27, tzinfo=UTC)
    question = by_recipient("Ann@isp.example", moment - day, moment + day)
    assert question is not None
    assert f"/v1/send-log?{encoded(question)} HTTP/1.1" in documented("http")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(service: Service, status: int) -> None:
    service.says = [saying(b"", status), saying(b"", status)]
    assert log_of(service).ask(QUESTION).rows == ()
    assert len(service.asked) == 3


def test_after_three_tries_the_log_is_away(service: Service) -> None:
    service.says = [saying(b"", 503)] * 4
    with pytest.raises(LogUnavailableError, match="status 503"):
        log_of(service).ask(QUESTION)
    assert len(service.asked) == 3


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404])
def test_another_status_is_not_tried_again_and_is_no_answer(service: Service, status: int) -> None:
    service.says = [saying(b"", status)]
    with pytest.raises(LogUnavailableError, match=f"status {status}"):
        log_of(service).ask(QUESTION)
    assert len(service.asked) == 1


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(service: Service) -> None:
    with serving() as other:
        service.says = [saying(b"", 302, Location=other.url)]
        with pytest.raises(LogUnavailableError, match="status 302"):
            log_of(service).ask(QUESTION)
        assert other.asked == []


def test_a_proxy_of_the_environment_is_not_used(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert log_of(service).ask(QUESTION).rows == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b"{}",
        b'{"messages": {}}',
        b'{"messages": "none"}',
        b"\xff\xfe",
        b'{"messages": ' + b"[" * 100_000,
        b'{"messages": [1' + b"0" * 6000 + b"]}",
    ],
)
def test_what_is_not_the_answer_of_the_contract_is_no_answer(service: Service, body: bytes) -> None:
    service.says = [saying(body)]
    with pytest.raises(LogUnavailableError):
        log_of(service).ask(QUESTION)


def test_an_answer_over_a_megabyte_is_not_read_to_its_end(service: Service) -> None:
    service.says = [saying(b'{"messages": [' + b" " * (1024 * 1024 + 1) + b"]}")]
    with pytest.raises(LogUnavailableError, match="longer than"):
        log_of(service).ask(QUESTION)


def test_a_compressed_answer_is_refused(service: Service) -> None:
    service.says = [saying(EMPTY, Content_Encoding="gzip")]
    with pytest.raises(LogUnavailableError, match="compressed"):
        log_of(service).ask(QUESTION)


@pytest.mark.parametrize("says", [hanging_up, dripping], ids=["breaks off", "drips"])
def test_a_service_that_never_finishes_costs_a_bounded_time(
    service: Service, monkeypatch: pytest.MonkeyPatch, says: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    monkeypatch.setattr(http_log, "TOTAL_SECONDS", 0.5)
    service.says = [says] * 3
    begun = time.monotonic()
    with pytest.raises(LogUnavailableError, match="does not answer"):
        log_of(service).ask(QUESTION)
    assert time.monotonic() - begun < 3


def test_nobody_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_log, "FIRST_PAUSE_SECONDS", 0.001)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        log = HttpLog(f"http://127.0.0.1:{taken.getsockname()[1]}/", TOKEN)
        with pytest.raises(LogUnavailableError, match="does not answer"):
            log.ask(QUESTION)


def test_a_service_without_tls_is_no_answer_to_https(service: Service) -> None:
    with pytest.raises(LogUnavailableError):
        HttpLog(service.url.replace("http:", "https:"), TOKEN).ask(QUESTION)


def test_the_error_names_neither_token_nor_address_of_a_person(service: Service) -> None:
    service.says = [saying(b"", 500)] * 3
    with pytest.raises(LogUnavailableError) as raised:
        log_of(service).ask(LogQuestion(account_id="cu1", recipient="ann@isp.example"))
    assert TOKEN not in str(raised.value)
    assert "ann" not in str(raised.value)


def test_a_message_id_is_asked_with_brackets_whatever_way_it_came() -> None:
    assert by_message_id("m1@x.example") == by_message_id("<m1@x.example>") == QUESTION


@pytest.mark.parametrize("odd", ["", "<>", "a\0b", "\ud800", "x" * 600])
def test_what_no_log_can_hold_is_not_asked(odd: str) -> None:
    assert by_message_id(odd) is None


def test_an_answer_is_json_in_utf_8(service: Service) -> None:
    service.says = [saying(json.dumps({"messages": [{"subject": "Grüße"}]}, ensure_ascii=False).encode())]
    assert log_of(service).ask(QUESTION).rows == ({"subject": "Grüße"},)
