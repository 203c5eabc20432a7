"""Where the expressions of the signals can run: an ordered registry, a file an engine; the first is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from accounts.services.list_engines.duckdb import DuckDb

if TYPE_CHECKING:
    from accounts.domain.ports import ListEngine

ENGINES: tuple[ListEngine, ...] = (DuckDb(),)

# Stages stay stages: see `list_records`.
ibis.options.sql.fuse_selects = False
