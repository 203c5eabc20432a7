"""A sending platform made by chance: accounts, keys, campaigns, a send log, and the mail as it left the house."""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import quopri
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dkim
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from tests.accuracy import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from random import Random

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOG_FROM = datetime(2026, 6, 1, tzinfo=UTC)
SHARED_ADDRESSES = ("198.51.100.200", "2001:db8:51::200")
STYLES = ("verp", "header", "links", "body", "unsigned")
SIGNED = [
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"list-unsubscribe",
    b"x-mailer-ref",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A DKIM key. `private` is what dkimpy signs with; the rest is what the archive says of it."""

    domain: str
    selector: str
    algorithm: str
    private: bytes
    record: str
    valid_from: datetime
    valid_until: datetime | None = None
    exposed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A customer. `address` is what its mail leaves from: of its own or shared, of either family."""

    account_id: str
    name: str
    from_domain: str
    keys: tuple[Key, ...]
    address: str
    site: str
    list_id: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """Content as composed; `recorded` tells whether the platform hands it over."""

    campaign_id: str
    account: Account
    subject: str
    paragraphs: tuple[str, ...]
    recorded: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail to one recipient, as it left the house: `raw` is signed and bears no trace fields.

    `encoding` is the transfer encoding of its bodies.
    """

    account: Account
    campaign: Campaign
    recipient: str
    message_id: str
    return_path: str
    at: datetime
    raw: bytes
    token: str
    encoding: str


@dataclass(slots=True)
class World:
    """A platform and what it sent."""

    random: Random
    name: str
    domain: str
    styles: tuple[str, ...]
    secret: bytes
    log_is_complete: bool
    shared_keys: tuple[Key, ...] = ()
    networks: tuple[str, ...] = ("198.51.100.0/24", "2001:db8:51::/48")
    accounts: list[Account] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    loops: tuple[str, ...] = ("arf.loop-one.example", "fbl.loop-two.example")

    @property
    def authserv_id(self) -> str:
        """The name under which the platform's MX writes its results."""
        return f"mx1.{self.domain}"

    def signature(self, payload: str, digits: int = 20) -> str:
        """Sign an identifier."""
        return hmac.new(self.secret, payload.encode(), hashlib.sha256).hexdigest()[:digits]


def build(random: Random, number: int, *, accounts: int = 8, mails: int = 400) -> World:
    """Make a platform: style, keys and completeness of the log differ by number and chance."""
    first = STYLES[number % len(STYLES)]
    styles = (first, *random.sample([style for style in STYLES if style != first], 2))
    domain = f"{random.choice(words.SYLLABLES)}{random.choice(words.SYLLABLES)}-mail.example"
    world = World(
        random=random,
        name=f"Platform {number}",
        domain=domain,
        styles=styles,
        secret=random.randbytes(24).hex().encode(),
        log_is_complete=number % 3 != 2,
    )
    world.shared_keys = _keys(random, f"dk.{domain}")
    world.accounts = [_account(world, index) for index in range(accounts)]
    world.campaigns = [_campaign(world, account, index) for account in world.accounts for index in range(3)]
    recipients = [words.address(random) for _ in range(mails)]
    world.sent = [_send(world, random.choice(world.campaigns), recipient) for recipient in dict.fromkeys(recipients)]
    return world


def _keys(random: Random, domain: str) -> tuple[Key, ...]:
    """Give three generations: one that is in use, one rotated out, one whose private key was published later."""
    now = NOW
    spans = (
        (now - timedelta(days=60), None, None),
        (now - timedelta(days=150), now - timedelta(days=60), None),
        (now - timedelta(days=240), now - timedelta(days=150), now - timedelta(days=100)),
    )
    return tuple(_key(random, domain, f"k{random.randrange(10**5)}", span, ed=random.random() < 0.3) for span in spans)


def _key(
    random: Random, domain: str, selector: str, span: tuple[datetime, datetime | None, datetime | None], *, ed: bool
) -> Key:
    raw, encoding, none = serialization.Encoding.Raw, serialization.Encoding, serialization.NoEncryption()
    if ed:
        private = ed25519.Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        secret = base64.b64encode(private.private_bytes(raw, serialization.PrivateFormat.Raw, none))
        public = private.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
        kind = "ed25519"
    else:
        rsa_key = rsa.generate_private_key(65537, 1024)  # small: many are made, and size proves nothing here
        secret = rsa_key.private_bytes(encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, none)
        public = rsa_key.public_key().public_bytes(encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        kind = "rsa"
    record = f"v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}"
    return Key(domain, selector, f"{kind}-sha256", secret, record, *span)


def _account(world: World, index: int) -> Account:
    random = world.random
    name = f"{random.choice(words.FIRMS)} {random.choice(words.TRADES)}"
    from_domain = f"{name.lower().replace(' ', '-')}{index}.example"
    own = random.random() < 0.5
    return Account(
        account_id=f"c{random.randrange(10**6):06d}",
        name=name,
        from_domain=from_domain,
        keys=_keys(random, from_domain) if own else world.shared_keys,
        address=random.choice((f"198.51.100.{10 + index}", f"2001:db8:51::{10 + index}", *SHARED_ADDRESSES)),
        site=f"www.{from_domain}",
        list_id=f"l{random.randrange(10**6)}",
    )


def _campaign(world: World, account: Account, index: int) -> Campaign:
    random = world.random
    return Campaign(
        campaign_id=f"m{index}x{random.randrange(10**6)}",
        account=account,
        subject=words.subject(random),
        paragraphs=tuple(words.paragraph(random) for _ in range(random.randint(3, 6))),
        recorded=random.random() < 0.8,
    )


def _send(world: World, campaign: Campaign, recipient: str) -> Sent:
    random = world.random
    token = f"{random.randrange(16**10):010x}"
    payload = f"{campaign.account.account_id}-{campaign.campaign_id}-{token}"
    signed_path = f"v+{payload}+{world.signature(payload)}@rp.{world.domain}"
    mail = Sent(
        account=campaign.account,
        campaign=campaign,
        recipient=recipient,
        message_id=f"<{token}.{campaign.campaign_id}@{world.domain}>",
        return_path=signed_path if "verp" in world.styles else f"bounce-{token}@rp.{world.domain}",
        at=NOW - timedelta(days=random.uniform(1, 85)),
        raw=b"",
        token=token,
        encoding=random.choice(("8bit", "quoted-printable", "base64")),
    )
    key = key_at(mail.account.keys, mail.at)
    return replace(mail, raw=sign(compose(world, mail), key, mail.at, random))


def compose(world: World, mail: Sent, *, tag: str = "", to: str = "", banner: str = "", footer: str = "") -> bytes:
    """Write a mail without its signature; the other arguments are what gateways put in."""
    account, campaign = mail.account, mail.campaign
    payload = f"{account.account_id}-{campaign.campaign_id}-{mail.token}"
    fields = [
        f"From: {account.name} <news@{account.from_domain}>",
        f"To: {to or mail.recipient}",
        f"Subject: {tag}{campaign.subject}",
        f"Date: {mail.at:%a, %d %b %Y %H:%M:%S} +0000",
        f"Message-ID: {mail.message_id}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="=_{mail.token}"',
    ]
    if "header" in world.styles:
        fields.append(f"X-Mailer-Ref: {payload}.{world.signature(payload)}")
    if "unsigned" in world.styles:
        fields.append(f"Feedback-ID: {campaign.campaign_id}:{account.account_id}:news:{world.name.replace(' ', '')}")
    fields.append(f"List-Unsubscribe: <{unsubscribe(world, payload)}>")
    return "\r\n".join([*fields, "", _bodies(world, mail, payload, banner, footer), ""]).encode()


def unsubscribe(world: World, payload: str) -> str:
    """Give the link under every mail; signed where the platform's links are."""
    if "links" in world.styles:
        return f"https://click.{world.domain}/u/{payload}/{world.signature(payload, 24)}"
    return f"https://click.{world.domain}/u?r={hashlib.sha256(payload.encode()).hexdigest()[:12]}"


def _bodies(world: World, mail: Sent, payload: str, banner: str, footer: str) -> str:
    """Compose both bodies, the merge field filled."""
    link, site = unsubscribe(world, payload), f"https://{mail.account.site}/"
    name = mail.recipient.partition("@")[0]
    reference = f"Ref {payload}/{world.signature(payload)}" if "body" in world.styles else "Sent with care"
    lines = [f"Dear {name},", *mail.campaign.paragraphs, f"Visit {site}", f"Leave: {link}", reference]
    text = "\r\n\r\n".join([*([banner] if banner else []), *lines, *([footer] if footer else [])])
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in [banner, *mail.campaign.paragraphs] if paragraph)
    page = (
        f'<html><body><p>Dear {name},</p>{inside}<p><a href="{site}">Visit</a></p>'
        f'<p><a href="{link}">Leave</a> {reference}</p>{footer}</body></html>'
    )
    parts = (("plain", text), ("html", page))
    return "".join(_part(mail, kind, content) for kind, content in parts) + f"--=_{mail.token}--"


def _part(mail: Sent, kind: str, content: str) -> str:
    raw = content.encode()
    if mail.encoding == "base64":
        encoded = base64.encodebytes(raw).replace(b"\n", b"\r\n").rstrip()
    elif mail.encoding == "quoted-printable":
        encoded = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    else:
        encoded = raw
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {mail.encoding}"
    return f"--=_{mail.token}\r\n{head}\r\n\r\n{encoded.decode()}\r\n"


def key_at(keys: tuple[Key, ...], at: datetime) -> Key:
    """Give the key that was in use."""
    return next(key for key in keys if key.valid_from <= at and (key.valid_until is None or at < key.valid_until))


def sign(raw: bytes, key: Key, at: datetime, random: Random, *, length: bool = False) -> bytes:
    """Sign as the platform's relays do, at that moment."""
    ways = random.choice(((b"relaxed", b"relaxed"), (b"relaxed", b"simple"), (b"simple", b"simple")))
    with time_machine.travel(at, tick=False):
        field = dkim.sign(
            raw,
            key.selector.encode(),
            key.domain.encode(),
            key.private,
            canonicalize=ways,
            signature_algorithm=key.algorithm.encode(),
            include_headers=[name for name in SIGNED if name + b":" in raw.lower()],
            length=length,
        )
    return bytes(field) + raw


def write(world: World, folder: Path) -> None:
    """Write what the platform hands over, in the words of the contract."""
    folder.mkdir(parents=True)
    (folder / "platform.toml").write_text(_platform(world))
    _table(folder / "accounts.csv", ("account_id", "name", "contact_email", "status", "plan", "created_at"), [
        (each.account_id, each.name, f"owner@{each.from_domain}", "active", "small", "2024-01-01T00:00:00Z")
        for each in world.accounts
    ])  # fmt: skip
    _table(folder / "identities.csv", ("account_id", "kind", "value"), _identities(world))
    keys = {key for account in world.accounts for key in account.keys} | set(world.shared_keys)
    _table(
        folder / "dkim_keys.csv",
        ("domain", "selector", "record", "valid_from", "valid_until", "exposed_at"),
        [
            (key.domain, key.selector, key.record, stamp(key.valid_from), stamp(key.valid_until), stamp(key.exposed_at))
            for key in sorted(keys, key=lambda key: (key.domain, key.selector))
        ],
    )
    _table(folder / "lists.csv", ("list_id", "account_id", "name", "consent", "created_at"), [
        (each.list_id, each.account_id, "News", "single_opt_in", "2024-01-02T00:00:00Z") for each in world.accounts
    ])  # fmt: skip
    _table(
        folder / "messages.csv",
        ("message_id", "account_id", "list_id", "campaign_id", "recipient", "sent_at", "source_ip", "subject"),
        [
            (
                mail.message_id, mail.account.account_id, mail.account.list_id, mail.campaign.campaign_id,
                mail.recipient, stamp(mail.at), mail.account.address, mail.campaign.subject,
            )
            for mail in world.sent
        ],
    )  # fmt: skip
    _table(folder / "campaigns.csv", ("campaign_id", "account_id", "subject", "text", "html"), [
        (each.campaign_id, each.account.account_id, each.subject, _composed(each), "")
        for each in world.campaigns
        if each.recorded
    ])  # fmt: skip


def _composed(campaign: Campaign) -> str:
    return "\n\n".join(["Dear {{name}},", *campaign.paragraphs, "Visit {{site}}", "Leave: {{unsubscribe}}"])


def stamp(moment: datetime | None) -> str:
    """Write a moment as the contract wants it, "" for none."""
    return moment.isoformat() if moment else ""


def _identities(world: World) -> list[tuple[str, str, str]]:
    rows = [
        *(("", "ip", network) for network in world.networks),
        ("", "bounce_domain", f"rp.{world.domain}"),
        ("", "tracking_domain", f"click.{world.domain}"),
        ("", "dkim_domain", f"dk.{world.domain}"),
    ]
    for account in world.accounts:
        rows += [
            (account.account_id, "from_domain", account.from_domain),
            (account.account_id, "web_site", account.site),
        ]
        if account.address not in SHARED_ADDRESSES:
            rows.append((account.account_id, "ip", account.address))
        if account.keys is not world.shared_keys:
            rows.append((account.account_id, "dkim_domain", account.from_domain))
    return rows


_PATTERNS = {
    "verp": (
        "return_path",
        r"^v\+(?P<payload>(?P<account>c\d+)-(?P<campaign>m\d+x\d+)-[0-9a-f]+)\+(?P<signature>[0-9a-f]{20})@rp\.DOMAIN$",
    ),
    "header": (
        "header:X-Mailer-Ref",
        r"^(?P<payload>(?P<account>c\d+)-(?P<campaign>m\d+x\d+)-[0-9a-f]+)\.(?P<signature>[0-9a-f]{20})$",
    ),
    "links": (
        "links",
        r"^https://click\.DOMAIN/u/(?P<payload>(?P<account>c\d+)-(?P<campaign>m\d+x\d+)-[0-9a-f]+)/(?P<signature>[0-9a-f]{24})",
    ),
    "body": (
        "body",
        r"Ref (?P<payload>(?P<account>c\d+)-(?P<campaign>m\d+x\d+)-[0-9a-f]+)/(?P<signature>[0-9a-f]{20})",
    ),
    "unsigned": ("header:Feedback-ID", r"^(?P<campaign>m\d+x\d+):(?P<account>c\d+):news:"),
}


def _platform(world: World) -> str:
    lines = [
        f'name = "{world.name}"',
        f'domain = "{world.domain}"',
        f'mailboxes = {{ public = "badactor@{world.domain}", blocklists = "blacklists@{world.domain}" }}',
        f"outbound_networks = {list(world.networks)}",
        f'mx_authserv_id = "{world.authserv_id}"',
    ]
    if world.log_is_complete:
        lines.append(f'send_log_complete_from = "{stamp(LOG_FROM)}"')
    for loop in world.loops:
        lines += ["", "[[reporters]]", f'domain = "{loop}"', 'kind = "feedback_loop"']
    for style in world.styles:
        where, pattern = _PATTERNS[style]
        lines += ["", "[[identifiers]]", f'where = "{where}"']
        lines.append("pattern = '" + pattern.replace("DOMAIN", world.domain.replace(".", r"\.")) + "'")
        if style != "unsigned":
            lines += ['signed_with = "hmac-sha256"', f'secret = "{world.secret.decode()}"']
    return "\n".join(lines) + "\n"


def _table(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
