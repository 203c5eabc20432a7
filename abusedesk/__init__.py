"""Wiring: settings, addresses, servers. No rules."""
