"""Writing an item of Outlook's as the mail that it was: its transport headers over its body.

An item keeps the header block as text and the bodies as properties of their own; the bytes of the mail are gone, so
that what is written here never counts as exact. Content fields stay as they were where the body can be put into that
shape.

Source: MS-OXCMSG and MS-OXPROPS (property numbers), MS-OXCMAIL section 2.2.3 (headers of mail without a transport).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from complaints.domain.decoding import clean_text, codec_for, decode_text
from complaints.domain.headers import EOL, Headers, parse_parameters, read_headers
from complaints.domain.original import looks_like_message

TRANSPORT_HEADERS, SUBJECT, BODY, HTML, MESSAGE_ID = 0x007D, 0x0037, 0x1000, 0x1013, 0x1035
MESSAGE_CLASS, CODEPAGE, INTERNET_CODEPAGE = 0x001A, 0x3FFD, 0x3FDE
_SENDERS = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_SENDER_NAMES = (0x0042, 0x0C1A)
_TIMES = (0x0039, 0x0E06)
_DISPLAYED = {"To": 0x0E04, "Cc": 0x0E03}
RECIPIENT_KIND, RECIPIENT_NAMES, RECIPIENT_ADDRESSES = 0x0C15, (0x3001, 0x5FF6), (0x39FE, 0x3003)
WANTED = frozenset(
    {TRANSPORT_HEADERS, SUBJECT, BODY, HTML, MESSAGE_ID, MESSAGE_CLASS, CODEPAGE, INTERNET_CODEPAGE}
    | {*_SENDERS, *_SENDER_NAMES, *_TIMES, *_DISPLAYED.values()}
    | {RECIPIENT_KIND, *RECIPIENT_NAMES, *RECIPIENT_ADDRESSES}
)
_KINDS = {1: "To", 2: "Cc"}
_CODEPAGES = {20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp", 51949: "euc-kr", 65001: "utf-8"}
_BANNER = re.compile(rb"\s*+Microsoft Mail Internet Headers[^\r\n]*+[\r\n]{1,4}+")
_CONTENT_FIELD = re.compile(rb"(?im)^(?:mime-version|content-[a-z-]{1,40}+):[^\r\n]*+(?:\r\n[ \t][^\r\n]*+)*+\r\n")
_MOST_RECIPIENTS = 200

Properties = dict[int, str | bytes | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookItem:
    """An item of a .msg file or of a TNEF stream.

    Attributes:
        properties: by number: text decoded, or bytes, or a whole number (times in 100 ns since 1601).
        recipients: the properties of each.
        attached: items inside this one, and files as bytes.
    """

    properties: Properties
    recipients: tuple[Properties, ...] = ()
    attached: tuple[OutlookItem | bytes, ...] = ()

    def text(self, *numbers: int) -> str:
        """Give the first of these properties that holds text, or ""."""
        return _text(self.properties, numbers)


def charset_of(codepage: object) -> str:
    """Give the charset of a Windows code page number, or "" when there is none."""
    if not isinstance(codepage, int) or codepage <= 0:
        return ""
    if 28591 <= codepage <= 28606:  # noqa: PLR2004 - ISO 8859-1 to 8859-16
        return f"iso-8859-{codepage - 28590}"
    return _CODEPAGES.get(codepage, f"cp{codepage}")


def as_mail(item: OutlookItem) -> bytes:
    """Write an item as a mail.

    Args:
        item: as read; attached items, and files that are mails, become message/rfc822 parts, others are left out.

    Returns:
        Its transport headers, or what its properties say, over its plain text and HTML; b"" for an item that has
        neither sender nor header block.
    """
    headers = _transport_headers(item)
    missing = _stated_fields(item, read_headers(headers, 0, len(headers)).headers)
    headers += "".join(f"{name}: {value}\r\n" for name, value in missing).encode("utf-8", "replace")
    known = read_headers(headers, 0, len(headers)).headers
    if not ("from" in known or "received" in known):
        return b""
    bodies = _bodies(item)
    embedded = [mail for one in item.attached if (mail := _attached_mail(one))]
    body = None if embedded else _in_the_announced_shape(known, bodies)
    if body is None:
        headers = _CONTENT_FIELD.sub(b"", headers)
        fields, body = _in_a_new_shape(bodies, embedded)
        headers += fields
    return headers + b"\r\n" + body


def _attached_mail(attached: OutlookItem | bytes) -> bytes:
    if isinstance(attached, OutlookItem):
        return as_mail(attached)
    return attached if looks_like_message(attached) else b""


def _text(properties: Properties, numbers: tuple[int, ...]) -> str:
    values = (properties.get(number) for number in numbers)
    return next((clean for value in values if isinstance(value, str) and (clean := value.strip("\x00 \r\n"))), "")


def _transport_headers(item: OutlookItem) -> bytes:
    """Give the header block with CRLF; what stands behind an empty line are the headers of parts, long gone."""
    raw = item.text(TRANSPORT_HEADERS).encode("utf-8", "replace")
    raw = _BANNER.sub(b"", raw, count=1).lstrip(b"\r\n")
    end = re.search(rb"\r?\n\r?\n", raw)
    block = raw[: end.start()] if end else raw
    return EOL.sub(b"\r\n", block.strip(b"\r\n")) + b"\r\n" if block.strip() else b""


def _stated_fields(item: OutlookItem, known: Headers) -> list[tuple[str, str]]:
    """Give what the properties say and the header block does not."""
    name, address = item.text(*_SENDER_NAMES), _address(item.properties, _SENDERS)
    stated = {
        "From": _mailbox(name, address),
        "To": _recipients(item, "To"),
        "Cc": _recipients(item, "Cc"),
        "Subject": clean_text(item.text(SUBJECT)),
        "Date": _date(item),
        "Message-ID": clean_text(item.text(MESSAGE_ID)),
    }
    return [(field_name, value) for field_name, value in stated.items() if value and field_name not in known]


def _address(properties: Properties, numbers: tuple[int, ...]) -> str:
    """Give the first that is a mail address; Exchange's own ones ("/O=...") name nobody outside."""
    values = (clean_text(_text(properties, (number,))) for number in numbers)
    return next((value for value in values if "@" in value and " " not in value), "")


