"""The send log behind an HTTP service of the platform's own. See `LogConnector`.

One service at one address: no redirect is followed, no proxy of the environment is used, and TLS is verified against
the system's authorities.

Source: RFC 6750 section 2.1 (bearer token), RFC 9110 section 15 (which answers are worth another try).
"""

from __future__ import annotations

import http.client
import json
import random
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from accounts.connectors.deadline import cut_off
from accounts.domain.send_log import LogUnavailableError, RawAnswer

if TYPE_CHECKING:
    from accounts.domain.send_log import LogQuestion

TRIES = 3
FIRST_PAUSE_SECONDS = 0.2
SOCKET_SECONDS = 5.0
TOTAL_SECONDS = 12.0
LONGEST_ANSWER_BYTES = 1024 * 1024
_CHUNK_BYTES = 65_536
_TOO_MANY, _SERVER_ERROR = 429, 500


class _PassingError(Exception):
    """A failure that may be over in a moment; the text says what it was."""


class HttpLog:
    """Asks `GET {url}?{terms}` with a bearer token; the answer is one JSON object."""

    def __init__(self, url: str, token: str) -> None:
        """Take the address (https, or http on this machine) and the token as the settings checked them."""
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._path = (parts.path or "/") + "?" + (f"{parts.query}&" if parts.query else "")
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "abusedesk",
        }
        self._trust = ssl.create_default_context() if self._secure else None

    def ask(self, question: LogQuestion) -> RawAnswer:
        """See `LogConnector.ask`."""
        until = time.monotonic() + TOTAL_SECONDS
        target = self._path + encoded(question)
        for attempt in range(1, TRIES + 1):
            try:
                return read_answer(self._get(target, until))
            except _PassingError as problem:
                left = until - time.monotonic()
                pause = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * random.uniform(1, 2)  # noqa: S311 - spreads load
                if attempt == TRIES or left <= pause:
                    raise LogUnavailableError(str(problem)) from problem
                time.sleep(pause)
        raise AssertionError

    def _get(self, target: str, until: float) -> bytes:
        left = max(0.1, until - time.monotonic())
        connection = self._connection(min(SOCKET_SECONDS, left))
        try:
            connection.connect()
            with cut_off(connection.sock, left):
                connection.request("GET", target, headers=self._headers)
                with connection.getresponse() as response:
                    _check_status(response)
                    body = _body(response)
        except ssl.SSLCertVerificationError as error:
            message = f"The send log's certificate is not to be trusted: {error.verify_message}."
            raise LogUnavailableError(message) from error
        except (OSError, http.client.HTTPException) as error:
            message = f"The send log does not answer: {type(error).__name__}."
            raise _PassingError(message) from error
        else:
            return body
        finally:
            connection.close()

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        if self._trust is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=seconds, context=self._trust)
        return http.client.HTTPConnection(self._host, self._port, timeout=seconds)


def encoded(question: LogQuestion) -> str:
    """Write a question as a query string: everything from mail percent-encoded, times in ISO 8601 with an offset."""
    terms = {name: value if isinstance(value, str) else value.isoformat() for name, value in question.terms.items()}
    return urlencode({**terms, "limit": str(question.limit)})


def _check_status(response: http.client.HTTPResponse) -> None:
    status = response.status
    if status == http.client.OK:
        return
    message = f"The send log answers with status {status}."
    if status == _TOO_MANY or status >= _SERVER_ERROR:
        raise _PassingError(message)
    raise LogUnavailableError(message)


def _body(response: http.client.HTTPResponse) -> bytes:
    """Read the body, at most a megabyte."""
    if response.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        message = "The send log's answer is compressed, which was not asked for."
        raise LogUnavailableError(message)
    body = bytearray()
    while chunk := response.read(_CHUNK_BYTES):
        body += chunk
        if len(body) > LONGEST_ANSWER_BYTES:
            message = f"The send log's answer is longer than {LONGEST_ANSWER_BYTES:,} bytes."
            raise LogUnavailableError(message)
    if response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


def read_answer(body: bytes) -> RawAnswer:
    """Read the JSON object of an answer.

    Raises:
        LogUnavailableError: it is not what the connector's contract says.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = "The send log's answer is no JSON."
        raise LogUnavailableError(message) from error
    rows = said.get("messages") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        message = "The send log's answer is no JSON object with a list of messages."
        raise LogUnavailableError(message)
    return RawAnswer(rows=tuple(rows), complete_from=said.get("complete_from"))
