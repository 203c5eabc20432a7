"""Reads for pages and for the pipeline. Never write."""
