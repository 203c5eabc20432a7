"""Commits messages that come in at the same time in one transaction: a disk flushes once for all of them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django.db import close_old_connections

from complaints.services.keep_raw import keep_bytes
from complaints.services.outage import is_outage
from complaints.services.receive import Kept, commit

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from complaints.domain.facts import Received

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 50


class GroupCommit:
    """Stores messages for one event loop: bytes side by side in threads, then rows together.

    While a transaction is under way the next ones gather, so that nobody waits for company that does not come.
    """

    def __init__(self, threads: Executor) -> None:
        """Store in `threads`; two of them at least, or bytes wait for rows."""
        self._threads = threads
        self._waiting: list[tuple[Kept, asyncio.Future[int]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def store(self, received: Received, door: str) -> int:
        """Store a message; when this returns, its bytes and its row are committed.

        Returns:
            The complaint's id.

        Raises:
            OSError, django.db.Error: nothing was accepted.
        """
        loop = asyncio.get_running_loop()
        sha256 = await loop.run_in_executor(self._threads, keep_bytes, received.raw)
        answer: asyncio.Future[int] = loop.create_future()
        self._waiting.append((Kept(received=received, sha256=sha256, door=door), answer))
        if self._committing is None or self._committing.done():
            self._committing = loop.create_task(self._commit_all())
        return await answer

    async def _commit_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            results = await loop.run_in_executor(self._threads, commit_together, [kept for kept, _ in group])
            for (_, answer), result in zip(group, results, strict=True):
                if answer.done():
                    continue  # Its client has gone. The message is kept; the client, unanswered, will bring it again.
                if isinstance(result, Exception):
                    answer.set_exception(result)
                else:
                    answer.set_result(result)


def commit_together(group: list[Kept]) -> list[int | Exception]:
    """Commit messages in one transaction, and each by itself where one of them makes it fail.

    When the database itself fails nobody knows whether it committed: then all are brought again by their senders, and
    what was there is recognised as a duplicate.

    Returns:
        Of each message the complaint's id, or what went wrong.
    """
    close_old_connections()
    try:
        return [*commit(group)]
    except Exception as error:  # noqa: BLE001 - whatever it was, none is committed: the sender of each must hear so
        logger.warning("%s messages could not be committed together: %s", len(group), error)
        return [error] * len(group) if len(group) == 1 or is_outage(error) else [_alone(kept) for kept in group]
    finally:
        close_old_connections()


def _alone(kept: Kept) -> int | Exception:
    try:
        return commit([kept])[0]
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("A message could not be committed: %s", error)
        return error
