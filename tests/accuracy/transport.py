"""What happens to a mail on its way: the lines that receiving hosts write, and what gateways change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from tests.accuracy import words
from tests.accuracy.world import compose

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from tests.accuracy.world import Sent, World

STRANGERS = "203.0.113.{}"


class Way(NamedTuple):
    """Who hands a mail to whom."""

    host: str
    address: str
    envelope: str
    recipient: str
    at: datetime


def zone(at: datetime, hours: int) -> str:
    """Write a moment as mail does, in a zone of that many hours."""
    return f"{at + timedelta(hours=hours):%a, %d %b %Y %H:%M:%S} {'+' if hours >= 0 else '-'}{abs(hours):02d}00"


_AT = {
    "gmail.com": """\
Delivered-To: {to}
Received: by 2002:a05:7300:{four}:b0:1a2:b3c4 with SMTP id {token};
        {west} (PST)
X-Received: by 2002:a17:907:{four}:b0:9a1 with SMTP id {token}-9a1;
        {west} (PST)
Return-Path: <{envelope}>
Received: from {host} ({host}. [{address}])
        by mx.google.com with ESMTPS id {token}.42.2026
        for <{to}>
        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);
        {west} (PST)
Received-SPF: pass (google.com: domain of {envelope} designates {address} as permitted sender)
""",
    "yahoo.com": """\
X-Apparently-To: {to}; {utc}
Return-Path: <{envelope}>
Received: from {address} (EHLO {host})
 by 10.222.12.7 with SMTPs
 (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256);
 {utc}
""",
    "outlook.com": """\
Received: from DB9P{four}.eurprd04.prod.outlook.com (2603:10a6:10:2d9::22)
 by AM0P{four}.eurprd02.prod.outlook.com with HTTPS; {utc}
Received: from {host} ({address}) by
 DB5EUR03FT0.mail.protection.outlook.com (10.152.20.9) with Microsoft SMTP
 Server (version=TLS1_2, cipher=TLS_ECDHE_RSA) id 15.20.8158.14 via Frontend Transport;
 {utc}
Return-Path: {envelope}
Delivered-To: {to}
""",
    "gmx.de": """\
Return-path: <{envelope}>
Envelope-to: {to}
Delivery-date: {east}
Received: from [{address}] (helo={host})
\tby mail.{domain} with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384
\t(Exim 4.96)
\t(envelope-from <{envelope}>)
\tid 1r{four}-000{four}-2K
\tfor {to};
\t{east}
""",
    "isp.example": """\
Return-Path: <{envelope}>
Delivered-To: {to}
Received: (qmail 4711 invoked from network); {qmail}
Received: from unknown (HELO {host}) ({address})
  by mx.{domain} with SMTP; {qmail}
""",
    "": """\
Return-Path: <{envelope}>
X-Original-To: {to}
Delivered-To: {to}
Received: from {host} ({host} [{literal}])
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
\tby mx.{domain} (Postfix) with ESMTPS id {token}
\tfor <{to}>; {east} (CEST)
""",
}


def received(raw: bytes, way: Way, random: Random) -> bytes:
    """Put on top what the recipient's provider writes."""
    token = f"{random.randrange(16**12):012x}"
    domain = way.recipient.rpartition("@")[2]
    lines = _AT.get(domain, _AT[""]).format(
        to=way.recipient, envelope=way.envelope, host=way.host, address=way.address, domain=domain, token=token,
        literal=f"IPv6:{way.address}" if ":" in way.address else way.address, four=token[:4],
        west=zone(way.at, -8), utc=zone(way.at, 0), east=zone(way.at, 2),
        qmail=f"{way.at:%d %b %Y %H:%M:%S} -0000",
    )  # fmt: skip
    return lines.replace("\n", "\r\n").encode() + raw


def handed_out(world: World, mail: Sent) -> bytes:
    """Put on top what our own machines write before a mail leaves."""
    host = f"app3.{world.domain}"
    line = (
        f"Received: from {host} ({host} [10.0.3.7])\r\n\tby mta1.{world.domain} (Postfix) with ESMTPA id "
        f"{mail.token.upper()};\r\n\t{zone(mail.at, 0)} (UTC)\r\n"
    )
    return line.encode() + mail.raw


def genuine(world: World, mail: Sent) -> bytes:
    """Give a mail of ours as it lies in its recipient's mailbox."""
    way = Way(
        f"mta1.{world.domain}",
        mail.account.address,
        mail.return_path,
        mail.recipient,
        mail.at + timedelta(seconds=world.random.uniform(1, 90)),
    )
    return received(handed_out(world, mail), way, world.random)


def stranger(world: World, raw: bytes, recipient: str, at: datetime, *, envelope: str = "") -> bytes:
    """Give a mail that a stranger's machine handed to the recipient's provider."""
    address = STRANGERS.format(world.random.randrange(1, 250))
    host = f"vps{world.random.randrange(1000)}.{world.random.choice(words.SYLLABLES)}-host.example"
    way = Way(host, address, envelope or f"info@{host}", recipient, at)
    return received(raw, way, world.random)


def altered(world: World, mail: Sent) -> bytes:
    """Give a mail of ours after gateways and archives: subject tagged, banner put in, footer added, To changed."""
    random = world.random
    how = random.choice(("tag", "banner", "footer", "both", "to"))
    raw = compose(
        world,
        mail,
        tag=random.choice(("[SPAM] ", "***SPAM*** ", "[EXTERNAL] ")) if how in {"tag", "both"} else "",
        to="undisclosed-recipients:;" if how == "to" else "",
        banner="[EXTERNAL] This mail came from outside of Example Ltd." if how in {"banner", "both"} else "",
        footer="Checked by the gateway of Example Ltd." if how == "footer" else "",
    )
    signature = mail.raw[: mail.raw.index(b"\r\nFrom: ") + 2]
    return genuine(world, replace(mail, raw=signature + raw))
