"""How much a mail listener takes on at once: connections, messages in memory, and the last of the disk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from complaints.storage import raw_has_room

TOO_MANY = "421 4.3.2 Too many connections to this service; please try again later"
TOO_MANY_OF_YOURS = "421 4.7.0 Too many connections from your address; please try again later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one process of the listener takes on; beyond it senders are told to try again, never that mail is refused.

    Attributes:
        message_bytes: the largest message; a larger one is refused for good.
        connections: open at the same time.
        connections_per_peer: of one address.
        memory_bytes: of all messages that are being received or stored.
        spare_bytes: what must stay free where raw messages lie, so that the database can still write.
    """

    message_bytes: int
    connections: int = 200
    connections_per_peer: int = 100
    memory_bytes: int = 256 * 1024 * 1024
    spare_bytes: int = 64 * 1024 * 1024


class Gate:
    """Counts what is inside. One event loop uses it, so nothing here needs a lock."""

    def __init__(self, limits: Limits) -> None:
        """Let in what the limits allow."""
        self.limits = limits
        self._peers: Counter[str] = Counter()
        self._held_bytes = 0

    def enter(self, peer: str) -> str:
        """Count a connection in; gives "" or, without counting it, the answer that turns it away."""
        if self._peers.total() >= self.limits.connections:
            return TOO_MANY
        if self._peers[peer] >= self.limits.connections_per_peer:
            return TOO_MANY_OF_YOURS
        self._peers[peer] += 1
        return ""

    def leave(self, peer: str) -> None:
        """Count a connection out that was let in."""
        self._peers[peer] -= 1
        if self._peers[peer] <= 0:
            del self._peers[peer]

    def take_on(self, size_bytes: int) -> bool:
        """Set memory aside for a message. One is always taken on, lest a limit below its size keep it out for ever."""
        if self._held_bytes and self._held_bytes + size_bytes > self.limits.memory_bytes:
            return False
        self._held_bytes += size_bytes
        return True

    def put_down(self, size_bytes: int) -> None:
        """Give the memory of a message back."""
        self._held_bytes -= size_bytes

    def has_room(self) -> bool:
        """Tell whether the raw store can take a message and leave the spare."""
        return raw_has_room(self.limits.spare_bytes + self.limits.message_bytes)
