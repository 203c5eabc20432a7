"""Stand-ins for what names people and machines: the same for the same input within one message, and not reversible.

Source: RFC 2606 (.example), RFC 5737 and RFC 3849 (addresses for documentation), RFC 1918.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from typing import NamedTuple

_V4_NETWORKS = tuple(ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))
_V4_PRIVATE = tuple(ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_V6_PUBLIC = ipaddress.IPv6Network("2001:db8::/32")
_V6_PRIVATE = ipaddress.IPv6Network("fd00::/8")
_HOSTS = 254
_ASCII_END = 0x80


class _Script(NamedTuple):
    """Letters of one script, from the first to the last code point that belong to it."""

    first: int
    last: int
    lower: str
    upper: str


# Common letters that every charset of the script has, so that what was written can be encoded again.
_SCRIPTS = (
    _Script(0x80, 0x36F, "abcdefghiklmnoprstuvwyz", "ABCDEFGHIKLMNOPRSTUVWYZ"),
    _Script(0x370, 0x3FF, "αβγδεζηθικλμνξοπρστυφχψω", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"),
    _Script(0x400, 0x52F, "абвгдежзиклмнопрстуфхцчшя", "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЯ"),
    _Script(0x590, 0x5FF, "אבגדהוזחטיכלמנסעפצקרשת", ""),
    _Script(0x600, 0x6FF, "ابتجحدرسشصطعفقكلمنهوي", ""),
    _Script(0x900, 0x97F, "कखगघचजटडतदनपबमयरलवसह", ""),
    _Script(0xE00, 0xE7F, "กขคงจชดตทนบปพมยรลวสห", ""),
    _Script(0x1E00, 0x1EFF, "abcdefghiklmnoprstuvwyz", "ABCDEFGHIKLMNOPRSTUVWYZ"),
    _Script(0x3040, 0x309F, "あいうえおかきくけこさしすせそたちつてとなにのはひふほまみむ", ""),
    _Script(0x30A0, 0x30FF, "アイウエオカキクケコサシスセソタチツテトナニノハヒフホマミム", ""),
    _Script(0x3400, 0x9FFF, "一七三上中九二五人今休先入八六円出力十千口土大天女子小山川工", ""),
    _Script(0xAC00, 0xD7A3, "가나다라마바사아자차카타파하고노도로모보소오조초", ""),
)
_LOWER, _UPPER, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


class Pseudonyms:
    """The stand-ins of one message.

    Args:
        key: whoever has it can test guesses; throw it away.
        kept_domains: domains that stay, in lower case, with what they stand below of their sub-domains' names.
    """

    def __init__(self, key: bytes, kept_domains: frozenset[str] = frozenset()) -> None:
        """See the class."""
        self._key = key
        self.kept = kept_domains
        self._v4: dict[str, str] = {}

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.new(self._key, f"{kind}:{value}".encode("utf-8", "replace"), hashlib.sha256).digest()

    def _short(self, kind: str, value: str) -> str:
        return self._digest(kind, value).hex()[:8]

    def scramble(self, word: str) -> str:
        """Put other letters and digits of the same script and case into a word; anything else in it stays."""
        stream = self._digest("word", word.casefold())
        while len(stream) < len(word):
            stream += self._digest("more", f"{len(stream)}{word.casefold()}")
        return "".join(
            _other(letter, number, first=not place)
            for place, (letter, number) in enumerate(zip(word, stream, strict=False))
        )

    def domain(self, name: str) -> str:
        """Give the stand-in of a host or domain name: equal below the same parent, so that sub-domains stay such."""
        labels = name.lower().rstrip(".").split(".")
        for start in range(len(labels)):
            if ".".join(labels[start:]) in self.kept:
                inner = [f"h-{self._short('host', '.'.join(labels[at:]))}" for at in range(start)]
                return ".".join([*inner, *labels[start:]])
        if len(labels) == 1:
            return "example"
        base = f"example-{self._short('host', '.'.join(labels[-2:]))}.example"
        inner = [f"h-{self._short('host', '.'.join(labels[at:]))}" for at in range(len(labels) - 2)]
        return ".".join([*inner, base])

    def address(self, local: str, domain: str) -> str:
        """Give the stand-in of a mail address."""
        return f"user-{self._short('local', f'{local}@{domain}'.lower())}@{self.domain(domain)}"

    def ip(self, text: str) -> str | None:
        """Give the stand-in of an address: public stays public, IPv4 stays IPv4; None when it is no address."""
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return None
        if isinstance(address, ipaddress.IPv4Address):
            return self._ipv4(address)
        if address.ipv4_mapped:
            return f"::ffff:{self._ipv4(address.ipv4_mapped)}"
        return self._ipv6(address)

    def _ipv4(self, address: ipaddress.IPv4Address) -> str:
        special = address.is_loopback or address.is_unspecified or address.is_multicast or address.is_link_local
        if special or int(address) == 0xFFFFFFFF:  # noqa: PLR2004 - the broadcast address
            return str(address)
        for network in _V4_PRIVATE:
            if address in network:
                number = int.from_bytes(self._digest("ip", str(address))[:4]) % (network.num_addresses - 2)
                return str(network.network_address + 1 + number)
        if str(address) not in self._v4:
            number = (len(self._v4) + self._digest("ip", "start")[0]) % (_HOSTS * len(_V4_NETWORKS))
            network = _V4_NETWORKS[number // _HOSTS]
            self._v4[str(address)] = str(network.network_address + 1 + number % _HOSTS)
        return self._v4[str(address)]

    def _ipv6(self, address: ipaddress.IPv6Address) -> str:
        if address.is_loopback or address.is_unspecified or address.is_multicast:
            return str(address)
        network = _V6_PRIVATE if address.is_link_local or address in _V6_PRIVATE else _V6_PUBLIC
        number = int.from_bytes(self._digest("ip", str(address))[:8]) % (2**64 - 2)
        return str(network.network_address + 1 + number)


def _other(letter: str, number: int, *, first: bool) -> str:
    if ord(letter) < _ASCII_END:
        return _other_ascii(letter, number, first=first)
    if not letter.isalpha():
        return str(number % 10) if letter.isdecimal() else letter
    for script in _SCRIPTS:
        if script.first <= ord(letter) <= script.last:
            alphabet = script.upper if letter.isupper() and script.upper else script.lower
            return alphabet[number % len(alphabet)]
    return "x"


def _other_ascii(letter: str, number: int, *, first: bool) -> str:
    if letter.isdigit():
        # A number keeps its length, also for those who read it as one.
        return str(1 + number % 9) if first and letter != "0" else _DIGITS[number % 10]
    if not letter.isalpha():
        return letter
    alphabet = _UPPER if letter.isupper() else _LOWER
    return alphabet[number % len(alphabet)]