def _mailbox(name: str, address: str) -> str:
    plain = clean_text(name).replace('"', "").replace("\\", "")
    if not address:
        return plain
    return f'"{plain}" <{address}>' if plain and plain != address else f"<{address}>"


def _recipients(item: OutlookItem, kind: str) -> str:
    found = [
        mailbox
        for one in item.recipients[:_MOST_RECIPIENTS]
        if _KINDS.get(_number(one.get(RECIPIENT_KIND))) == kind
        and (mailbox := _mailbox(_text(one, RECIPIENT_NAMES), _address(one, RECIPIENT_ADDRESSES)))
    ]
    return ",\r\n ".join(found) or clean_text(item.text(_DISPLAYED[kind])).replace(";", ",")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 1


def _date(item: OutlookItem) -> str:
    for number in _TIMES:
        value = item.properties.get(number)
        if isinstance(value, int) and 0 < value < 2_600_000_000_000_000_000:  # noqa: PLR2004 - before the year 9840
            return format_datetime(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(seconds=value // 10_000_000))
    return ""


def _bodies(item: OutlookItem) -> dict[str, str]:
    rich = item.properties.get(HTML, "")
    if isinstance(rich, bytes):
        rich = decode_text(rich, charset_of(item.properties.get(INTERNET_CODEPAGE)))
    bodies = {"text/plain": item.text(BODY), "text/html": rich if isinstance(rich, str) else ""}
    return {kind: text for kind, text in bodies.items() if text.strip("\x00 \r\n")}


def _in_the_announced_shape(known: Headers, bodies: dict[str, str]) -> bytes | None:
    """Write the bodies as the header block's own Content-Type announces them, or None when they do not fit it."""
    kind, parameters = parse_parameters(known.raw("content-type"))
    boundary = parameters.get("boundary", "")
    if kind.startswith("multipart/") and boundary.isascii() and boundary:
        return _joined([_text_part(one, text) for one, text in bodies.items()], boundary)
    codec = codec_for(parameters.get("charset", "") or "ascii")
    if kind not in bodies or codec is None:
        return None
    encoded = bodies[kind].encode(codec, "replace")
    encoding = known.get("content-transfer-encoding").lower()
    if encoding == "quoted-printable":
        return binascii.b2a_qp(encoded)
    return base64.encodebytes(encoded) if encoding == "base64" else encoded


def _in_a_new_shape(bodies: dict[str, str], embedded: list[bytes]) -> tuple[bytes, bytes]:
    """Give content fields and body."""
    parts = [_text_part(kind, text) for kind, text in bodies.items()]
    parts += [b"Content-Type: message/rfc822\r\n\r\n" + mail for mail in embedded]
    if len(parts) == 1 and not embedded:
        fields, _, body = parts[0].partition(b"\r\n\r\n")
        return b"MIME-Version: 1.0\r\n" + fields + b"\r\n", body
    digest = hashlib.sha256(b"".join(parts)).hexdigest()
    kind = "mixed" if embedded else "alternative"
    boundary = f"item-{digest[:24]}"
    fields = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="{boundary}"\r\n'.encode()
    return fields, _joined(parts, boundary)


def _text_part(kind: str, text: str) -> bytes:
    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (head + text).encode("utf-8", "replace")


def _joined(parts: list[bytes], boundary: str) -> bytes:
    mark = boundary.encode("ascii")
    return b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
