"""Writes: each function one transaction."""
