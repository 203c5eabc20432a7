"""Bounces, delays and other delivery status: mail systems speaking to the sender of a message.

Source: RFC 3464, RFC 3461, RFC 5321 section 4.5.5 (null return path), qmail's QSBMF, and what mail systems write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._readings import no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "bounce"

_STATUS_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"}
)
_DAEMON = re.compile(
    r"(?i)mailer-daemon|mail[ ._-]?deliver(?:y|er)?[ ._-]?(?:sub)?system|^\W*po+st_?master@|\bpost_?master\b|mmsc ndr|"
    r"<po+st_?master@"
)
_SUBJECT = re.compile(
    r"(?i)undeliver|non-?deliver|undelivered|returned mail|returning (?:message )?to sender|failure notice|failure delivery|"
    r"delivery (?:status|failure|report|has failed|notification|delayed)|mail failure|mail delivery|mail system error|"
    r"message delivery|could not (?:be delivered|send)|couldn't be delivered|delayed \d+ |email bounce|bounce notification|"
    r"unzustellbar|non remis|no se puede entregar|non recapitabile|не доставлено|there was an error sending|"
    r"errors from |^mail$"
)
_FROM_LIST = re.compile(r"(?i)^you \S{1,300} are not (?:a )?member")
_TEXT = re.compile(
    r"(?i)this is the (?:mail system|qmail-send|email system|machine generated|postfix)|unable to deliver|"
    r"permanent(?:ly)? (?:fatal )?(?:error|failure|failed|rejected)|could ?n[o']t be delivered|could not deliver|"
    r"delivery to the following recipient|did not reach the following|not a member|was not delivered|undeliverable|"
    r"did not get delivered|failed recipient|user unknown|mailbox (?:full|unavailable)|\b[45]\.\d\.\d{1,3}\b|\b5[05]\d[ -]"
)
_SNS = re.compile(r'"notificationType"\s{0,5}:\s{0,5}"(?:Bounce|Delivery)"')
_MOST_TEXT = 20_000


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    headers = message.headers
    types = {part.content_type for part in message.parts()}
    report_type = message.root.parameters.get("report-type", "").lower()
    if types & _STATUS_TYPES or report_type in {"delivery-status", "disposition-notification"}:
        return no_complaint(name, name, "The mail carries a delivery status report.")
    if "x-failed-recipients" in headers:
        return no_complaint(name, name, "The X-Failed-Recipients field names whom mail did not reach.")
    subject_tells = bool(_SUBJECT.search(headers.get("subject")))
    if _names_mail_system(message) and (subject_tells or _TEXT.search(_start(message))):
        return no_complaint(name, name, "A mail system tells that mail was not delivered.")
    if subject_tells and any(path.replace(" ", "") == "<>" for path in headers.all("return-path")):
        return no_complaint(name, name, "The null return path and the subject are those of a bounce.")
    if _FROM_LIST.match(headers.get("subject")):
        return no_complaint(name, name, "A list manager turns a message away.")
    if _SNS.search(_start(message)):
        return no_complaint(name, name, "Amazon SES notifies of a bounce.")
    return None


def _names_mail_system(message: Message) -> bool:
    """Tell whether sender or return path is that of a machine: MAILER-DAEMON, postmaster."""
    headers = message.headers
    return bool(_DAEMON.search(headers.get("from")) or _DAEMON.search(" ".join(headers.all("return-path"))))


def _start(message: Message) -> str:
    texts = [part for part in message.parts() if part.content_type.startswith("text/") and not part.children]
    return texts[0].text()[:_MOST_TEXT] if texts else ""
