"""The engine that signals are measured in, beside another one."""

from __future__ import annotations

from tests.accounts.domain.list_patterns.conftest import engine

__all__ = ("engine",)
