"""Reading the platform's tables: one description a table, one reader a file format."""
