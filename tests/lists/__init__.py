"""Measure list patterns on made-up lists: `make lists`."""
