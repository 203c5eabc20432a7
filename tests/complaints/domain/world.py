"""A small platform in memory, and really signed mail of it: what tests of proof are written with."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from accounts.domain.platform import Platform, parse
from accounts.domain.records import AccountRecord, CampaignRecord, DkimKeyRecord, IdentityRecord, SentRecord
from accounts.domain.send_log import LogState
from complaints.domain.attribution import attribute
from complaints.domain.evidence import collect
from complaints.domain.facts import (
    Attribution,
    Completeness,
    Evidence,
    Original,
    Reported,
    ReporterKind,
    ReporterStanding,
)

SENT = datetime(2026, 11, 5, 15, 14, 27, tzinfo=UTC)
NOW = SENT + timedelta(days=1)
SIGNATURE = "(?P<signature>[0-9a-f]{16})"
SECRET = "a-secret-that-only-the-platform-knows"
ANN, BOB = "ann@isp.example", "bob@isp.example"
OUR_IP, STRANGER_IP = "198.51.100.7", "203.0.113.66"

TOML = f"""
name = "Example Mail"
domain = "example.com"
mailboxes = {{ public = "badactor@example.com", blocklists = "blacklists@example.com" }}
outbound_networks = ["198.51.100.0/24", "2001:db8:1::/48"]
send_log_complete_from = "2026-01-01T00:00:00Z"
mx_authserv_id = "mx.example.com"

[[reporters]]
domain = "arf.isp.example"
kind = "feedback_loop"

[[identifiers]]
where = "return_path"
pattern = '^b-(?P<payload>(?P<account>[^.]+)\\.(?P<list>[^.]+)\\.[^.-]+)-{SIGNATURE}@bounce\\.example\\.com$'
signed_with = "hmac-sha256"
secret = "{SECRET}"

[[identifiers]]
where = "links"
pattern = '^https://click\\.example\\.com/u/(?P<payload>(?P<campaign>[^/]+)/(?P<recipient>[^/]+))/{SIGNATURE}$'
signed_with = "hmac-sha256"
secret = "{SECRET}"

[[identifiers]]
where = "header:X-Account"
pattern = '^(?P<account>[a-z]+)$'
"""

TEXT = """Hello {{first_name}},

our garden centre opens its doors again this Saturday at nine in the morning. Come and see the new
perennials, the apple trees from the valley and everything that you need for a green balcony. Coffee and
cake are on the house as long as stocks last, and children may plant a sunflower to take home with them.

