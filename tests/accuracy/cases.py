"""The cases whose answers are known: genuine mail, altered and cut copies, forgeries, replays, strangers' mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.accuracy import complaints, transport, words
from tests.accuracy.world import NOW, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.accuracy.world import Sent, World

GENUINE, ALTERED, PARTIAL, REDACTED = "genuine", "altered", "partial", "redacted"
FORGED, REPLAYED, FOREIGN = "forged", "replayed", "foreign"
OURS = frozenset({GENUINE, ALTERED, PARTIAL, REDACTED})


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint, what it is, in which way, and whose mail it is about ("" for nobody's)."""

    kind: str
    way: str
    account: str
    raw: bytes


def cases(world: World) -> Iterator[Case]:
    """Make every kind of case out of a platform's mail, each mail used once."""
    makers = list(_MAKERS.items())
    for index, mail in enumerate(world.sent):
        (kind, way), maker = makers[index % len(makers)]
        yield Case(kind, way, mail.account.account_id if kind in OURS else "", maker(world, mail))


def _attach(world: World, copy: bytes, mail: Sent) -> bytes:
    return complaints.attached(world, copy, mail.recipient, complaints.days_later(mail.at))


def _loop(
    world: World, copy: bytes, mail: Sent, recipient: str = "", *, mark: str = "", source: str | None = None
) -> bytes:
    name = world.random.choice(world.loops) + mark
    at = complaints.days_later(mail.at)
    return complaints.loop(world, copy, recipient or mail.recipient, at, name=name, source=source)


def genuine_attached(world: World, mail: Sent) -> bytes:
    return _attach(world, transport.genuine(world, mail), mail)


def genuine_loop(world: World, mail: Sent) -> bytes:
    return _loop(world, transport.genuine(world, mail), mail)


def genuine_pasted(world: World, mail: Sent) -> bytes:
    return complaints.pasted(world, transport.genuine(world, mail), mail.recipient, complaints.days_later(mail.at))


def altered_attached(world: World, mail: Sent) -> bytes:
    return _attach(world, transport.altered(world, mail), mail)


def altered_loop(world: World, mail: Sent) -> bytes:
    return _loop(world, transport.altered(world, mail), mail)


def partial(world: World, mail: Sent) -> bytes:
    return complaints.forwarded(world, transport.genuine(world, mail), mail.recipient, complaints.days_later(mail.at))


def redacted_loop(world: World, mail: Sent) -> bytes:
    """Give a loop's report that hides the recipient everywhere, which breaks what was signed over the To header."""
    token = f"{world.random.randrange(16**32):032x}"
    copy = complaints.redacted(transport.genuine(world, mail), mail.recipient, token)
    return _loop(world, copy, mail, f"{token}@{mail.recipient.rpartition('@')[2]}")


