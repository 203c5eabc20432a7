"""Doors in: each a thin handler round `services.receive`."""
