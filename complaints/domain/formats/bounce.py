"""Bounces, delays and other delivery status: mail systems speaking to the sender of a message.

Source: RFC 3464, RFC 3461, RFC 5321 section 4.5.5 (null return path), qmail's QSBMF, and what mail systems write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._readings import complains, no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "bounce"

_STATUS_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"}
)
_DAEMON = re.compile(
    r"(?i)mailer-daemon|mail[ ._-]?deliver(?:y|er)?[ ._-]?(?:sub)?system|^\W*po+st_?master@|"
    r"\bpost_?master\b|mmsc ndr|<po+st_?master@"
)
_SUBJECT = re.compile(
    r"(?i)undeliver|non-?deliver|undelivered|returned mail|returning (?:message )?to sender|"
    r"failure notice|failure delivery|delivery (?:status|failure|report|has failed|notification|delayed)|"
    r"mail failure|mail delivery|mail system error|message delivery|could not (?:be delivered|send)|"
    r"couldn't be delivered|delayed \d+ |email bounce|bounce notification|unzustellbar|non remis|"
    r"no se puede entregar|non recapitabile|не доставлено|there was an error sending|errors from |^mail$"
)
_FROM_LIST = re.compile(r"(?i)^you \S{1,300} are not (?:a )?member")
_TEXT = re.compile(
    r"(?i)this is the (?:mail system|qmail-send|email system|machine generated|postfix)|unable to deliver|"
    r"permanent(?:ly)? (?:fatal )?(?:error|failure|failed|rejected)|could ?n[o']t be delivered|"
    r"could not deliver|delivery to the following recipient|did not reach the following|not a member|"
    r"was not delivered|undeliverable|did not get delivered|failed recipient|user unknown|mailbox (?:full|"
    r"unavailable)|\b[45]\.\d\.\d{1,3}\b|\b5[05]\d[ -]"
)
_SNS = re.compile(r'"notificationType"\s{0,5}:\s{0,5}"(?:Bounce|Delivery)"')
_MOST_TEXT = 20_000
_OWN_WORDS = 300


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    sentence = _why(message)
    return no_complaint(name, name, sentence) if sentence else None


def _why(message: Message) -> str:
    """Say by what a mail shows to be a bounce, or ""."""
    headers = message.headers
    types = {part.content_type for part in message.parts()}
    report_type = message.root.parameters.get("report-type", "").lower()
    if types & _STATUS_TYPES or report_type in {"delivery-status", "disposition-notification"}:
        return "The mail carries a delivery status report."
    if "x-failed-recipients" in headers:
        return "The X-Failed-Recipients field names whom mail did not reach."
    if _SNS.search(_start(message)):
        return "Amazon SES notifies of a bounce."
    return _why_by_words(message)


def _why_by_words(message: Message) -> str:
    headers = message.headers
    subject = headers.get("subject")
    if _FROM_LIST.match(subject):
        return "A list manager turns a message away."
    start = _start(message)
    if complains(f"{subject}\n{start[:_OWN_WORDS]}"):
        # Postmasters are people too, and complain as such.
        return ""
    subject_tells = bool(_SUBJECT.search(subject))
    if _names_mail_system(message) and (subject_tells or _TEXT.search(start)):
        return "A mail system tells that mail was not delivered."
    if subject_tells and any(path.replace(" ", "") == "<>" for path in headers.all("return-path")):
        return "The null return path and the subject are those of a bounce."
    return ""


def _names_mail_system(message: Message) -> bool:
    """Tell whether sender or return path is that of a machine: MAILER-DAEMON, postmaster."""
    headers = message.headers
    return bool(_DAEMON.search(headers.get("from")) or _DAEMON.search(" ".join(headers.all("return-path"))))


def _start(message: Message) -> str:
    texts = [part for part in message.parts() if part.content_type.startswith("text/") and not part.children]
    return texts[0].text()[:_MOST_TEXT] if texts else ""
