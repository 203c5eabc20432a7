"""DMARC aggregate reports ("rua"): statistics in XML, complaining about nobody.

Source: RFC 7489 section 7.2 (file names, subjects and media types), RFC 9990 where newer.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from complaints.domain.formats._archives import is_zip, read_zip
from complaints.domain.formats._readings import no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message, Part

name = "dmarc_aggregate"

_SUBJECT = re.compile(r"(?i)\breport[- ]?domain:")
# receiver!policy-domain!begin!end[!id].xml[.gz], as the RFC prescribes.
_FILENAME = re.compile(
    r"(?i)^[^!\s/]{1,255}![^!\s/]{1,255}!\d{6,12}!\d{6,12}(?:![\w.-]{1,80})?\.(?:xml|zip|gz|xml\.gz)$"
)
_XML = re.compile(rb"<(?:\w{1,20}:)?feedback\b")
_SAMPLE_BYTES = 4096
_GZIP_WINDOW = 31


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    files = [part for part in message.parts() if not part.children and not part.content_type.startswith("text/html")]
    named = any(_FILENAME.match(part.filename.strip()) for part in files)
    subject = bool(_SUBJECT.search(message.headers.get("subject")))
    if not (named or any(_is_report(part, asked=subject) for part in files)):
        return None
    return no_complaint(name, name, "The mail carries a DMARC aggregate report.")


def _is_report(part: Part, *, asked: bool) -> bool:
    """Look into what may be a report: XML at once, archives only where name, type or subject speaks for it."""
    content = part.decoded()
    if content.lstrip()[:5] == b"<?xml" or content.lstrip()[:9] == b"<feedback":
        return bool(_XML.search(content[:_SAMPLE_BYTES]))
    if content[:2] == b"\x1f\x8b":
        return bool(_XML.search(_gunzip_start(content)))
    if is_zip(content) and (asked or "dmarc" in part.filename.lower() or len(content) < MAX_ZIP_LOOK):
        return any(_XML.search(member.content[:_SAMPLE_BYTES]) for member in read_zip(content))
    return False


MAX_ZIP_LOOK = 1024 * 1024


def _gunzip_start(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP_WINDOW).decompress(content[: 4 * _SAMPLE_BYTES], _SAMPLE_BYTES)
    except zlib.error:
        return b""