See you on Saturday, your gardeners
"""
SPAM = """Dear friend, cheap tablets without any prescription are waiting for you in our new online pharmacy,
delivered discreetly to every country of the world within three days, and the first order comes with a
bonus of twenty free pills. Do not miss this chance, answer today and become a happier man tomorrow.
"""


@dataclass
class World:
    """Our records, in memory. See `AccountDirectory`."""

    toml: str = TOML
    accounts: dict[str, AccountRecord] = field(default_factory=dict)
    holders: list[IdentityRecord] = field(default_factory=list)
    keys: list[DkimKeyRecord] = field(default_factory=list)
    log: list[SentRecord] = field(default_factory=list)
    campaigns: dict[str, CampaignRecord] = field(default_factory=dict)
    copied_at: datetime | None = None

    @property
    def platform(self) -> Platform:
        return _parsed(self.toml)

    def account(self, account_id: str) -> AccountRecord | None:
        return self.accounts.get(account_id)

    def identities(self, kind: str, value: str, at: datetime | None) -> tuple[IdentityRecord, ...]:
        held = [each for each in self.holders if each.kind == kind and (at is None or each.held_at(at))]
        if kind == "ip":
            address = ip_address(value)
            networks = [(ip_network(each.value), each) for each in held]
            around = [pair for pair in networks if pair[0].version == address.version and address in pair[0]]
            return tuple(each for _, each in sorted(around, key=lambda pair: -pair[0].prefixlen))
        return tuple(each for each in held if each.value == value)

    def dkim_keys(self, domain: str, selector: str) -> tuple[DkimKeyRecord, ...]:
        return tuple(key for key in self.keys if (key.domain, key.selector) == (domain, selector))

    def sent_by_message_id(self, message_id: str) -> tuple[SentRecord, ...]:
        return tuple(row for row in self.log if row.message_id == message_id)[:200]

    def sent_to(self, recipient: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        return tuple(r for r in self.log if r.recipient == recipient.lower() and since <= r.sent_at <= until)

    def sent_from(self, source_ip: str, since: datetime, until: datetime) -> tuple[SentRecord, ...]:
        return tuple(r for r in self.log if r.source_ip == source_ip and since <= r.sent_at <= until)

    def sent_for(self, account_id: str, recipient: str) -> tuple[SentRecord, ...]:
        return tuple(r for r in self.log if (r.account_id, r.recipient) == (account_id, recipient.lower()))

    @property
    def log_state(self) -> LogState:
        return LogState(complete_from=self.platform.send_log_complete_from, complete_until=self.copied_at)

    def campaign(self, campaign_id: str) -> CampaignRecord | None:
        return self.campaigns.get(campaign_id)

    def subscriptions(self, account_id: str, email: str) -> tuple[()]:
        del account_id, email
        return ()

    def has_records(self) -> bool:
        return bool(self.accounts)


@cache
def _parsed(toml: str) -> Platform:
    return parse(toml, {})


class NoDns:
    """Knows no key. See `DnsLookup`."""

    def txt(self, name: str) -> bytes | None:
        del name
        return None


class Dns(dict[str, bytes]):
    """Knows what it was given. See `DnsLookup`."""

    def txt(self, name: str) -> bytes | None:
        return self.get(name)


@cache
def rsa_pair(name: str) -> tuple[bytes, str]:
    """Give a private key in PEM and its DNS record; `name` tells keys apart."""
    del name
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


@cache
def ed25519_pair(name: str) -> tuple[bytes, str]:
    """Give a private key as dkimpy takes it and its DNS record."""
    del name
    key = ed25519.Ed25519PrivateKey.generate()
    raw = serialization.Encoding.Raw
    private = key.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    public = key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
    return base64.b64encode(private), f"v=DKIM1; k=ed25519; p={base64.b64encode(public).decode()}"


def garden_world() -> World:
    """Give a platform of two customers; acme mailed its campaign to Ann."""
    world = World()
    for name in ("acme", "beta"):
        world.accounts[name] = AccountRecord(account_id=name, name=name.title())
        for kind in ("from_domain", "dkim_domain"):
            world.holders.append(IdentityRecord(account_id=name, kind=kind, value=f"{name}.example"))
    shared = (
        ("dkim_domain", "example.com"),
        ("bounce_domain", "bounce.example.com"),
        ("tracking_domain", "click.example.com"),
    )
    world.holders += [IdentityRecord(account_id=None, kind=kind, value=value) for kind, value in shared]
    world.holders.append(IdentityRecord(account_id="acme", kind="web_site", value="garden.example"))
    world.keys.append(DkimKeyRecord(domain="acme.example", selector="s1", record=rsa_pair("acme")[1]))
    world.keys.append(DkimKeyRecord(domain="example.com", selector="e1", record=ed25519_pair("platform")[1]))
    world.campaigns["c1"] = CampaignRecord(
        campaign_id="c1", account_id="acme", subject="Saturday at the garden centre, {{first_name}}", text=TEXT
    )
    world.log.append(sent_row())
    return world


def sent_row(**changes: Any) -> SentRecord:
    """Give the row of Ann's copy, or of another."""
    row = SentRecord(
        message_id="<m1@mail.acme.example>",
        recipient=ANN,
        account_id="acme",
        sent_at=SENT,
        list_id="l1",
        campaign_id="c1",
        source_ip=OUR_IP,
        subject="Saturday at the garden centre, Ann",
    )
    return replace(row, **changes)


def token(payload: str, secret: str = SECRET) -> str:
    """Sign a payload as the platform does."""
    return hmac.new(secret.encode(), payload.encode(), "sha256").hexdigest()[:16]


def bounce_address(account: str = "acme", secret: str = SECRET) -> str:
    """Give a signed return path."""
    payload = f"{account}.l1.r7"
    return f"b-{payload}-{token(payload, secret)}@bounce.example.com"


