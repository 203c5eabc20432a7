"""Changes to the platform records: each function one transaction."""
