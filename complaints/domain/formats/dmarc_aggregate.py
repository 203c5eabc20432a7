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

_SUBJECT = re.compile(r"(?i)\s{0,9}report[- ]?domain:\s{0,9}\S")
_ZIP_NAME = re.compile(r"(?i)dmarc|report|![^!]{1,255}!")
# receiver!policy-domain!begin!end[!id].xml[.gz], as the RFC prescribes.
_FILENAME = re.compile(
    r"(?i)^[^!\s/]{1,255}![^!\s/]{1,255}!\d{6,12}!\d{6,12}(?:![\w.-]{1,80})?\.(?:xml|zip|gz|xml\.gz)$"
)
_XML = re.compile(rb"<(?:\w{1,20}:)?feedback\b")
_SAMPLE_BYTES = 4096
_GZIP_WINDOW = 31
_UNPACKED_BYTES = 5 * 1024 * 1024


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    if _SUBJECT.match(message.headers.get("subject")):
        return no_complaint(name, name, "The subject is that of a DMARC aggregate report.")
    for part in message.parts():
        if part.children or part.content_type == "text/html":
            continue
        if _FILENAME.match(part.filename.strip()) or _is_report(part):
            return no_complaint(name, name, "The mail carries a DMARC aggregate report.")
    return None


def _is_report(part: Part) -> bool:
    """Look into what may be a report: XML at once, a zip only where its name speaks for it."""
    content = part.decoded()
    if content[:100].removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<?xml", b"<feedback")):
        return bool(_XML.search(content[:_SAMPLE_BYTES]))
    if content[:2] == b"\x1f\x8b":
        return bool(_XML.search(_gunzip_start(content)))
    if is_zip(content) and _ZIP_NAME.search(part.filename):
        members = read_zip(content, budget_bytes=_UNPACKED_BYTES)
        return any(_XML.search(member.content[:_SAMPLE_BYTES]) for member in members)
    return False


def _gunzip_start(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP_WINDOW).decompress(content[: 4 * _SAMPLE_BYTES], _SAMPLE_BYTES)
    except zlib.error:
        return b""
