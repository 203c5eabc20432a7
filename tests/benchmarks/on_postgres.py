"""Run the benchmarks on a PostgreSQL of their own that flushes to disk, where one can be started, else on SQLite."""

from __future__ import annotations

import subprocess
import sys

from tests import servers

WORDS = [sys.executable, "-m", "tests.benchmarks"]

if __name__ == "__main__":
    ready = servers.has_postgres() and servers.has_redis()
    sys.exit(servers.main(WORDS, durable=True) if ready else subprocess.call(WORDS))
