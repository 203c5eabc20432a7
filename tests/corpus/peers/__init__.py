"""Other parsers, each used as its documentation says; one file each with NAME, ABOUT and `read`."""
