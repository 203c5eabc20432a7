"""The one source of randomness: each part draws from its own stream, so that changing one leaves the others alone."""

from __future__ import annotations

import random


def stream(seed: int, part: str) -> random.Random:
    """Give the random stream of one part of the demo; equal arguments give equal draws."""
    return random.Random(f"{seed}:{part}")  # noqa: S311 - made-up records, nothing is kept secret by them
