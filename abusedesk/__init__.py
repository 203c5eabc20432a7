"""Wiring: settings, addresses, servers. No rules."""

from __future__ import annotations

__version__ = "0.1.0"
