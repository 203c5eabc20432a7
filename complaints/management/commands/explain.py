"""Say how a mail is read, for a person who wonders why."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.selectors.directory import directory
from complaints.domain.errors import SendLogAwayError
from complaints.domain.explaining import explain
from complaints.domain.facts import Channel, Received
from complaints.domain.mail_file import as_mail
from complaints.domain.mime import read_message
from complaints.intake import archives
from complaints.services.process_complaint import understand

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from complaints.domain.explaining import Explanation, Fact, OriginalLine

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


class Command(BaseCommand):
    """Print how every message of a path is read. Nothing is stored; the database is asked only with --records."""

    help = "Print how a mail is read: parts, recognisers, what was cut, what each value came from."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("path", metavar="FILE", help="a message, mbox, Maildir or folder; - is standard input")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a message")
        parser.add_argument("--channel", choices=[channel.value for channel in Channel], default="")
        parser.add_argument("--records", action="store_true", help="also say who sent it, by the imported records")

    def handle(self, *args: object, path: str, as_json: bool, channel: str, records: bool, **options: object) -> None:
        """Explain message by message."""
        try:
            for number, stored in enumerate(archives.messages(path), start=1):
                received = as_mail(Received(raw=stored.raw, received_at=timezone.now()))
                found = explain(read_message(received))
                proofs = _proofs(received) if records else []
                if as_json:
                    said = {"file": stored.file, "index": stored.index, "channel": channel, "records": proofs}
                    self.stdout.write(json.dumps(said | as_plain(found)))
                else:
                    title = f"{number}. {stored.file}, message {stored.index}"
                    named = [f"Written to the {channel} mailbox."] if channel else []
                    lines = [title, "=" * len(title), *named, *_lines(found), *proofs]
                    self.stdout.write("".join(f"{printable(line)}\n" for line in lines))
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror or error}."
            raise CommandError(message) from error
        except SendLogAwayError as error:
            raise CommandError(str(error)) from error


def as_plain(found: Explanation) -> dict[str, object]:
    """Give an explanation as JSON can hold it; the reading's originals only as what was said of them."""
    plain: dict[str, object] = json.loads(json.dumps(asdict(found), default=_as_text))
    reading = plain["reading"]
    if isinstance(reading, dict):
        reading.pop("originals", None)
    return plain


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if isinstance(value, bytes) else str(value)


def printable(text: str) -> str:
    """Write what would steer a terminal, or turn its text round, as an escape."""
    return "".join(_escaped(letter) if unicodedata.category(letter) in _HIDDEN else letter for letter in text)


def _escaped(letter: str) -> str:
    return f"\\x{ord(letter):02x}" if ord(letter) < 0x100 else f"\\u{ord(letter):04x}"  # noqa: PLR2004 - two hex digits


def _lines(found: Explanation) -> Iterator[str]:
    yield f"{found.size_bytes:,} bytes. {_limits(found)}"
    yield ""
    yield "Parts"
    for part in found.parts:
        where = f"bytes {part.start} to {part.end}{' of the decoded part around it' if part.encoded else ''}"
        encoding = f", {part.transfer_encoding}" if part.transfer_encoding else ""
        name = f", “{part.filename}”" if part.filename else ""
        yield f"  {'  ' * part.depth}{part.path}  {part.content_type}{encoding}, {where} ({part.size_bytes:,}){name}"
    yield ""
    yield "Recognisers asked"
    for asked in found.asked:
        yield f"  {asked.recogniser}: {'took it' if asked.took_it else 'no'}"
    yield from _reading(found)
    for number, original in enumerate(found.originals, start=1):
        yield from _original(number, original)
    for wanted in found.would_ask:
        yield f"The reporter would be asked for {wanted}."
    if found.no_complaint:
        yield f"Not a complaint: {found.no_complaint}"


def _limits(found: Explanation) -> str:
    return f"Limits broken: {', '.join(found.broken_limits)}." if found.broken_limits else "Within all limits."


def _reading(found: Explanation) -> Iterator[str]:
    reading = found.reading
    kind = f", {reading.feedback_type}" if reading.feedback_type else ""
    yield ""
    yield f"Read as {reading.status.value}, format {reading.format.value}{kind}, by {reading.recogniser}"
    yield from (f"  {sentence}" for sentence in reading.trace)
    if reading.listing:
        yield f"  {reading.listing.blocklist} lists {', '.join(reading.listing.networks) or 'no readable address'}"


def _original(number: int, original: OriginalLine) -> Iterator[str]:
    yield ""
    yield f"Original {number}: {original.cut_from}, {original.size_bytes:,} bytes"
    yield f"  {'unchanged' if original.exact else 'changed on the way'}; headers: {original.headers}"
    if original.lacks:
        yield f"  lacks {', '.join(original.lacks)}"
    yield from _table(original.facts)
    if original.reported:
        yield "  The report states, as testimony:"
        yield from _table(original.reported)


def _table(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        yield f"    {fact.name:18} {fact.value or '-':40} {fact.source}"


def _proofs(received: Received) -> list[str]:
    """Say who sent each original to each recipient, by our records."""
    lines = []
    for finding in understand(received, directory(), now=received.received_at).findings:
        answer = finding.attribution
        to = finding.evidence.recipient or "an unknown recipient"
        who = answer.account_id or "nobody of ours"
        lines += [
            "",
            f"Original {finding.position + 1} to {to}: {answer.origin.value} of {who} ({answer.confidence:.2f})",
        ]
        lines += [f"  {reason.weight:+.2f}  {reason.detail}" for reason in answer.reasons]
        lines += [f"  unread: {sentence}" for sentence in finding.evidence.unread]
    return lines
