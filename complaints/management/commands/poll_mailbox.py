"""Fetch complaints from mailboxes by IMAP."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from complaints.domain.facts import Channel
from complaints.intake.imap import Habits, Mailbox, Poller
from complaints.intake.imap_advice import advise
from complaints.intake.mailbox_address import parse

if TYPE_CHECKING:
    from argparse import ArgumentParser

# A message that is being fetched may finish; one that does not is fetched again.
GRACE_SECONDS = 8.0
LOOK_UP_SECONDS = 0.5


class Command(BaseCommand):
    """Move a message out of the way once it is committed, and never before."""

    # The checks load every page of the desk, which this does not serve: they would double the time that a start takes.
    requires_system_checks = ()

    help = "Fetch complaints from the mailboxes of IMAP_URL and IMAP_URL_BLOCKLISTS until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--once", action="store_true", help="take in what lies there now, and end")

    def handle(self, *args: object, once: bool, **options: object) -> None:
        """Watch every mailbox in a thread of its own until SIGINT or SIGTERM."""
        pollers = [Poller(mailbox, habits()) for mailbox in mailboxes()]
        if not pollers:
            message = "There is no mailbox to poll: set IMAP_URL to imaps://user@host/INBOX, and IMAP_PASSWORD."
            raise CommandError(message)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        if once:
            _take_in(pollers, stop)
            return
        threads = [threading.Thread(target=poller.run, args=(stop,), daemon=True) for poller in pollers]
        for thread in threads:
            thread.start()
        # A wait without end would keep Python from hearing the signal.
        while not stop.wait(LOOK_UP_SECONDS):
            pass
        until = time.monotonic() + GRACE_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


def _take_in(pollers: list[Poller], stop: threading.Event) -> None:
    """Take in what lies in the mailboxes.

    Raises:
        CommandError: when not all of it could be.
    """
    left = 0
    for poller in pollers:
        try:
            left += poller.once(stop)
        except Exception as error:
            message = f"{type(error).__name__}: {error}. {advise(error).text}"
            raise CommandError(message) from error
    if left:
        message = f"{left} messages could not be taken in and stay where they are; the log says why."
        raise CommandError(message)


def mailboxes() -> list[Mailbox]:
    """Give the mailboxes that are set up."""
    found = (
        (settings.IMAP_URL, settings.IMAP_PASSWORD, None),
        (settings.IMAP_URL_BLOCKLISTS, settings.IMAP_PASSWORD_BLOCKLISTS, Channel.BLOCKLISTS),
    )
    return [Mailbox(address=parse(url), password=word, channel=channel) for url, word, channel in found if url]


def habits() -> Habits:
    """Give how they are worked."""
    return Habits(
        done_folder=settings.IMAP_DONE_FOLDER,
        too_big_folder=settings.IMAP_TOO_BIG_FOLDER,
        message_bytes=settings.MESSAGE_LIMIT_BYTES,
        spare_bytes=settings.DISK_SPARE_BYTES,
        poll_seconds=settings.IMAP_POLL_SECONDS,
    )
