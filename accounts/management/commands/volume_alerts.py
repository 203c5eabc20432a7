"""``manage.py volume_alerts``: which accounts sent far more than they use to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.management.progress import Bar
from accounts.selectors.volume_alert import all_volume_alerts
from accounts.services.volume_alerts import watch_all

if TYPE_CHECKING:
    from accounts.domain.volume import AlertLine


class Command(BaseCommand):
    """See the contract of bulk figures."""

    help = "Watch the hourly volumes of every account anew and print the alerts: with --json one object an alert."

    def add_arguments(self, parser: CommandParser) -> None:
        """See the help text."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")

    def handle(self, *, as_json: bool, **_options: object) -> None:
        """Watch, keep, print."""
        with Bar() as bar:
            count = watch_all(now=timezone.now(), progress=bar.show)
        self.stderr.write(f"volumes of {count} accounts watched")
        spell = _as_json if as_json else _as_text
        for line in all_volume_alerts():
            self.stdout.write(spell(line))


def _as_json(line: AlertLine) -> str:
    hour = line.hour.isoformat()
    answer = {"account": line.account_id, "hour": hour, "sent": line.sent, "expected": line.expected}
    return json.dumps({**answer, "score": line.score}, ensure_ascii=False)


def _as_text(line: AlertLine) -> str:
    return f"{line.score:.2f} {line.account_id} {line.hour:%Y-%m-%d %H:00} {' '.join(line.sentences)}"
