"""Where the expressions of the signals can run: an ordered registry, a file an engine; the first is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.services.list_engines.duckdb import DuckDb
from accounts.services.list_engines.postgres import Postgres
from accounts.services.list_engines.spark import Spark

if TYPE_CHECKING:
    from accounts.domain.ports import ListEngine

ENGINES: tuple[ListEngine, ...] = (DuckDb(), Postgres(), Spark())

# Stages stay stages: see `list_records`.
ibis.options.sql.fuse_selects = False


def engine_named(name: str) -> ListEngine:
    """Give the engine that the settings name, which know all of them."""
    return next(engine for engine in ENGINES if engine.name == name)
