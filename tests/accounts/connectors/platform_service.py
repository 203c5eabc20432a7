"""A platform's own send log, twice: behind HTTP in a thread, and as a table in PostgreSQL.

Written against docs/connecting.md, whose examples it uses.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import psycopg

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

Row = dict[str, Any]
TOKEN = "a-token-for-tests"
SCHEMA = "send_log_for_tests"
INSERT = (
    "INSERT INTO messages (message_id, account_id, list_id, campaign_id, recipient, sent_at, source_ip, subject) "
    "VALUES (%(message_id)s, %(account_id)s, %(list_id)s, %(campaign_id)s, %(recipient)s, %(sent_at)s, "
    "%(source_ip)s, %(subject)s)"
)
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "connecting.md"


def answer_to(rows: list[Row], terms: dict[str, str]) -> list[Row]:
    """Answer a question as a platform would: equal values, both ends of the window included, newest first."""
    named = {name: value for name, value in terms.items() if name not in {"since", "until", "limit"}}
    found = [row for row in rows if all(row[name] == value for name, value in named.items())]
    if "since" in terms:
        since, until = datetime.fromisoformat(terms["since"]), datetime.fromisoformat(terms["until"])
        found = [row for row in found if since <= datetime.fromisoformat(row["sent_at"]) <= until]
    newest = sorted(found, key=lambda row: datetime.fromisoformat(row["sent_at"]), reverse=True)
    return newest[: int(terms["limit"])]


@dataclass
class Service:
    """An HTTP service; `says` replaces its answers one after another, then it answers from `rows` again."""

    rows: list[Row] = field(default_factory=list)
    complete_from: str | None = None
    says: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        terms = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(terms)
        self.paths.append(request.path)
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if self.says:
            self.says.pop(0)(request)
        elif request.headers["Authorization"] != f"Bearer {TOKEN}":
            respond(request, b"{}", 401)
        else:
            said = {"messages": answer_to(self.rows, terms), "complete_from": self.complete_from}
            respond(request, json.dumps(said).encode())


def respond(request: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def saying(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda request: respond(request, body, status, **headers)


def dripping(request: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for ever: no single read runs into its time limit."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        request.wfile.write(b"x")
        time.sleep(0.05)


def hanging_up(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")


@contextmanager
def serving(trust: ssl.SSLContext | None = None) -> Iterator[Service]:
    """Run a service on a free loopback port, with TLS where a certificate is given."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                service.handle(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"{'https' if trust else 'http'}://127.0.0.1:{server.server_address[1]}/v1/send-log"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def documented(language: str) -> str:
    """Give the only example of that language in the document."""
    blocks = DOCUMENT.read_text(encoding="utf-8").split(f"```{language}\n")
    assert len(blocks) == 2, f"docs/connecting.md has {len(blocks) - 1} examples in {language}"
    return blocks[1].split("```")[0]


@contextmanager
def table(url: str, rows: list[Row]) -> Iterator[str]:
    """Keep rows in the documented table, in a schema of their own, and give the address of the database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        connection.execute(f"SET search_path TO {SCHEMA}")
        connection.execute(documented("sql"))
        for row in rows:
            connection.execute(INSERT, {name: value or None for name, value in row.items()})
        try:
            yield f"{url}?options=-csearch_path%3D{SCHEMA}"
        finally:
            connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
