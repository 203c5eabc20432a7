"""The mails complained about: composed from the send log, signed, and delivered through a plausible chain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from hashlib import sha256
from typing import TYPE_CHECKING

from complaints.demo.campaigns import merged
from complaints.demo.mail import body_part, crlf, date, head, mailbox, multipart, words
from complaints.demo.send_log import WEB_HOST_IP
from complaints.demo.signing import sign
from complaints.demo.stamps import Stamps, stamps_of

if TYPE_CHECKING:
    from datetime import datetime

    from complaints.demo.keys import DemoKey
    from complaints.demo.records import Account, DemoPlatform, Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message with what its readers saw.

    Attributes:
        raw: as it lay in the mailbox, CRLF line ends.
        from_header, date_header: as they stand in it, for forward blocks.
        text: the plain text, for forward blocks.
        source_ip: the host that handed it to the recipient's provider.
        received_at: by the recipient's provider.
    """

    raw: bytes
    recipient: str
    message_id: str
    subject: str
    from_header: str
    from_address: str
    date_header: str
    text: str
    return_path: str
    source_ip: str
    sent_at: datetime
    received_at: datetime
    account_id: str = ""


def host_name(ip: str) -> str:
    """Give the name of one of our hosts."""
    last = ip.rpartition(".")[2]
    return f"web{last}.example.com" if ip == WEB_HOST_IP else f"mta{last}.example.com"


def provider_ip(domain: str) -> str:
    """Give the address of a provider's mail host."""
    return f"203.0.113.{sha256(domain.encode()).digest()[0] % 250 + 2}"


def queue_id(*parts: str) -> str:
    """Give a queue id like a mail server's."""
    return sha256(" ".join(parts).encode()).hexdigest()[:11].upper()


def received(source: tuple[str, str], by: str, recipient: str, at: datetime, protocol: str = "ESMTPS") -> str:
    """Give a Received value; `source` is the name and address of the host that handed the mail over."""
    name, ip = source
    identifier = queue_id(by, recipient, at.isoformat())
    return f"from {name} ({name} [{ip}])\n\tby {by} with {protocol} id {identifier}\n\tfor <{recipient}>; {date(at)}"


def _injection(account: Account, sending: Sending) -> str:
    if sending.source_ip == WEB_HOST_IP:
        identifier = queue_id(sending.message_id)
        return f"by {host_name(WEB_HOST_IP)} (Postfix, from userid 33)\n\tid {identifier}; {date(sending.sent_at)}"
    source = (f"app{int(account.account_id[-2:]) % 4 + 1}.internal.example.com", "10.20.0.14")
    return received(source, host_name(sending.source_ip), sending.recipient, sending.sent_at, "ESMTPSA")


def _from_address(account: Account) -> str:
    domain = f"news.{account.domain}" if account.signs == "both" else account.domain
    return f"{'post' if account.language == 'de' else 'news'}@{domain}"


def _common(account: Account, sending: Sending, from_header: str) -> list[tuple[str, str]]:
    local = sending.sent_at.astimezone(_zone(account))
    return [
        ("Received", _injection(account, sending)),
        ("From", from_header),
        ("To", sending.recipient),
        ("Subject", words(sending.subject)),
        ("Date", date(local)),
        ("Message-ID", sending.message_id),
        ("MIME-Version", "1.0"),
    ]


