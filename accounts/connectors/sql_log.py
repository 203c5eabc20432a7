"""The send log in a PostgreSQL database of the platform's own. See `LogConnector`.

Every question is one SELECT of the platform's, read through a cursor in a read-only transaction with a time limit: the
database itself refuses anything that writes, and rows are fetched only as far as they are wanted. A database that keeps
the connection open and says nothing any more is left after some seconds: its own time limit ends nothing then.
"""

from __future__ import annotations

import os
import re
import socket
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from accounts.connectors.deadline import cut_off
from accounts.domain.send_log import LogUnavailableError, RawAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from accounts.domain.send_log import LogQuestion

CONNECT_SECONDS = 5
STATEMENT_MILLISECONDS = "5000"
TOTAL_SECONDS = 12.0
LONGEST_FILE_BYTES = 100_000
# A second mark before the bracket is a literal per cent sign; what is no plain text parameter is refused by name.
_PARAMETER = re.compile(r"%\((\w{1,40})\)s")
PARAMETERS = {
    "message_id": frozenset({"message_id"}),
    "recipient": frozenset({"recipient", "since", "until"}),
    "source_ip": frozenset({"source_ip", "since", "until"}),
    "account_recipient": frozenset({"account_id", "recipient"}),
}
OPTIONAL_PARAMETERS = frozenset({"limit"})


class QueryFileError(Exception):
    """A query file that cannot be used; the text says what to mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queries:
    """The file with one SELECT for each question.

    Attributes:
        by_name: name of the question to its SELECT, with parameters like %(recipient)s.
        complete_from: from here on a message missing from the log was not sent; None: never conclude that.
    """

    by_name: Mapping[str, str] = field(repr=False)
    complete_from: datetime | None = None


def read_queries(path: Path) -> Queries:
    """Read a query file.

    Raises:
        QueryFileError: it is missing, no TOML, or a query is missing or takes other parameters than its question has.
    """
    try:
        with path.open("rb") as file:
            table = tomllib.loads(file.read(LONGEST_FILE_BYTES).decode())
    except (OSError, ValueError, RecursionError) as error:
        message = f"{path} cannot be read: {error}"
        raise QueryFileError(message) from error
    queries = table.get("queries")
    if not isinstance(queries, dict):
        message = f"{path} has no table [queries]."
        raise QueryFileError(message)
    for name, needed in PARAMETERS.items():
        _check(path, name, queries.get(name), needed)
    return Queries(by_name={name: queries[name] for name in PARAMETERS}, complete_from=_moment(path, table))


def _check(path: Path, name: str, query: object, needed: frozenset[str]) -> None:
    if not isinstance(query, str) or not query.strip():
        message = f"{path}: [queries] needs a SELECT called {name}."
        raise QueryFileError(message)
    found = set(_PARAMETER.findall(query.replace("%%", "")))
    if not needed <= found <= needed | OPTIONAL_PARAMETERS or "%" in _PARAMETER.sub("", query.replace("%%", "")):
        wanted = ", ".join(f"%({parameter})s" for parameter in sorted(needed))
        message = f"{path}: the query {name} takes {wanted} and nothing else; a literal per cent sign is written %%."
        raise QueryFileError(message)


def _moment(path: Path, table: Mapping[str, object]) -> datetime | None:
    given = table.get("complete_from")
    if given is None or (isinstance(given, datetime) and given.tzinfo is not None):
        return given
    message = f"{path}: complete_from is {given}; write a time with an offset, without quotation marks."
    raise QueryFileError(message)


class SqlLog:
    """Asks a PostgreSQL database, a short connection a question."""

    def __init__(self, dsn: str, queries: Queries) -> None:
        """Take the address of the database, of a role that may only read, and the queries."""
        self._dsn = dsn
        self._queries = queries

    def ask(self, question: LogQuestion) -> RawAnswer:
        """See `LogConnector.ask`."""
        try:
            rows = self._asked(question)
        except psycopg.Error as error:
            # Its words may hold the address and values out of mail; its class and code are enough to mend it by.
            message = f"The send log's database does not answer: {type(error).__name__}, {error.sqlstate or 'no code'}."
            raise LogUnavailableError(message) from error
        except TimeoutError as error:
            message = "The send log's database does not answer in time."
            raise LogUnavailableError(message) from error
        return RawAnswer(rows=tuple(rows), complete_from=self._queries.complete_from)

    def _asked(self, question: LogQuestion) -> list[dict[str, object]]:
        connection = psycopg.connect(
            self._dsn, connect_timeout=CONNECT_SECONDS, row_factory=dict_row, prepare_threshold=None
        )
        # Leaving `connection` commits and closes, for which the database has to answer too.
        with (
            socket.socket(fileno=os.dup(connection.fileno())) as door,
            cut_off(door, TOTAL_SECONDS),
            connection,
        ):
            connection.read_only = True
            return self._rows(connection, question)

    def _rows(
        self, connection: psycopg.Connection[dict[str, object]], question: LogQuestion
    ) -> list[dict[str, object]]:
        # For this transaction only: a pooler between hands the server on to others.
        connection.execute("SELECT set_config('statement_timeout', %s, true)", (STATEMENT_MILLISECONDS,))
        query = sql.SQL(self._queries.by_name[question.name].strip().removesuffix(";"))
        with connection.cursor(name="send_log") as cursor:
            cursor.execute(query, {**question.terms, "limit": question.limit})
            return cursor.fetchmany(question.limit)
