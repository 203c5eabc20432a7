"""A writer of small files in MaxMind's format.

Source: MaxMind DB file format specification 2.0.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_UTF8, _UINT16, _UINT32, _MAP, _UINT64, _ARRAY = 2, 5, 6, 7, 9, 11
BUILT = 1_790_000_000  # 2026-09-21


class Short(int):
    """A number that is written with 16 bits."""


class Epoch(int):
    """A number that is written with 64 bits."""


def write_ip_file(path: Path, networks: Mapping[str, dict[str, Any]], built: int = BUILT) -> Path:
    """Write a file that knows these IPv4 networks, with 24 bits a record."""
    tree: list[list[int | None]] = [[None, None]]
    section = b""
    leaves: list[tuple[int, int, int]] = []
    for text, record in networks.items():
        network = ipaddress.IPv4Network(text)
        bits = f"{int(network.network_address):032b}"[: network.prefixlen]
        node = 0
        for bit in map(int, bits[:-1]):
            if tree[node][bit] is None:
                tree.append([None, None])
                tree[node][bit] = len(tree) - 1
            node = tree[node][bit] or 0
        leaves.append((node, int(bits[-1]), len(section)))
        section += _encoded(record)
    for node, bit, offset in leaves:
        tree[node][bit] = len(tree) + 16 + offset
    records = b"".join(_record(len(tree) if side is None else side) for node in tree for side in node)
    about: dict[str, Any] = {
        "node_count": len(tree),
        "record_size": Short(24),
        "ip_version": Short(4),
        "database_type": "Test",
        "languages": ["en"],
    }
    about |= {"binary_format_major_version": Short(2), "binary_format_minor_version": Short(0)}
    about |= {"build_epoch": Epoch(built), "description": {"en": "Test"}}
    path.write_bytes(records + bytes(16) + section + b"\xab\xcd\xefMaxMind.com" + _encoded(about))
    return path


def _record(value: int) -> bytes:
    return struct.pack(">I", value)[1:]


def _encoded(value: object) -> bytes:
    if isinstance(value, str):
        return _head(_UTF8, len(value.encode())) + value.encode()
    if isinstance(value, Epoch):
        return bytes([8, _UINT64 - 7]) + struct.pack(">Q", value)
    if isinstance(value, Short):
        return _head(_UINT16, 2) + struct.pack(">H", value)
    if isinstance(value, int):
        return _head(_UINT32, 4) + struct.pack(">I", value)
    if isinstance(value, dict):
        return _head(_MAP, len(value)) + b"".join(_encoded(part) for pair in value.items() for part in pair)
    parts: list[Any] = list(value)  # type: ignore[call-overload]  # what is left is a list
    return bytes([len(parts), _ARRAY - 7]) + b"".join(map(_encoded, parts))


def _head(kind: int, size: int) -> bytes:
    return bytes([kind << 5 | size]) if size < 29 else bytes([kind << 5 | 29, size - 29])
