"""Doors out: handlers of outbox rows."""
