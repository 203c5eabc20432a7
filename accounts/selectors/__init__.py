"""Reads of the platform's records. Nothing here writes."""