def click_link(campaign: str = "c1", recipient: str = ANN, secret: str = SECRET) -> str:
    """Give a signed unsubscribe link."""
    payload = f"{campaign}/{recipient.replace('@', '=')}"
    return f"https://click.example.com/u/{payload}/{token(payload, secret)}"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What a genuine mail of acme to Ann looks like; tests change what they are about."""

    message_id: str = "<m1@mail.acme.example>"
    subject: str = "Saturday at the garden centre, Ann"
    sender: str = "Garden Centre <news@acme.example>"
    to: str = ANN
    body: str = TEXT.replace("{{first_name}}", "Ann")
    sent_at: datetime = SENT
    more: tuple[str, ...] = ()

    def unsigned(self) -> bytes:
        fields = (
            f"From: {self.sender}",
            f"To: {self.to}",
            f"Subject: {self.subject}",
            f"Date: {format_datetime(self.sent_at)}",
            *((f"Message-ID: {self.message_id}",) if self.message_id else ()),
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            *self.more,
        )
        text = "\n".join(fields) + "\n\n" + self.body
        return text.replace("\n", "\r\n").encode()


def signed(
    content: bytes, *, length: bool = False, algorithm: bytes = b"rsa-sha256", canonical: bytes = b"relaxed"
) -> bytes:
    """Sign as acme's domain does."""
    signer = dkim.DKIM(content, signature_algorithm=algorithm)
    headers = [b"from", b"to", b"subject", b"date", b"message-id"]
    field_line = signer.sign(
        b"s1",
        b"acme.example",
        rsa_pair("acme")[0],
        canonicalize=(canonical, canonical),
        include_headers=headers,
        length=length,
    )
    return bytes(field_line) + content


def signed_by_platform(content: bytes) -> bytes:
    """Sign with the platform's own Ed25519 key."""
    signer = dkim.DKIM(content, signature_algorithm=b"ed25519-sha256")
    headers = [b"from", b"to", b"subject", b"date", b"message-id"]
    key = ed25519_pair("platform")[0]
    return bytes(signer.sign(b"e1", b"example.com", key, include_headers=headers)) + content


def received(
    from_ip: str = OUR_IP,
    *,
    by: str = "mx.isp.example",
    to: str | None = ANN,
    at: datetime = SENT,
    host: str = "out7.example.com",
) -> bytes:
    """Give a Received line as Postfix writes it."""
    whom = f" for <{to}>" if to else ""
    stamp = format_datetime(at + timedelta(seconds=3))
    line = (
        f"Received: from {host} ({host} [{from_ip}])\r\n by {by} (Postfix) with ESMTPS id 4XyZ{whom};\r\n {stamp}\r\n"
    )
    return line.encode()


def delivered(content: bytes, *, to: str = ANN, return_path: str = "", path: bytes | None = None) -> bytes:
    """Put on top what the recipient's side writes."""
    top = f"Delivered-To: {to}\r\n" + (f"Return-Path: <{return_path}>\r\n" if return_path else "")
    return top.encode() + (received(to=to) if path is None else path) + content


def as_original(content: bytes, *, headers: Completeness = Completeness.FULL, **reported: Any) -> Original:
    """Give the original as a recogniser would cut it."""
    return Original(
        content=content,
        headers=headers,
        exact=headers is Completeness.FULL,
        cut_from="test",
        reported=Reported(**reported),
    )


PERSON = ReporterStanding(address=ANN, kind=ReporterKind.PERSON)
VETTED = ReporterStanding(
    address="feedback@arf.isp.example", kind=ReporterKind.FEEDBACK_LOOP, vetted=True, authenticated=True
)
UNAUTHENTICATED = replace(VETTED, authenticated=False)


def gather(
    world: World,
    original: bytes | Original,
    *,
    reporter: ReporterStanding = PERSON,
    now: datetime = NOW,
    **reported: Any,
) -> Evidence:
    """Collect evidence on the first recipient."""
    cut = original if isinstance(original, Original) else as_original(original, **reported)
    return collect(cut, reporter=reporter, directory=world, dns=NoDns(), now=now)[0]


def judge(
    world: World,
    original: bytes | Original,
    *,
    reporter: ReporterStanding = PERSON,
    now: datetime = NOW,
    **reported: Any,
) -> Attribution:
    """Collect and attribute."""
    return attribute(gather(world, original, reporter=reporter, now=now, **reported), world)
