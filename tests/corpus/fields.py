"""What can be compared: each value of the manifest beside the value that a reader gives, both in one spelling.

Every reader hands in the same `Answer`, so that all are judged by one set of functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

Value = Callable[["Answer"], object]
_IP = re.compile(r"\[(?:IPv6:)?([0-9a-fA-F.:]{3,45})\]")
_ANGLED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_DKIM_DOMAIN = re.compile(r"(?:^|;)\s*d=\s*([^;\s]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader made of a mail.

    Attributes:
        category: arf, jmrp, spamcop, xarf, listing, attached, inline, redirected; bounce, auto_reply, reply, opt_out,
            dmarc_aggregate, dmarc_failure and other words for what is no complaint; "words" for a text alone; "" when
            the reader cannot tell.
        report: (field in lower case, value) pairs of the report itself.
        headers: (field in lower case, value) pairs of the original, decoded; None when no original was found.
        text: of the original; comment: what stands above it.
    """

    category: str = ""
    report: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] | None = None
    text: str = ""
    comment: str = ""

    def reported(self, name: str) -> list[str]:
        return [value for field, value in self.report if field == name]

    def header(self, name: str) -> list[str]:
        return [value for field, value in self.headers or () if field == name]


def _of_report(name: str) -> Value:
    return lambda answer: answer.reported(name)


def _of_header(name: str) -> Value:
    return lambda answer: answer.header(name)


def _first(name: str) -> Value:
    return lambda answer: answer.header(name)[:1]


# --- spelling --------------------------------------------------------------------------------------------------------


def bare(value: object) -> str:
    return re.sub(r"\s+", " ", str(value)).strip().strip("<>").strip().lower()


def unhyphenated(value: object) -> str:
    """Spell a Feedback-Type: some sources state it as they name it in code."""
    return bare(value).replace("-", "").replace("_", "")


def first_word(value: object) -> str:
    """Leave the host out that OpenDMARC puts behind an address."""
    return bare(value).partition(" ")[0]


def words(value: object) -> str:
    return " ".join(_decoded(str(value)).split())


def _decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text))) if "=?" in text else text
    except (LookupError, UnicodeError, ValueError):
        return text


def identifier(value: object) -> str:
    return re.sub(r"\s+", "", str(value)).split(",")[0].strip("<>")


def moment(value: object) -> str:
    """Bring a time to UTC where it is one; else the words as they stand."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC).isoformat()
    text = re.sub(r"\([^()]*\)", "", str(value)).strip()
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)).isoformat()
    return words(value)


def address(value: object) -> str:
    """Give the first address of a list, or its words where none stands there."""
    text = _decoded(str(value))
    angled = _ANGLED.search(text)
    found = [angled[1]] if angled else [one for _, one in getaddresses([text]) if "@" in one]
    return found[0].strip().lower() if found else ""


def name(value: object) -> str:
    found = getaddresses([_decoded(str(value))])
    return words(found[0][0]) if found else ""


def listed(spell: Callable[[object], str]) -> Callable[[object], object]:
    """Compare as a sorted list, a single value being a list of one."""
    return lambda value: sorted(spell(one) for one in (value if isinstance(value, list | tuple) else [value]))


def single(spell: Callable[[object], str]) -> Callable[[object], object]:
    """Compare the first value."""

    def spelt(value: object) -> object:
        first = value[0] if isinstance(value, list | tuple) and value else value
        return "" if first in ([], (), None) else spell(first)

    return spelt


def _count(value: object) -> object:
    return len(value) if isinstance(value, list | tuple) else int(str(value))


def _nth(field: str, number: int, spell: Callable[[object], str]) -> Value:
    def value(answer: Answer) -> object:
        found = getaddresses(answer.header(field))
        if number >= len(found):
            return ""
        return found[number][1].lower() if spell is address else words(found[number][0])

    return value


def _plain(value: object) -> object:
    return "" if value is None else words(value).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value that can be compared: where a reader has it, and how both sides are spelt."""

    value: Value
    spell: Callable[[object], object] = field(default=single(words))
    forward: bool = False


def _mailbox(header: str, number: int) -> dict[str, Field]:
    base = f"email.{header}.{number}" if header != "from" else "email.from"
    return {
        f"{base}.address": Field(
            value=_nth(header, number, address), spell=_plain, forward=number == 0 and header != "cc"
        ),
        f"{base}.name": Field(value=_nth(header, number, name), spell=_plain),
    }


