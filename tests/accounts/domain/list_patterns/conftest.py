"""An engine for the expressions of signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def engine() -> Iterator[Any]:
    """Give the engine that tables without one of their own are measured in."""
    engine = ibis.duckdb.connect(":memory:")
    ibis.set_backend(engine)
    yield engine
    ibis.options.default_backend = None
