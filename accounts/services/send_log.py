"""The platform's own send log as the settings name it, each of its rows read as strictly as an imported one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.connectors.breaker import Breaker
from accounts.connectors.http_log import HttpLog
from accounts.connectors.sql_log import QueryFileError, SqlLog, read_queries
from accounts.domain.records import SentRecord
from accounts.domain.send_log import MOST_ROWS, LogAnswer
from accounts.models import Account
from accounts.services.imports.readers import cell_text
from accounts.services.imports.table import RowReader
from accounts.services.imports.tables import MESSAGES
from accounts.services.imports.values import BadValueError, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.domain.ports import LogConnector, SendLog
    from accounts.domain.send_log import LogQuestion

logger = logging.getLogger(__name__)

_READER = RowReader(MESSAGES, MESSAGES.column_names)
_MAY_BE_NONE = ("list_id", "campaign_id", "source_ip")


class CheckedLog:
    """See `SendLog`. What is no row of messages.csv, answers another question or names no account is left out."""

    def __init__(self, log: LogConnector) -> None:
        """Take the way to the log."""
        self._log = log

    def ask(self, question: LogQuestion) -> LogAnswer:
        """See `SendLog.ask`."""
        raw = self._log.ask(question)
        read = [row for row in map(read_row, raw.rows[:MOST_ROWS]) if row is not None and question.fits(row)]
        known = _known_accounts(read)
        rows = sorted((row for row in read if row.account_id in known), key=lambda row: row.sent_at, reverse=True)
        dropped = len(raw.rows) - len(rows)
        if dropped:
            # No values: they are people's addresses.
            logger.warning("The send log's answer by %s has %d rows that cannot be used.", question.name, dropped)
        complete_from = None if dropped else _moment(raw.complete_from)
        return LogAnswer(rows=tuple(rows[: question.limit]), complete_from=complete_from, dropped=dropped)


def read_row(row: object) -> SentRecord | None:
    """Read one row of an answer as the import reads messages.csv; None where the import would reject it."""
    if not isinstance(row, Mapping):
        return None
    values = [row.get(name) for name in MESSAGES.column_names]
    if any(isinstance(value, Mapping | list | tuple | set) for value in values):
        return None
    try:
        fields = dict(_READER.read([cell_text(value) for value in values]))
    except (BadValueError, ValueError, OverflowError):
        return None
    fields |= {name: fields[name] or None for name in _MAY_BE_NONE}
    return SentRecord(**cast("dict[str, str]", fields))  # type: ignore[arg-type]


def _known_accounts(rows: Iterable[SentRecord]) -> set[str]:
    named = {row.account_id for row in rows}
    return set(Account.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else set()


def _moment(given: object) -> datetime | None:
    if isinstance(given, datetime):
        return given.astimezone(UTC) if given.tzinfo else None
    try:
        return moment(given) if isinstance(given, str) and given else None
    except BadValueError:
        logger.warning("The send log's complete_from is no time with an offset; nothing is concluded from it.")
        return None


def connected() -> SendLog | None:
    """Give the send log that the settings name; None when all of it is imported.

    Raises:
        ImproperlyConfigured: the file that SEND_LOG_QUERY_FILE names cannot be used.
    """
    given = (settings.SEND_LOG_URL, settings.SEND_LOG_TOKEN, settings.SEND_LOG_DSN, settings.SEND_LOG_QUERY_FILE)
    try:
        return _connected(*given)
    except QueryFileError as error:
        message = f"SEND_LOG_QUERY_FILE: {error}"
        raise ImproperlyConfigured(message) from error


@lru_cache(maxsize=1)
def _connected(url: str, token: str, dsn: str, query_file: str) -> SendLog | None:
    """Make it once a process, so that the breaker knows of all failures."""
    if url:
        return CheckedLog(Breaker(HttpLog(url, token)))
    if dsn:
        return CheckedLog(Breaker(SqlLog(dsn, read_queries(Path(query_file)))))
    return None
