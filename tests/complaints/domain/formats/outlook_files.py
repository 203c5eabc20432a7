"""Writes small files of Outlook's: a compound file with an item, and a TNEF stream."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

Properties = dict[int, str | bytes | int | datetime]
Tree = dict[str, "bytes | Tree"]

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"


def filetime(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def item(
    properties: Properties,
    *,
    recipients: tuple[Properties, ...] = (),
    attached: tuple[Tree | bytes, ...] = (),
    header_bytes: int = 32,
) -> Tree:
    """Lay an item out as storages and streams; text becomes UTF-16."""
    tree: Tree = {}
    table = bytes(header_bytes)
    for number, value in properties.items():
        if isinstance(value, str):
            content, kind = value.encode("utf-16-le"), 0x001F
        elif isinstance(value, bytes):
            content, kind = value, 0x0102
        else:
            is_time = isinstance(value, datetime)
            payload = struct.pack("<Q", filetime(value)) if isinstance(value, datetime) else struct.pack("<i4x", value)
            table += struct.pack("<HHL", 0x0040 if is_time else 0x0003, number, 6) + payload
            continue
        tree[f"__substg1.0_{number:04X}{kind:04X}"] = content
        table += struct.pack("<HHLLL", kind, number, 6, len(content), 0)
    tree["__properties_version1.0"] = table
    for index, one in enumerate(recipients):
        tree[f"__recip_version1.0_#{index:08X}"] = item(one, header_bytes=8)
    for index, inside in enumerate(attached):
        stem = "__substg1.0_37010102" if isinstance(inside, bytes) else "__substg1.0_3701000D"
        tree[f"__attach_version1.0_#{index:08X}"] = {stem: inside, "__properties_version1.0": bytes(8)}
    return tree


def compound_file(tree: Tree) -> bytes:
    """Write a version 3 compound file of at most 109 FAT sectors."""
    entries: list[list[object]] = [["Root Entry", 5, FREE, FREE, FREE, 0, b""]]
    _add(entries, 0, tree)
    mini = bytearray()
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries[1:]:
        if entry[1] != 2:
            continue
        content = entry[6]
        assert isinstance(content, bytes)
        if len(content) >= CUTOFF:
            entry[5] = _store(content, sectors, fat)
        else:
            count = -(-len(content) // MINI)
            entry[5] = len(mini_fat) if count else END
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), END] if count else []
            mini += content.ljust(count * MINI, b"\0")
    entries[0][6] = bytes(mini)
    entries[0][5] = _store(bytes(mini), sectors, fat) if mini else END
    mini_at = _store(struct.pack(f"<{len(mini_fat)}L", *mini_fat), sectors, fat, b"\xff") if mini_fat else END
    mini_sectors = -(-len(mini_fat) * 4 // SECTOR)
    directory_at = _store(b"".join(_entry(entry) for entry in entries), sectors, fat)
    count = 1
    while (len(fat) + count) * 4 > count * SECTOR:
        count += 1
    first_fat = len(fat)
    fat += [FAT] * count
    table = struct.pack(f"<{len(fat)}L", *fat).ljust(count * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_at, 0, CUTOFF)
    header += struct.pack("<LLLL", mini_at, mini_sectors, END, 0)
    header += struct.pack("<109L", *[*range(first_fat, first_fat + count), *[FREE] * (109 - count)])
    return header + b"".join(sectors) + table


def _store(content: bytes, sectors: list[bytes], fat: list[int], fill: bytes = b"\0") -> int:
    first = len(fat)
    count = max(1, -(-len(content) // SECTOR))
    sectors += [content[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, fill) for at in range(count)]
    fat += [*range(first + 1, first + count), END]
    return first


def _add(entries: list[list[object]], parent: int, tree: Tree) -> None:
    """Add a storage's children, each the right sibling of the one before."""
    before = None
    for name, inside in tree.items():
        number = len(entries)
        content = inside if isinstance(inside, bytes) else b""
        entries.append([name, 2 if isinstance(inside, bytes) else 1, FREE, FREE, FREE, 0, content])
        if before is None:
            entries[parent][4] = number
        else:
            entries[before][3] = number
        before = number
        if not isinstance(inside, bytes):
            _add(entries, number, inside)


def _entry(entry: list[object]) -> bytes:
    name, kind, left, right, child, start, content = entry
    assert isinstance(name, str)
    assert isinstance(content, bytes)
    encoded = name.encode("utf-16-le") + b"\0\0"
    return encoded.ljust(64, b"\0") + struct.pack(
        "<HBBLLL16xL16xLQ", len(encoded), kind, 1, left, right, child, 0, start, len(content)
    )


def message_file(
    properties: Properties, *, recipients: tuple[Properties, ...] = (), attached: tuple[Tree | bytes, ...] = ()
) -> bytes:
    """Write a .msg file."""
    return compound_file(item(properties, recipients=recipients, attached=attached))


def tnef(properties: Properties, *, attached: tuple[bytes, ...] = (), items: tuple[bytes, ...] = ()) -> bytes:
    """Write a TNEF stream with attached files and with items that are TNEF streams themselves."""
    out = b"\x78\x9f\x3e\x22" + b"\x01\x00"
    out += _attribute(1, 0x9006, 0x0008, struct.pack("<L", 0x00010000))
    out += _attribute(1, 0x9007, 0x0006, struct.pack("<LL", 1252, 0))
    out += _attribute(1, 0x9003, 0x0006, _mapi(properties))
    for content in attached:
        out += _attribute(2, 0x9002, 0x0006, bytes(14))
        out += _attribute(2, 0x800F, 0x0006, content)
    for stream in items:
        out += _attribute(2, 0x9002, 0x0006, bytes(14))
        out += _attribute(2, 0x9005, 0x0006, _mapi({0x3701: MESSAGE + stream}, object_kind=True))
    return out


def _attribute(level: int, number: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHL", level, number, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _mapi(properties: Properties, *, object_kind: bool = False) -> bytes:
    out = struct.pack("<L", len(properties))
    for number, value in properties.items():
        if isinstance(value, datetime):
            out += struct.pack("<HHQ", 0x0040, number, filetime(value))
        elif isinstance(value, int):
            out += struct.pack("<HHi", 0x0003, number, value)
        else:
            kind = 0x001F if isinstance(value, str) else 0x000D if object_kind else 0x0102
            content = value.encode("utf-16-le") + b"\0\0" if isinstance(value, str) else value
            out += struct.pack("<HHLL", kind, number, 1, len(content)) + content + bytes(-len(content) % 4)
    return out
