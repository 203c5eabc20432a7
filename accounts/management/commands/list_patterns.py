"""``manage.py list_patterns``: which lists look harvested, purchased or invented."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandParser

from accounts.management.progress import Bar
from accounts.selectors.list_pattern import PatternSheet, SignalLine, all_list_patterns
from accounts.services.list_patterns import refresh_all


class Command(BaseCommand):
    """See the contract of bulk figures."""

    help = "Compute the patterns of every list anew and print them: with --json one object a list."

    def add_arguments(self, parser: CommandParser) -> None:
        """See the help text."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")

    def handle(self, *, as_json: bool, **_options: object) -> None:
        """Compute, keep, print."""
        with Bar() as bar:
            refresh_all(bar.show)
        spell = _as_json if as_json else _as_text
        for sheet in all_list_patterns():
            self.stdout.write(spell(sheet))


def _as_json(sheet: PatternSheet) -> str:
    signals = [
        {"name": s.name, "value": s.value, "threshold": s.threshold, "weight": s.weight, "detail": _detail(s)}
        for s in sheet.signals
    ]
    answer = {"list_id": sheet.list_id, "account": sheet.account_id, "subscribers": sheet.subscribers}
    return json.dumps({**answer, "score": sheet.score, "signals": signals}, ensure_ascii=False)


def _detail(signal: SignalLine) -> str:
    return f"Among {signal.batch}: {signal.detail}" if signal.batch else signal.detail


def _as_text(sheet: PatternSheet) -> str:
    speaking = "; ".join(signal.label for signal in sheet.signals if signal.strength > 0)
    return f"{sheet.score:.2f} {sheet.grade:8} {sheet.list_id} ({sheet.account_id}, {sheet.subscribers:,}) {speaking}"
