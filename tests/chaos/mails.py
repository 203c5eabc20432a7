"""Complaints for the chaos: half of them the demo's, half feedback reports about mail that nobody else reports."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

_REPORT = """\
From: feedback@isp.example
To: badactor@example.com
Subject: FW: offer {number}
Message-ID: <report-{number}@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain

This is a report.
--part
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Loop/1
Version: 1
Original-Rcpt-To: user{number}@isp.example
--part
Content-Type: message/rfc822

From: sale@shop{shop}.example
To: user{number}@isp.example
Subject: offer
Message-ID: <offer-{number}@shop{shop}.example>
Date: Thu, 5 Nov 2026 12:00:00 +0000

{body}
--part--
"""


def report(number: int, chance: random.Random) -> bytes:
    """Make a feedback report of 1 to 40 kB; a few senders stand for many of them, so that cases fill up."""
    line = f"{chance.random()} " * 4
    body = "\n".join([line] * chance.randint(1, 400))
    text = _REPORT.format(number=number, shop=number % 7, body=body)
    return text.replace("\n", "\r\n").encode()


def complaints(count: int, demo: Iterable[bytes], chance: random.Random) -> list[bytes]:
    """Give so many different complaints, each ending with a line end."""
    half = count // 2
    known = [
        b"X-Copy: %d\r\n" % number + raw.rstrip(b"\r\n") + b"\r\n"
        for number, raw in enumerate(islice(cycle(list(demo)), half))
    ]
    mixed = [*known, *(report(number, chance) for number in range(count - half))]
    chance.shuffle(mixed)
    return mixed