def _spam(world: World, mail: Sent, *extra: str, subject: str = "", link: str = "", message_id: str = "") -> bytes:
    """Compose a stranger's mail that bears the customer's name."""
    random = world.random
    text = "\r\n\r\n".join(f"{random.choice(('HOT', 'BUY', 'NOW'))} pills {words.sentence(random)}" for _ in range(5))
    fields = [
        *extra,
        f"From: {mail.account.name} <news@{mail.account.from_domain}>",
        f"To: {mail.recipient}",
        f"Subject: {subject or words.subject(random).upper()}",
        f"Date: {transport.zone(mail.at, 2)}",
        f"Message-ID: {message_id or f'<{random.randrange(10**14)}@{mail.account.from_domain}>'}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    ]
    where = link or f"https://{mail.account.site}/"
    return "\r\n".join([*fields, "", text, "", f"Order at {where}", ""]).encode()


def joe_job(world: World, mail: Sent) -> bytes:
    return _attach(world, transport.stranger(world, _spam(world, mail), mail.recipient, mail.at), mail)


def forged_received(world: World, mail: Sent) -> bytes:
    """Our relay's line, invented, below the honest one."""
    line = (
        f"Received: from mta1.{world.domain} (mta1.{world.domain} [{mail.account.address}])\r\n\tby relay.bulk.example"
        f" (Postfix) with ESMTP id 9F3A;\r\n\t{transport.zone(mail.at, 0)}"
    )
    copy = transport.stranger(world, _spam(world, mail, line), mail.recipient, mail.at + timedelta(minutes=1))
    return _attach(world, copy, mail)


def invented_copy(world: World, mail: Sent) -> bytes:
    """A complainant invents all of it, our address in the newest line included."""
    way = transport.Way(f"mta1.{world.domain}", mail.account.address, mail.return_path, mail.recipient, mail.at)
    return _attach(world, transport.received(_spam(world, mail), way, world.random), mail)


def pasted_token(world: World, mail: Sent) -> bytes:
    """Every identifier of a genuine mail, copied under foreign text."""
    names = (b"x-mailer-ref", b"feedback-id", b"list-unsubscribe")
    head = mail.raw.partition(b"\r\n\r\n")[0].decode()
    copied = [line for line in re.split(r"\r\n(?!\s)", head) if line.partition(":")[0].lower().encode() in names]
    link = _own_link(mail)
    raw = _spam(world, mail, *copied, link=link)
    copy = transport.stranger(world, raw, mail.recipient, mail.at, envelope=mail.return_path)
    return _attach(world, copy, mail)


def _own_link(mail: Sent) -> str:
    found = re.search(rb"https://click\.[^\s\"<>]+", mail.raw)
    return found[0].decode() if found else ""


def wrong_signature(world: World, mail: Sent) -> bytes:
    """Identifiers of our shape that we never signed."""
    payload = f"{mail.account.account_id}-m9x{world.random.randrange(10**6)}-{world.random.randrange(16**10):010x}"
    wrong = f"{world.random.randrange(16**24):024x}"
    fields = [f"X-Mailer-Ref: {payload}.{wrong[:20]}"] if "header" in world.styles else []
    link = f"https://click.{world.domain}/u/{payload}/{wrong}" if "links" in world.styles else ""
    envelope = f"v+{payload}+{wrong[:20]}@rp.{world.domain}"
    copy = transport.stranger(world, _spam(world, mail, *fields, link=link), mail.recipient, mail.at, envelope=envelope)
    return _attach(world, copy, mail)


def copied_signature(world: World, mail: Sent) -> bytes:
    """A genuine DKIM-Signature on top of foreign mail."""
    signature = re.split(rb"\r\n(?![ \t])", mail.raw, maxsplit=1)[0].decode()
    copy = transport.stranger(world, _spam(world, mail, signature), mail.recipient, mail.at)
    return _attach(world, copy, mail)


def exposed_key(world: World, mail: Sent) -> bytes:
    """Signed with a key whose private half had been published."""
    key = next(key for key in mail.account.keys if key.exposed_at is not None)
    raw = sign(_spam(world, mail), key, mail.at, world.random)
    return _attach(world, transport.stranger(world, raw, mail.recipient, mail.at), mail)


def exposed_key_backdated(world: World, mail: Sent) -> bytes:
    """The same, dated back to when the key was in use: nobody else has a record of such a mail."""
    key = next(key for key in mail.account.keys if key.exposed_at is not None)
    back = key.valid_from + timedelta(days=20)
    raw = _spam(world, mail).replace(
        f"Date: {transport.zone(mail.at, 2)}".encode(), f"Date: {transport.zone(back, 2)}".encode()
    )
    copy = transport.stranger(world, sign(raw, key, back, world.random), mail.recipient, back)
    return complaints.attached(world, copy, mail.recipient, NOW - timedelta(days=1))


def copied_message_id(world: World, mail: Sent) -> bytes:
    raw = _spam(world, mail, message_id=mail.message_id)
    return _attach(world, transport.stranger(world, raw, mail.recipient, mail.at + timedelta(hours=3)), mail)


def copied_subject_and_id(world: World, mail: Sent) -> bytes:
    raw = _spam(world, mail, message_id=mail.message_id, subject=mail.campaign.subject)
    return _attach(world, transport.stranger(world, raw, mail.recipient, mail.at + timedelta(hours=3)), mail)


def invented_report(world: World, mail: Sent) -> bytes:
    """A report in a feedback loop's name that nobody authenticated."""
    way = transport.Way(f"mta1.{world.domain}", mail.account.address, mail.return_path, mail.recipient, mail.at)
    copy = transport.received(_spam(world, mail), way, world.random)
    return _loop(world, copy, mail, mark="!", source=mail.account.address)


def strangers_report(world: World, mail: Sent) -> bytes:
    """The same, authenticated, of a domain that nobody vetted."""
    way = transport.Way(f"mta1.{world.domain}", mail.account.address, mail.return_path, mail.recipient, mail.at)
    copy = transport.received(_spam(world, mail), way, world.random)
    return complaints.loop(
        world,
        copy,
        mail.recipient,
        complaints.days_later(mail.at),
        name="fbl.nobody.example",
        source=mail.account.address,
    )


def joe_job_by_loop(world: World, mail: Sent) -> bytes:
    """A vetted loop reports a joe-job that it took from a stranger."""
    return _loop(world, transport.stranger(world, _spam(world, mail), mail.recipient, mail.at), mail)


def appended(world: World, mail: Sent) -> bytes:
    """Signed with l= by a careless customer; a stranger appended his own text and sent it to somebody else."""
    key = next(key for key in mail.account.keys if key.valid_from <= mail.at and key.exposed_at is None)
    bare = mail.raw.partition(b"\r\nFrom: ")
    raw = sign(b"From: " + bare[2], key, mail.at, world.random, length=True)
    victim = words.address(world.random)
    copy = transport.stranger(world, raw + b"\r\nBUY PILLS at https://pills.example/\r\n", victim, mail.at)
    return complaints.attached(world, copy, victim, complaints.days_later(mail.at))


def forwarded_forgery(world: World, mail: Sent) -> bytes:
    """A joe-job, passed on by a client's forward."""
    random = world.random
    sender = f"{mail.account.name} <news@{mail.account.from_domain}>"
    text = "\r\n".join(words.sentence(random) for _ in range(4))
    rest = (
        "Content-Type: text/plain; charset=utf-8\r\n\r\n---------- Forwarded message ---------\r\n"
        f"From: {sender}\r\nDate: {mail.at:%a, %b %d, %Y at %I:%M %p}\r\nSubject: PILLS {words.subject(random)}\r\n"
        f"To: <{mail.recipient}>\r\n\r\n{text}\r\nhttps://{mail.account.site}/\r\n"
    )
    return complaints.outer(
        world, mail.recipient, "Fwd: PILLS", rest, authenticated=True, at=complaints.days_later(mail.at)
    )


def replay(world: World, mail: Sent) -> bytes:
    victim = words.address(world.random)
    copy = transport.stranger(world, transport.handed_out(world, mail), victim, mail.at + timedelta(hours=5))
    return complaints.attached(world, copy, victim, complaints.days_later(mail.at))


def replay_by_loop(world: World, mail: Sent) -> bytes:
    victim = words.address(world.random)
    copy = transport.stranger(world, transport.handed_out(world, mail), victim, mail.at + timedelta(hours=9))
    return _loop(world, copy, mail, victim)


def replay_keeping_delivery(world: World, mail: Sent) -> bytes:
    """A replay that still bears the marks of its first delivery below."""
    victim = words.address(world.random)
    copy = transport.stranger(world, transport.genuine(world, mail), victim, mail.at + timedelta(hours=7))
    return complaints.attached(world, copy, victim, complaints.days_later(mail.at))


def foreign(world: World, mail: Sent) -> bytes:
    """Somebody else's newsletter, whole."""
    random = world.random
    domain = f"{random.choice(words.SYLLABLES)}{random.choice(words.SYLLABLES)}.example.net"
    text = words.paragraph(random)
    raw = "\r\n".join(
        [
            f"From: Shop <shop@{domain}>", f"To: {mail.recipient}", f"Subject: {words.subject(random)}",
            f"Date: {transport.zone(mail.at, 0)}", f"Message-ID: <{random.randrange(10**12)}@{domain}>",
            "MIME-Version: 1.0", "Content-Type: text/plain", f"List-Unsubscribe: <https://{domain}/leave>", "", text,
            f"https://{domain}/", "",
        ]
    ).encode()  # fmt: skip
    return _attach(world, transport.stranger(world, raw, mail.recipient, mail.at), mail)


_MAKERS: dict[tuple[str, str], Callable[[World, Sent], bytes]] = {
    (GENUINE, "attached"): genuine_attached,
    (GENUINE, "feedback loop"): genuine_loop,
    (GENUINE, "pasted"): genuine_pasted,
    (ALTERED, "attached"): altered_attached,
    (ALTERED, "feedback loop"): altered_loop,
    (PARTIAL, "forward block"): partial,
    (REDACTED, "feedback loop"): redacted_loop,
    (FORGED, "joe-job"): joe_job,
    (FORGED, "invented Received line"): forged_received,
    (FORGED, "invented copy"): invented_copy,
    (FORGED, "copied identifiers"): pasted_token,
    (FORGED, "identifiers never signed"): wrong_signature,
    (FORGED, "copied DKIM-Signature"): copied_signature,
    (FORGED, "exposed key"): exposed_key,
    (FORGED, "exposed key, dated back"): exposed_key_backdated,
    (FORGED, "copied Message-ID"): copied_message_id,
    (FORGED, "copied Message-ID and subject"): copied_subject_and_id,
    (FORGED, "unauthenticated report"): invented_report,
    (FORGED, "unvetted report"): strangers_report,
    (FORGED, "joe-job, vetted report"): joe_job_by_loop,
    (FORGED, "text behind l="): appended,
    (FORGED, "forward block"): forwarded_forgery,
    (REPLAYED, "attached"): replay,
    (REPLAYED, "feedback loop"): replay_by_loop,
    (REPLAYED, "first delivery below"): replay_keeping_delivery,
    (FOREIGN, "attached"): foreign,
}
