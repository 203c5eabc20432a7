"""What text a database can hold."""

from __future__ import annotations


def why_unstorable(text: str) -> str:
    """Say why no database stores a text: a NUL byte, or half of a surrogate pair; "" when it can."""
    if "\0" in text:
        return "holds a NUL byte"
    if text.isascii():
        return ""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "is not valid UTF-8"
    return ""
