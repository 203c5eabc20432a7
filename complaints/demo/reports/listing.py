"""Notices of blocklists: one of our addresses is listed. They go to a mailbox of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.platform_file import BLOCKLISTS
from complaints.demo.reports.envelope import Sender, letter, plain

if TYPE_CHECKING:
    from datetime import datetime

_NOTIFIER = Sender("notification@dnsbl.example", "DNSBL Notification")

_ADDED = """\
This is an automated notification from the Spamhaus Block List (SBL) system.

IP/cidr: {ip}/32
Problem: Spam source: {problem}
SBL Ref: {reference}

The following record was added to the SBL database:
https://www.dnsbl.example/sbl/query/{reference}

To have it removed, send a mail to sbl-removals@dnsbl.example?subject={reference} once the problem has ended.
"""

_ISSUE = """\
An address of your network has been listed.

IP address: {ip}
Issue: {problem}
Time: {at:%Y-%m-%d %H:%M} UTC

Removal: https://check.dnsbl.example/listed/?searchterm={ip}
Please do not answer this message.
"""


def added(ip: str, problem: str, reference: str, at: datetime) -> bytes:
    """Tell of a new record with a reference."""
    subject = f"SBL Notify: IP: {ip}/32 added to Spamhaus Block List (SBL)"
    return letter(
        _NOTIFIER, subject, at, plain(_ADDED.format(ip=ip, problem=problem, reference=reference)), to=BLOCKLISTS
    )


def issue(ip: str, problem: str, at: datetime) -> bytes:
    """Tell of an issue with an address."""
    subject = f"Spamhaus Notification | {ip} - {problem}"
    return letter(_NOTIFIER, subject, at, plain(_ISSUE.format(ip=ip, problem=problem, at=at)), to=BLOCKLISTS)