def _campaign_mail(platform: DemoPlatform, account: Account, sending: Sending, stamps: Stamps) -> tuple[bytes, str]:
    campaign = platform.campaigns[sending.campaign_id]
    values = {
        "unsubscribe_url": stamps.link,
        "web_version_url": f"https://click.example.com/v/{sending.campaign_id}",
        "open_token": stamps.return_path.partition("-")[2].partition("-")[0],
    }
    text = merged(campaign.text, sending.recipient, **values)
    html = merged(campaign.html, sending.recipient, **values)
    boundary = f"=_em_{queue_id(sending.message_id)}"
    fields = _common(account, sending, mailbox(account.name, _from_address(account)))
    fields += [
        ("List-Id", f"<{sending.list_id}.lists.example.com>"),
        ("List-Unsubscribe", f"<{stamps.link}>,\n\t<mailto:unsubscribe+{sending.list_id}@example.com>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Feedback-ID", stamps.feedback_id),
        ("X-EM-Account", account.account_id),
        ("X-Mailer", "Example Mail 7.2"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    encoding = "base64" if account.language == "fr" else "quoted-printable"
    parts = (
        body_part("text/plain; charset=utf-8", text, encoding),
        body_part("text/html; charset=utf-8", html, encoding),
    )
    return head(fields) + b"\r\n" + multipart(boundary, *parts), text


def _event_mail(account: Account, sending: Sending) -> tuple[bytes, str]:
    text = (
        f"Hello,\n\nyou receive this mail because of an event on https://{account.domain}/ ({sending.trigger}).\n\n"
        f"{sending.subject}\n\nIf this was not you, just answer.\n\n{account.name}\n"
    )
    fields = _common(account, sending, mailbox(account.name, f"service@{account.domain}"))
    fields += [("X-EM-Account", account.account_id), ("Auto-Submitted", "auto-generated")]
    return head(fields) + body_part("text/plain; charset=utf-8", text), text


def _intruder_mail(account: Account, sending: Sending) -> tuple[bytes, str]:
    text = (
        "Dear customer,\n\nyour parcel could not be handed over because a customs fee of 1.99 EUR is outstanding.\n"
        "Pay within 24 hours or it goes back to the sender:\n\n"
        f"https://{account.domain}/wp-content/uploads/.cache/pay.php?id={queue_id(sending.recipient)}\n\n"
        "Your parcel service\n"
    )
    fields = _common(account, sending, mailbox("Parcel Service", f"wordpress@{account.domain}"))
    fields += [
        ("X-PHP-Originating-Script", "33:wp-mail-cache.php"),
        ("X-PHP-Script", f"{account.domain}/wp-content/uploads/.cache/wp-mail-cache.php for 192.0.2.66"),
        ("X-Mailer", "PHPMailer 6.9.1"),
    ]
    return head(fields) + body_part("text/plain; charset=utf-8", text), text


def _zone(account: Account) -> timezone:
    return timezone(timedelta(hours=account.offset_hours))


def _keys(platform: DemoPlatform, account: Account, at: datetime) -> list[DemoKey]:
    ring = platform.keyring
    found = {
        "own": [ring.at(account.domain, at)],
        "both": [ring.at("example.com", at), ring.at(f"news.{account.domain}", at)],
        "edwards": [ring.at(account.domain, at, algorithm="ed25519-sha256")],
    }.get(account.signs, [ring.at("example.com", at)])
    return [key for key in found if key is not None]


def compose(platform: DemoPlatform, sending: Sending) -> Sent:
    """Give a logged message as it left us: signed, without anything that the recipient's side adds."""
    account = platform.accounts[sending.account_id]
    stamps = stamps_of(platform.secret, sending)
    by_host = sending.source_ip == WEB_HOST_IP and not sending.campaign_id and sending.trigger.startswith("php")
    if by_host:
        raw, text = _intruder_mail(account, sending)
    elif sending.campaign_id:
        raw, text = _campaign_mail(platform, account, sending, stamps)
    else:
        raw, text = _event_mail(account, sending)
    how = "simple/simple" if account.signs == "simple" else "relaxed/relaxed"
    for key in _keys(platform, account, sending.sent_at):
        raw = sign(raw, key, sending.sent_at, how=how, limited=account.signs == "limited")
    return Sent(
        raw=raw,
        recipient=sending.recipient,
        message_id=sending.message_id,
        subject=sending.subject,
        from_header=field(raw, "From"),
        from_address=field(raw, "From").rpartition("<")[2].rstrip(">"),
        date_header=field(raw, "Date"),
        text=text,
        return_path=f"www-data@{host_name(WEB_HOST_IP)}" if by_host else stamps.return_path,
        source_ip=sending.source_ip,
        sent_at=sending.sent_at,
        received_at=sending.sent_at + timedelta(seconds=3),
        account_id=sending.account_id,
    )


def field(raw: bytes, name: str) -> str:
    """Give a header value as text, unfolded; "" where there is none."""
    for line in raw.partition(b"\r\n\r\n")[0].replace(b"\r\n\t", b" ").replace(b"\r\n ", b" ").split(b"\r\n"):
        label, _, value = line.partition(b":")
        if label.decode().lower() == name.lower():
            return value.decode().strip()
    return ""


def deliver(sent: Sent, *, to: str = "", source: tuple[str, str] | None = None, verdict: str = "") -> Sent:
    """Put on top what the recipient's provider adds.

    Args:
        sent: a message as it left the sender.
        to: the mailbox it is delivered to; by default its recipient.
        source: name and address of the host that handed it over; by default ours.
        verdict: the provider's authentication results; by default all passed.
    """
    mailbox_address = to or sent.recipient
    domain = mailbox_address.rpartition("@")[2]
    name, ip = source or (host_name(sent.source_ip), sent.source_ip)
    passed = f"dkim=pass header.d=example.com; spf=pass smtp.mailfrom={sent.return_path.rpartition('@')[2]}"
    results = f"mx1.{domain};\n\t{verdict or passed}"
    fields = [
        ("Return-Path", f"<{sent.return_path}>"),
        ("Delivered-To", mailbox_address),
        ("Authentication-Results", results),
        ("Received", received((name, ip), f"mx1.{domain}", mailbox_address, sent.received_at)),
    ]
    return replace(sent, raw=head(fields) + sent.raw, recipient=mailbox_address, source_ip=ip)


def tagged(sent: Sent, tag: str = "[SPAM] ") -> Sent:
    """Give the copy of a gateway that tags the subject."""
    start = sent.raw.index(b"\r\nSubject: ") + len(b"\r\nSubject: ")
    return replace(sent, raw=sent.raw[:start] + tag.encode() + sent.raw[start:], subject=tag + sent.subject)


def bannered(sent: Sent, banner: str) -> Sent:
    """Give the copy of a gateway that writes a banner into the text."""
    mark = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    start = sent.raw.index(mark) + len(mark)
    return replace(sent, raw=sent.raw[:start] + crlf(banner) + sent.raw[start:])
