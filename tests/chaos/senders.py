"""Mail servers that bring complaints: each keeps a message until it hears 250, as RFC 5321 section 4.5.4 asks."""

from __future__ import annotations

import queue
import smtplib
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PAUSE_SECONDS = 0.3
TIMEOUT_SECONDS = 20.0


@dataclass(slots=True)
class Ledger:
    """What was answered.

    Attributes:
        accepted: hashes of messages that were answered 250.
        unanswered: hashes of messages at whose end the connection broke at least once: they may be there twice.
        tries: how often a message was offered.
        refused: answers of 4xx by their code.
        wrong: answers that lose a complaint: 5xx.
    """

    accepted: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    tries: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Senders:
    """Threads with a connection each, which bring messages at a steady pace until all are taken."""

    def __init__(self, port: int, messages: Iterable[bytes], *, threads: int, pause_seconds: float) -> None:
        """Prepare to bring `messages` to a port of this machine, each thread resting between two of them."""
        self.ledger = Ledger()
        self._port = port
        self._pause_seconds = pause_seconds
        self._queue: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._left = 0
        for raw in messages:
            self._queue.put(raw)
            self._left += 1
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._bring, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def done(self) -> bool:
        """Tell whether every message was taken, or refused for good."""
        with self._lock:
            return self._left == 0

    def _bring(self) -> None:
        client: smtplib.SMTP | None = None
        while not self.done():
            try:
                raw = self._queue.get(timeout=0.2)
            except queue.Empty:
                continue
            client = self._offer(client, raw)
            time.sleep(self._pause_seconds)

    def _offer(self, client: smtplib.SMTP | None, raw: bytes) -> smtplib.SMTP | None:
        """Offer a message once; gives the connection, if it still is one."""
        key = sha256(raw).hexdigest()
        data_sent = False
        try:
            client = client or smtplib.SMTP("127.0.0.1", self._port, timeout=TIMEOUT_SECONDS)
            client.ehlo_or_helo_if_needed()
            code, words = client.mail("feedback@isp.example", [f"size={len(raw)}"])
            if code == 250:
                code, words = client.rcpt("badactor@example.com")
            if code == 250:
                data_sent = True
                code, words = client.data(raw)
        except smtplib.SMTPResponseException as answer:
            code, words = answer.smtp_code, b""
        except (OSError, smtplib.SMTPException):
            code, words = 0, b""
        self._note(key, raw, code, words, data_sent=data_sent)
        if code == 250:
            return client
        if client is not None:
            client.close()
        time.sleep(PAUSE_SECONDS)
        return None

    def _note(self, key: str, raw: bytes, code: int, words: bytes, *, data_sent: bool) -> None:
        with self._lock:
            self.ledger.tries += 1
            if code == 250:
                self.ledger.accepted.add(key)
                self._left -= 1
            elif code >= 500:
                self.ledger.wrong.append(f"{code} {words!r}")
                self._left -= 1
            else:
                if code:
                    self.ledger.refused[code] = self.ledger.refused.get(code, 0) + 1
                elif data_sent:
                    self.ledger.unanswered.add(key)
                self._queue.put(raw)
