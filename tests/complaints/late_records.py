"""The garden platform as rows, and a complaint about its mail: some records may be left for later."""

from __future__ import annotations

from accounts.models import Account, Campaign, DkimKey, Identity, PlatformProfile, SentMessage
from complaints.domain.facts import Received
from complaints.models import Complaint
from complaints.services.receive import receive
from tests.complaints.domain.world import ANN, NOW, Mail, delivered, garden_world, signed
from tests.complaints.received import process


def import_platform(*, keys: bool = True, log: bool = True) -> None:
    """Write the garden platform's records, with or without its keys and its send log."""
    world = garden_world()
    PlatformProfile.objects.create(pk=1, toml=world.toml, imported_at=NOW)
    for name in world.accounts:
        Account.objects.create(account_id=name, name=name.title(), contact_email=f"owner@{name}.example")
    for held in world.holders:
        Identity.objects.create(account_id=held.account_id, kind=held.kind, value=held.value)
    for campaign in world.campaigns.values():
        Campaign.objects.create(
            campaign_id=campaign.campaign_id, account_id="acme", subject=campaign.subject, text=campaign.text
        )
    if keys:
        import_keys()
    if log:
        import_log()


def import_keys() -> None:
    """Write the archive of keys."""
    for key in garden_world().keys:
        DkimKey.objects.create(domain=key.domain, selector=key.selector, record=key.record)


def import_log() -> None:
    """Write the send log."""
    for row in garden_world().log:
        SentMessage.objects.create(
            message_id=row.message_id, recipient=row.recipient, account_id=row.account_id, sent_at=row.sent_at,
            list_id=row.list_id or "", campaign_id=row.campaign_id or "", source_ip=row.source_ip or "",
            subject=row.subject,
        )  # fmt: skip


def complain(mail: bytes | None = None, *, sender: str = ANN, words: str = "Stop it.") -> Complaint:
    """Receive and process a complaint that brings a mail along, acme's genuine one unless told otherwise."""
    original = delivered(signed(Mail().unsigned())) if mail is None else mail
    raw = (
        f"From: {sender}\r\nTo: badactor@example.com\r\nSubject: Spam\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
        f"--edge\r\nContent-Type: text/plain\r\n\r\n{words}\r\n--edge\r\nContent-Type: message/rfc822\r\n\r\n"
    ).encode() + original + b"\r\n--edge--\r\n"  # fmt: skip
    number = receive(Received(raw=raw, received_at=NOW, mail_from=sender), door="upload")
    process(number, now=NOW)
    return Complaint.objects.get(pk=number)