FIELDS: dict[str, Field] = {
    "feedback_type": Field(value=_of_report("feedback-type"), spell=single(unhyphenated)),
    "source_ip": Field(value=_of_report("source-ip"), spell=single(first_word)),
    "source_identifier": Field(value=_of_report("source-ip"), spell=single(bare)),
    "user_agent": Field(value=_of_report("user-agent")),
    "reported_domain": Field(value=_of_report("reported-domain"), spell=listed(bare)),
    "reported_uri": Field(value=_of_report("reported-uri"), spell=listed(words)),
    "arrival_date": Field(value=_of_report("arrival-date"), spell=single(moment)),
    "timestamp": Field(value=_of_report("arrival-date"), spell=single(moment)),
    "event_time_epoch": Field(value=_of_report("arrival-date"), spell=single(moment)),
    "original_mail_from": Field(value=_of_report("original-mail-from"), spell=single(bare)),
    "original_rcpt_to": Field(value=_of_report("original-rcpt-to"), spell=listed(bare)),
    "authentication_results": Field(value=_of_report("authentication-results"), spell=listed(words)),
    "incidents": Field(value=lambda answer: answer.reported("incidents") or ["1"]),
    # A report on one mailbox that names none, as redacted ones do, is still on one.
    "n_recipients": Field(value=lambda answer: answer.reported("original-rcpt-to") or ["unnamed"], spell=_count),
    "orig_message_id": Field(value=_of_header("message-id"), spell=single(identifier)),
    "orig_subject": Field(value=_first("subject"), forward=True),
    "orig_from": Field(value=_first("from"), spell=single(address), forward=True),
    "orig_to": Field(value=_first("to"), spell=single(address), forward=True),
    "orig_date": Field(value=_first("date"), spell=single(moment), forward=True),
    "orig_return_path": Field(value=_of_header("return-path"), spell=single(bare)),
    "orig_received_count": Field(value=_of_header("received"), spell=_count),
    "orig_feedback_id": Field(value=_of_header("feedback-id")),
    "orig_list_unsubscribe": Field(value=_of_header("list-unsubscribe")),
    "orig_dkim_domains": Field(
        value=lambda answer: [
            one[1] for value in answer.header("dkim-signature") if (one := _DKIM_DOMAIN.search(value))
        ],
        spell=listed(bare),
    ),
    "original_from": Field(value=_first("from"), spell=single(address), forward=True),
    "original_subject": Field(value=_first("subject"), forward=True),
    "received_ips": Field(
        value=lambda answer: [one[1] for value in answer.header("received") if (one := _IP.search(value))],
        spell=listed(bare),
    ),
    "event_time_epochs": Field(
        value=lambda answer: [value.rpartition(";")[2].strip() for value in answer.header("received")],
        spell=listed(moment),
    ),
    **_mailbox("from", 0),
    **_mailbox("to", 0),
    **_mailbox("to", 1),
    **_mailbox("cc", 0),
    **_mailbox("cc", 1),
    "email.cc.length": Field(value=lambda answer: getaddresses(answer.header("cc")), spell=_count),
    "email.subject": Field(value=_first("subject"), forward=True),
    "email.body": Field(value=lambda answer: answer.text),
    "message": Field(value=lambda answer: answer.comment),
    "from": Field(value=_first("from"), spell=single(address), forward=True),
    "to": Field(value=_first("to"), spell=single(address), forward=True),
    "subject": Field(value=_first("subject"), forward=True),
    "date": Field(value=_first("date"), spell=single(moment), forward=True),
    "reply-to": Field(value=_first("reply-to"), spell=single(address)),
    "text": Field(value=lambda answer: answer.text),
    "text_top": Field(value=lambda answer: answer.comment),
    "forwarded": Field(value=lambda answer: answer.category in {"inline", "attached", "redirected"}, spell=str),
}

# Values that no reading holds, and why.
NOT_COMPARED: dict[str, str] = {
    "json": "names a reference answer that the corpus does not hold",
    "spam": "a verdict on the content, which no parser gives",
    "valid": "says whether a schema accepts the report; the desk reads others too",
    "version": "the report format's number, which nothing depends on",
    "type": "a parser's own word; compared as the kind",
    "category": "XARF's class, which the type implies",
    "report_id": "the sender's number for the report, which the desk leaves in the raw mail",
    "reporter": "who reports is read off the mail's envelope and signature, not off the report",
    "reporting_mta": "left in the raw mail",
    "original_envelope_id": "left in the raw mail",
    "auth_failure": "such reports are no complaints; their detail stays in the raw mail",
    "dkim_domain": "such reports are no complaints; their detail stays in the raw mail",
    "dkim_identity": "such reports are no complaints; their detail stays in the raw mail",
    "dkim_selector": "such reports are no complaints; their detail stays in the raw mail",
    "dkim_canonicalized_body": "such reports are no complaints; their detail stays in the raw mail",
    "original_headers_at": "a line number; what stands there is compared by the orig_ values",
    "text_bottom": "what stands below a forward, which the desk leaves in the raw mail",
    "html": "markup; its text and links are kept",
    "html_top": "markup; its text and links are kept",
    "html_bottom": "markup; its text and links are kept",
}
# What a reply quotes is no original, so that its sender and words are compared with nothing.
NOT_OF_KIND: dict[str, str] = {
    "reply_not_forward": "a reply's quotation is no original",
    "bounce_dsn": "what a bounce returns is no original",
}
# Values that a source has concluded, and the mail does not state.
NOT_STATED: dict[tuple[str, str], str] = {
    ("jmrp_hotmail", "feedback_type"): "concluded by its source; these reports state none",
    ("unsubscribe_mail", "feedback_type"): "concluded by its source; the mail states none",
}
ALWAYS = frozenset({"forwarded"})


def why_not(kind: str, one: str) -> str:
    """Say why a value of a kind is not compared, or ""."""
    if kind in NOT_OF_KIND and one not in ALWAYS:
        return NOT_OF_KIND[kind]
    if one not in FIELDS:
        return NOT_COMPARED[one]
    return NOT_STATED.get((kind, one), "")


def comparable(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Give those of a message's values that can be compared; an absent one (None) is compared as ""."""
    return {one: value for one, value in values.items() if not why_not(kind, one)}


def agrees(one: str, wanted: object, answer: Answer) -> tuple[bool, object, object]:
    """Say whether a reader's value agrees, and give both as they were compared."""
    known = FIELDS[one]
    expected = known.spell(wanted) if wanted is not None else ""
    got = known.spell(known.value(answer))
    return got == expected, got, expected
