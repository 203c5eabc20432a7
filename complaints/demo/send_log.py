"""The send log: campaigns to their lists, mail that followed an event, and what a broken-into web shop sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from complaints.demo.campaigns import HISTORY_DAYS, merged
from complaints.demo.chance import stream
from complaints.demo.people import Crowd
from complaints.demo.records import Sending
from complaints.demo.stamps import recipient_token

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from complaints.demo.records import Account, Campaign, DemoPlatform, Subscriber

WEB_HOST_ACCOUNT = "cu3400081"
WEB_HOST_IP = "198.51.100.200"
WEB_HOST_SUBJECT = "Your parcel is held: 1.99 EUR customs fee outstanding"
_WEB_HOST_MAILS = 620
_WEB_HOST_HOURS_AGO = 44


def message_id(secret: str, what: str, recipient: str) -> str:
    """Give the Message-ID of one message to one recipient."""
    return f"<{what}.{recipient_token(secret, what, recipient)}@mta.example.com>"


def _joined(row: Subscriber) -> datetime:
    """Give when somebody joined, in UTC; a missing time counts as long ago, one without an offset as UTC."""
    if not row.subscribed_at:
        return datetime.min.replace(tzinfo=UTC)
    moment = datetime.fromisoformat(row.subscribed_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_campaign(
    chance: random.Random, secret: str, campaign: Campaign, account: Account, rows: tuple[Subscriber, ...]
) -> Iterable[Sending]:
    spec = next(spec for spec in account.lists if spec.list_id == campaign.list_id)
    mailable = [row.email for row in rows if row.status != "unsubscribed" and _joined(row) < campaign.sent_at]
    chosen = chance.sample(mailable, round(len(mailable) * spec.mailed))
    for number, recipient in enumerate(chosen):
        yield Sending(
            message_id(secret, campaign.campaign_id, recipient),
            account.account_id,
            campaign.list_id,
            campaign.campaign_id,
            recipient,
            campaign.sent_at + timedelta(seconds=number * 2),
            account.ip,
            merged(campaign.subject, recipient),
            "campaign",
            "",
        )


def _triggered(seed: int, secret: str, account: Account, rows: list[str], now: datetime) -> Iterable[Sending]:
    """Follow the events on a customer's site: more by day, fewer on Sundays."""
    chance = stream(seed, f"triggered:{account.account_id}")
    for day in range(HISTORY_DAYS - 1, 0, -1):
        date = (now - timedelta(days=day)).replace(minute=0, second=0, microsecond=0)
        count = round(account.triggered_daily * chance.uniform(0.6, 1.3) * (0.5 if date.isoweekday() == 7 else 1))  # noqa: PLR2004 - Sunday
        for number in range(count):
            at = date.replace(hour=min(23, int(chance.triangular(0, 24, 15)))) + timedelta(
                seconds=chance.randrange(3600)
            )
            event, recipient = chance.choice(account.events), chance.choice(rows)
            reference = f"t{account.account_id[-4:]}-{at:%y%m%d}-{number}"
            subject = f"{account.name}: {event.replace('.', ' ').replace('_', ' ')} {at:%y%m%d}{number:02d}"
            row = (account.ip, subject, "triggered", event)
            yield Sending(message_id(secret, reference, recipient), account.account_id, "", "", recipient, at, *row)


def _broken_into(seed: int, secret: str, now: datetime, scale: float) -> Iterable[Sending]:
    """Send what the intruder sent, in one night, to people who never heard of the shop."""
    chance = stream(seed, "broken into")
    start = now - timedelta(hours=_WEB_HOST_HOURS_AGO)
    strangers = Crowd.distinct(chance, max(30, round(_WEB_HOST_MAILS * scale)), Crowd.consumer, "en")
    for number, person in enumerate(strangers):
        at = start + timedelta(seconds=number * 7)
        row = (WEB_HOST_IP, WEB_HOST_SUBJECT, "triggered", "php mail() of petalandstem.example")
        identifier = message_id(secret, f"w{at:%d%H%M%S}", person.email)
        yield Sending(identifier, WEB_HOST_ACCOUNT, "", "", person.email, at, *row)


def write_log(platform: DemoPlatform, scale: float) -> tuple[Sending, ...]:
    """Give the whole log of the last `HISTORY_DAYS`, oldest first; each (message, recipient) once."""
    seed, secret, now = platform.seed, platform.secret, platform.now
    log: list[Sending] = []
    for campaign in platform.campaigns.values():
        chance = stream(seed, f"log:{campaign.campaign_id}")
        account = platform.accounts[campaign.account_id]
        log += _of_campaign(chance, secret, campaign, account, platform.subscribers[campaign.list_id])
    for account in platform.accounts.values():
        if account.triggered_daily:
            rows = [row.email for spec in account.lists for row in platform.subscribers[spec.list_id]]
            log += _triggered(seed, secret, account, rows, now)
    log += _broken_into(seed, secret, now, scale)
    unique = {(row.message_id, row.recipient): row for row in log if row.sent_at < now}
    return tuple(sorted(unique.values(), key=lambda row: (row.sent_at, row.message_id)))
