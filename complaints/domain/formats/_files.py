"""Mail inside files: plain, in an mbox, a zip, a file of Outlook's, or uuencoded in a text.

Source: RFC 4155 (mbox), MS-OXMSG, MS-OXTNEF, POSIX uuencode; Apple Mail's .emlx; byte order marks of editors.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.decoding import decode_base64, decode_transfer
from complaints.domain.formats._archives import MAX_UNPACKED_BYTES, is_zip, read_zip
from complaints.domain.formats._embedded import out_of_base64
from complaints.domain.formats._outlook import OutlookItem, as_mail
from complaints.domain.formats._outlook_file import is_compound_file, read_outlook_file
from complaints.domain.formats._pasted import find_pasted
from complaints.domain.formats._tnef import is_tnef, read_tnef
from complaints.domain.headers import MBOX_LINE
from complaints.domain.original import looks_like_message

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MESSAGES = 100
_MAX_UU_FILES = 20
_MBOX_MARK = re.compile(rb"(?:\r?\n|\r)(?=From [^\r\n]{5,300}+[\r\n])")
_EMLX = re.compile(rb"(\d{1,9}+)[ \t]{0,20}+\r?\n")
_UU_BEGIN = re.compile(rb"(?m)^begin(?:-base64)? [0-7]{3,4} [^\r\n]{1,300}+\r{0,2}\n")
_UU_END = re.compile(rb"(?m)^(?:end|====)[ \t]{0,9}\r?$")


class Found(NamedTuple):
    """A message in a file. `inside` says how it lay there, "" for a file that is the message."""

    content: bytes
    exact: bool
    inside: str = ""


class Budget:
    """How many bytes the archives of one mail may still unpack to."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        """Begin with the whole."""
        self.left = MAX_UNPACKED_BYTES


def messages_in(content: bytes, budget: Budget, *, levels: int = 2) -> Iterator[Found]:
    """Give the messages that a file holds.

    Args:
        content: any file.
        budget: shared by the files of one mail.
        levels: how many wrappers may be opened: a zip, or a winmail.dat, which may hold a zip.

    Returns:
        The messages of this file in order, at most 100 of an mbox; none for a file that holds no mail. Never raises.
    """
    if is_zip(content):
        for name, member in _unpacked(content, budget) if levels else ():
            yield from _inside(f"{name} in the zip", messages_in(member, budget, levels=0))
    elif is_tnef(content):
        wrapper = read_tnef(content) if levels else None
        for one in wrapper.attached if wrapper else ():
            if isinstance(one, OutlookItem):
                yield from _written(one, "winmail.dat")
            else:
                yield from _inside("winmail.dat", messages_in(one, budget, levels=levels - 1))
    elif is_compound_file(content):
        item = read_outlook_file(content)
        yield from _written(item, "an Outlook file") if item else ()
    else:
        yield from _plain_messages(content)


def _unpacked(content: bytes, budget: Budget) -> tuple[tuple[str, bytes], ...]:
    members = read_zip(content, budget_bytes=budget.left)
    budget.left -= sum(len(member.content) for member in members)
    return tuple((member.filename, member.content) for member in members)


def _inside(where: str, messages: Iterator[Found]) -> Iterator[Found]:
    return (one._replace(inside=where) for one in messages)


def _written(item: OutlookItem, inside: str) -> Iterator[Found]:
    mail = as_mail(item)
    if mail:
        yield Found(mail, exact=False, inside=inside)


def _plain_messages(content: bytes) -> Iterator[Found]:
    bare, exact = _without_byte_order_mark(content)
    bare = _out_of_emlx(bare)
    if looks_like_message(bare):
        messages = _split_mbox(bare)
        inside = "an mbox" if len(messages) > 1 else ""
        yield from (Found(one, exact=exact, inside=inside) for one in messages)
    elif decoded := out_of_base64(bare):
        yield Found(decoded, exact=True)


def pasted_in(content: bytes) -> Iterator[Found]:
    """Give the message in a text file that has something else in front of the header block."""
    bare, exact = _without_byte_order_mark(content)
    pasted = find_pasted(bare)
    if pasted:
        yield Found(pasted.content, exact=exact and not pasted.changed, inside="a text file")


def _without_byte_order_mark(content: bytes) -> tuple[bytes, bool]:
    """Give a file without its mark, and whether the bytes are still those of the mail: UTF-16 is put into UTF-8."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode("utf-8", "replace"), False
    return content.removeprefix(codecs.BOM_UTF8), True


def _out_of_emlx(content: bytes) -> bytes:
    """Take the message out of Apple Mail's file: a count of bytes in front, a property list behind."""
    count = _EMLX.match(content)
    if count and looks_like_message(content[count.end() :]):
        return content[count.end() : count.end() + int(count[1])]
    return content


def _split_mbox(content: bytes) -> list[bytes]:
    """Split at the "From " lines behind which a header block begins; one message when there is none in front."""
    if not MBOX_LINE.match(content.lstrip(b"\r\n")):
        return [content]
    found: list[bytes] = []
    start = 0
    for match in _MBOX_MARK.finditer(content, 1):
        behind = match.end()
        if len(found) < MAX_MESSAGES - 1 and _is_blank_before(content, match.start()) and _begins(content, behind):
            found.append(content[start:behind])
            start = behind
        if len(found) == MAX_MESSAGES - 1:
            break
    return [*found, content[start:]]


def _is_blank_before(content: bytes, at: int) -> bool:
    return content[max(0, at - 1) : at] in {b"\n", b"\r"}


def _begins(content: bytes, at: int) -> bool:
    return looks_like_message(content[at : at + 4096])


def uuencoded_in(text: bytes) -> Iterator[bytes]:
    """Give the files that are uuencoded in a text, at most 20, each as far as it goes."""
    position = 0
    for _ in range(_MAX_UU_FILES):
        begin = _UU_BEGIN.search(text, position) if b"begin" in text else None
        if begin is None:
            return
        end = _UU_END.search(text, begin.end())
        stop = end.start() if end else len(text)
        if begin[0].startswith(b"begin-base64"):
            yield decode_base64(text[begin.end() : stop])
        else:
            yield decode_transfer(text[begin.start() : stop] + b"end\n", "uuencode")
        position = stop
