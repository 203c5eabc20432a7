"""Bounces, delays, receipts and other delivery status: mail systems speaking to the sender of a message.

Source: RFC 3464, RFC 3461, RFC 8098 (receipts), RFC 5321 section 4.5.5 (null return path), qmail's QSBMF, and what
mail systems write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._bounce_words import DAEMON, FROM_LIST, RECEIPT, SUBJECT, TEXT
from complaints.domain.formats._labels import is_forward_subject
from complaints.domain.formats._readings import complains, first_text, is_redirected, no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "bounce"

_STATUS_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"}
)
_REPORT_TYPES = frozenset({"delivery-status", "disposition-notification"})
_SNS = re.compile(r'"notificationType"\s{0,5}:\s{0,5}"(?:Bounce|Delivery)"')
_POSTMASTER = re.compile(r"(?i)\bpo+st_?master\b")
_MAILER_DAEMON = re.compile(r"(?i)mailer-?daemon")
# Where a bounce begins to show the header fields of what it could not deliver.
_QUOTED = re.compile(r"(?m)^[> \t]{0,9}(?:Received|Return-Path|From|To|Message-ID):[ \t]")
_MOST_TEXT = 20_000
_OWN_WORDS = 300


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    sentence = "" if is_redirected(message) else _why(message)
    return no_complaint(name, name, sentence) if sentence else None


def _why(message: Message) -> str:
    """Say by what a mail shows to be a bounce, or ""."""
    headers = message.headers
    start = first_text(message)[:_MOST_TEXT]
    if _carries_status(message, start):
        return "The mail carries a delivery status report."
    if "x-failed-recipients" in headers:
        return "The X-Failed-Recipients field names whom mail did not reach."
    if _SNS.search(start):
        return "Amazon SES notifies of a bounce."
    if _is_automatic_refusal(message, start):
        return "A mail system answers by itself, with a null return path, that mail was not delivered."
    return _why_by_words(message, start)


def _carries_status(message: Message, start: str) -> bool:
    """Tell a delivery report from one that a person passes on with words of complaint, as one who got backscatter."""
    if message.root.parameters.get("report-type", "").lower() in _REPORT_TYPES:
        return True
    if not any(part.content_type in _STATUS_TYPES for part in message.parts()):
        return False
    subject = message.headers.get("subject")
    by_person = not _names_mail_system(message) and not _has_null_path(message)
    return not (by_person and (is_forward_subject(subject) or complains(f"{subject}\n{start[:_OWN_WORDS]}")))


def _why_by_words(message: Message, start: str) -> str:
    subject = message.headers.get("subject")
    subject_tells = bool(SUBJECT.search(subject))
    if FROM_LIST.match(subject):
        return "A list manager turns a message away."
    if RECEIPT.match(subject) and (_has_null_path(message) or "auto-submitted" in message.headers):
        return "The mail acknowledges that a message was read or deleted."
    if _is_persons_complaint(message, f"{subject}\n{start[:_OWN_WORDS]}", subject_tells=subject_tells):
        return ""
    if _names_mail_system(message) and (subject_tells or TEXT.search(start)):
        return "A mail system tells that mail was not delivered."
    if subject_tells and _has_null_path(message):
        return "The null return path and the subject are those of a bounce."
    return ""


def _is_automatic_refusal(message: Message, start: str) -> bool:
    """Tell a machine's answer that speaks of delivery before it quotes anything, whatever it quotes below."""
    headers = message.headers
    automatic = headers.get("auto-submitted").lower().startswith("auto-") and _has_null_path(message)
    own_words = _QUOTED.split(start, maxsplit=1)[0]
    return automatic and _names_mail_system(message) and bool(TEXT.search(own_words))


def _is_persons_complaint(message: Message, words: str, *, subject_tells: bool) -> bool:
    """Tell a complaint: postmasters are people too; a mailer-daemon that refused mail as spam is none."""
    sender = message.headers.get("from")
    is_machine = bool(_MAILER_DAEMON.search(sender)) and not _POSTMASTER.search(sender)
    if subject_tells and (is_machine or _has_null_path(message)):
        return False
    return complains(words)


def _has_null_path(message: Message) -> bool:
    return any(path.replace(" ", "") == "<>" for path in message.headers.all("return-path"))


def _names_mail_system(message: Message) -> bool:
    """Tell whether sender or return path is that of a machine: MAILER-DAEMON, postmaster."""
    headers = message.headers
    return bool(DAEMON.search(headers.get("from")) or DAEMON.search(" ".join(headers.all("return-path"))))
