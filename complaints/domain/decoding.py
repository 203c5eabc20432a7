"""Turning bytes of hostile mail into text: never raises, linear in its input, and bounded.

Only charsets of the allow-list are decoded: utf-7 or unicode_escape would let a mail smuggle markup past every filter.

Source: RFC 2045 section 6 (transfer encodings), RFC 2047 (encoded words), RFC 2231 section 5 (language suffix).
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from encodings.aliases import aliases

MAX_HEADER_TEXT = 32 * 1024
MAX_TEXT_BYTES = 1024 * 1024
_LEAST_TEXT_BYTES = 2048

_ALLOWED = """
    ascii utf_8 utf_8_sig utf_16 utf_16_le utf_16_be latin_1 iso8859_1 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6
    iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 cp437 cp850 cp852
    cp866 cp874 cp932 cp949 cp950 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8_r koi8_u mac_roman
    iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_kr shift_jis euc_jp euc_kr gb2312 gbk gb18030 big5 big5hkscs tis_620
"""
_CODECS = frozenset(_ALLOWED.split())
# Wider decoders for names that senders use for the wider set, as the WHATWG Encoding standard maps them.
_WIDER = {"ascii": "utf_8", "gb2312": "gb18030", "gbk": "gb18030", "latin_1": "cp1252", "iso8859_1": "cp1252"}
_OWN_NAMES = {"unicode_1_1_utf_8": "utf_8", "iso_8859_8_i": "iso8859_8", "ks_c_5601_1987": "cp949", "x_sjis": "cp932"}

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60}+)\?([BbQq])\?([^?]*+)\?=")
_Q_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
# C0 and C1 controls, zero-width and bidirectional controls: they split headers or turn displayed addresses round.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]+")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))


@dataclass(slots=True)
class TextAllowance:
    """How much of a mail's parts may still be read as text; many parts of a hostile one share it.

    Attributes:
        left: bytes; what a part gets is never less than 2 KB, so that no part is lost to those before it.
    """

    left: int = MAX_TEXT_BYTES

    def take(self, wanted: int) -> int:
        """Give how many of the wanted bytes one part may use."""
        granted = min(wanted, max(self.left, _LEAST_TEXT_BYTES))
        self.left -= granted
        return granted


def codec_for(charset: str) -> str | None:
    """Give the Python codec of an allowed charset name, or None."""
    name = re.sub(r"[^a-z0-9]+", "_", charset[:60].lower()).strip("_")
    name = name.removeprefix("cs") if name not in aliases and name not in _CODECS else name
    name = _OWN_NAMES.get(name, name)
    codec = aliases.get(name, name)
    return _WIDER.get(codec, codec) if codec in _CODECS else None


def decode_text(data: bytes, charset: str = "") -> str:
    """Decode bytes by an allowed charset, else by what they look like.

    Args:
        data: any bytes; b"" gives "".
        charset: as the mail names it; unknown and forbidden ones are treated as missing.

    Returns:
        Text with undecodable bytes replaced; without a usable charset UTF-8 if it is that, else Windows-1252.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    codec = codec_for(charset) if charset else None
    if codec and codec != "utf_8":
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8" if codec and charset.lower().startswith("utf") else "cp1252", "replace")


def clean_text(text: str) -> str:
    """Make one line of it: line ends and controls become a space, white space at the ends goes."""
    return _UNSAFE.sub(" ", text).strip()


def decode_header(raw: bytes | str) -> str:
    """Decode a header value for display and comparison.

    Args:
        raw: the value, folded or not; what lies behind 32 KB is not looked at.

    Returns:
        One clean line; encoded words that can't be read stay as they are.
    """
    text = decode_text(raw[:MAX_HEADER_TEXT]) if isinstance(raw, bytes) else raw[:MAX_HEADER_TEXT]
    return clean_text(decode_words(text) if "=?" in text else text)


def decode_words(text: str) -> str:
    """Decode RFC 2047 words wherever they stand, joining neighbours of one charset before decoding.

    Mailers split multi-byte characters between words, so bytes are joined first. Length is for the caller to bound.
    """
    out: list[str] = []
    pending, charset, position = b"", "", 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[position : word.start()]
        data = _word_bytes(word[2], word[3])
        name = word[1].partition("*")[0]
        if pending and not between.strip() and name.lower() == charset.lower():
            pending += data
        else:
            out += [decode_text(pending, charset), between if between.strip() or not position else ""]
            pending, charset = data, name
        position = word.end()
    return "".join([*out, decode_text(pending, charset), text[position:]])


def _word_bytes(encoding: str, content: str) -> bytes:
    data = content.encode("utf-8", "replace")
    if encoding in "Bb":
        return decode_base64(data)
    return _Q_HEX.sub(lambda match: bytes([int(match[1], 16)]), data.replace(b"_", b" "))


def decode_base64(data: bytes) -> bytes:
    """Decode base64 up to its padding; foreign bytes, missing padding and appended footers do no harm."""
    letters = data.translate(None, _NOT_BASE64).partition(b"=")[0]
    usable = len(letters) - (len(letters) % 4 == 1)
    return binascii.a2b_base64(letters[:usable] + b"=" * (-usable % 4))


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """Undo a content transfer encoding; an unknown one leaves the bytes as they are."""
    if encoding == "base64":
        return decode_base64(data)
    if encoding == "quoted-printable":
        # binascii skips to the next LF after a soft line break, which a CR-only file never has.
        return binascii.a2b_qp(data if b"\n" in data else data.replace(b"\r", b"\n"))
    if encoding in {"x-uuencode", "uuencode", "x-uue"}:
        return _decode_uu(data)
    return data


def _decode_uu(data: bytes) -> bytes:
    lines = data.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if begin is None:
        return data
    out = bytearray()
    for line in lines[begin + 1 :]:
        if line.strip() == b"end":
            break
        try:
            out += binascii.a2b_uu(line[:80])
        except binascii.Error:
            continue
    return bytes(out)
