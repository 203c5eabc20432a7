"""Taking out of a mail whoever it is about, so that it can be kept as a sample of how mail is read.

Structure, line ends, header order, folding, dates and the words that formats prescribe stay. People, machines, links,
identifiers and free words get stand-ins: the same for the same input within a message, by a key that nobody keeps.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from complaints.domain.addresses import find_address
from complaints.domain.mime import walk
from complaints.domain.redaction.pseudonyms import Pseudonyms
from complaints.domain.redaction.structure import Rebuilder
from complaints.domain.redaction.text import Redactor
from complaints.domain.redaction.vocabulary import kept_domains, needed, needed_domains, prescribed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.domain.mime import Part

_KEY_BYTES = 32
_MOST_TEXTS = 50
_LOOKED_AT = ("subject", "from", "return-path", "list-id", "x-mailer", "user-agent")


def redact(raw: bytes, *, keep: frozenset[str] = frozenset(), redactor: Redactor | None = None) -> bytes:
    """Redact a mail.

    Args:
        raw: any bytes.
        keep: words and domains, in lower case, that are to stay besides.
        redactor: of `redactor_for`, where other texts are to agree with the mail; it brings its own words to keep.

    Returns:
        A mail of the same structure; b"" for b"".
    """
    return Rebuilder(redactor or redactor_for(raw, keep=keep)).message(raw)


def redactor_for(raw: bytes, *, keep: frozenset[str] = frozenset(), key: bytes | None = None) -> Redactor:
    """Give what redacts a mail's texts, for words about the mail that must agree with its redacted copy.

    Args:
        raw: the mail.
        keep: words and domains, in lower case, that are to stay besides.
        key: gives the same stand-ins again; without one a random key is used and forgotten.
    """
    root, _ = walk(raw)
    kept = kept_domains() | needed_domains(find_address(root.headers.get("from"))) | keep
    names = Pseudonyms(key or secrets.token_bytes(_KEY_BYTES), kept)
    return Redactor(names, prescribed() | keep, needed(_texts(root)))


def _texts(root: Part) -> Iterator[str]:
    """Give what recognisers look at."""
    for number, part in enumerate(root.walk()):
        if number == _MOST_TEXTS:
            return
        yield from (text for name in _LOOKED_AT if (text := part.headers.get(name)))
        if not part.children:
            yield from _bodies(part)


def _bodies(part: Part) -> Iterator[str]:
    if b"\x00" not in part.decoded()[:1000]:
        yield part.text()
    if part.content_type == "text/html":
        yield part.page().text
