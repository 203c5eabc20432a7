"""Mail made to keep a parser busy: what is read in less than a second must not take minutes.

This guards against work that grows with the square of its input or never ends, on inputs that are made large enough to
tell. It says nothing about speed, which depends on the machine and its neighbours: `make bench` shows that.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Processor time: what other processes of a busy machine take is not the reading's. The slowest input takes two seconds.
SECONDS = 20.0


@contextmanager
def ends() -> Iterator[None]:
    """Fail when the block has worked for longer than any bounded reading does, in seconds of processor time."""
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS, "This input is read in no bounded time."
