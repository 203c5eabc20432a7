"""Requests to be taken off a list: no complaint about a message, yet kept.

Source: RFC 5965 (its drafts had "opt-out" as a feedback type), RFC 2369 section 3.2, RFC 8058.
"""

# ruff: noqa: RUF001 - Turkish and Greek letters are meant
from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.domain.facts import Format, Reading
from complaints.domain.formats._feedback import find_feedback, originals_behind
from complaints.domain.formats._labels import is_forward_subject
from complaints.domain.formats._readings import comment_of, complains, no_complaint

if TYPE_CHECKING:
    from complaints.domain.mime import Message, Part

name = "opt_out"

_KINDS = frozenset({"opt-out", "opt-out-list", "optout", "unsubscribe"})
_ASK = (
    r"unsub(?:scri(?:be|ption|be me))?|opt[ -]?out|remove(?: me)?|list[- ]unsubscribe|sign ?off|"
    r"abmeld(?:en|ung)|austragen|abbestell(?:en|ung)|désinscri(?:ption|re)|désabonn(?:ement|er)|"
    r"darse de baja|cancelar (?:la )?suscripci[óo]n|baja|cancellazione|disiscri(?:zione|vimi)|cancellami|"
    r"descadastr(?:ar|e|amento)|cancelar (?:a )?(?:inscrição|assinatura|subscrição)|uitschrijven|afmelden|"
    r"avprenumerera|avregistrera|afmeld(?:ing)?|meld meg av|avmelding|avmeld|peruuta tilaus|"
    r"wypisz(?: mnie)?|wypisać|rezygnacja|odhlásit|odhlásiť|leiratkoz(?:ás|om|ni)|abonelikten çık(?:ar|mak|ış)?|"
    r"dezabonare|διαγραφή|отпис(?:ка|аться|ать)|отпишите меня|відписатися|отписване|"
    r"配信停止|購読解除|退会|退订|退訂|取消订阅|取消訂閱|수신 ?거부|구독 ?취소|hủy đăng ký|berhenti berlangganan|"
    r"הסר|הסרה|إلغاء الاشتراك"
)
_SUBJECT = re.compile(
    rf"(?i)^\s*(?:re\s?:\s{{0,3}})?(?:(?:{_ASK})\b|退订|退訂|配信停止|購読解除|退会)"
    r"(?:\s{0,3}[:=(\[]?\s{0,3}[\w.+=@:/|-]{0,300}[)\]]?)?[\s.!]{0,5}$"
)
_ADDRESS = re.compile(
    r"(?i)^(?:list[._-]?)?(?:unsub(?:scribe)?|opt-?out|abmeld\w*|desinscription|leave|remove|u)(?:[-+=._].*)?$"
)
# "Please unsubscribe me from your list. Thanks, Ann": asked first, and then hardly more.
_POLITE = (
    r"(?:(?:hi|hello|dear \w+|hallo|guten tag|bonjour|hola|ciao|ol[áa])[ \w]{0,30}[,.!]?\s{1,5})?(?:(?:please|pls|"
    r"kindly|"
    r"bitte|merci de|veuillez|por favor|per favore|proszę(?: mnie)?|prosím|alstublieft|graag|пожалуйста,?|i (?:want|"
    r"would "
    r"like|wish) to|können sie mich|you can)\s{1,3})?"
)
_REQUEST = re.compile(
    rf"(?i)^\s*{_POLITE}(?:(?:{_ASK})\b|(?:take|remove|delete) (?:me|us|my (?:e-?mail )?address|"
    rf"this (?:e-?mail )?address|"
    r"[\w.+-]{1,64}@[\w.-]{1,120})\s{1,3}(?:off|from)\b|(?:mich|meine (?:e-?mail-?)?adresse) (?:aus|von|abmelden|"
    r"austragen|"
    r"entfernen)\b|(?:me|nous) (?:désinscrire|désabonner|retirer|supprimer)\b|borr(?:ar|en)me|d(?:en|ar)me de baja|"
    r"(?:can|could|would) you (?:please )?(?:take|remove|delete) (?:me|us|my (?:e-?mail )?address)\s{1,3}"
    r"(?:off|from)\b|(?:i )?(?:do not|don't|no longer) (?:want|wish) (?:to (?:receive|get) )?"
    r"(?:your|this|these|any more|the) (?:newsletters?|mailings?|list)|"
    r"(?:ich )?(?:möchte|will) (?:den |ihren |keinen )?newsletter (?:nicht mehr|mehr) "
    r"(?:erhalten|bekommen)|ne plus m.envoyer (?:votre|la) (?:lettre|newsletter)|"
    r"(?:mij|me) (?:uitschrijven|afmelden|verwijderen)\b|退订|退訂|配信停止|取消订阅)[^\n]{0,120}"
    r"(?:\n\s{0,5}[^\n]{0,60}){0,4}\s*$"
)
_ASKING = re.compile(r"(?i)\bunsubscri\w*|\bopt[ -]?out\b|配信停止")
_SHORT = 1500
_VERY_SHORT = 200


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    feedback = find_feedback(message)
    if feedback:
        if feedback.kind not in _KINDS:
            return None
        return replace(
            no_complaint(name, name, "The feedback report asks to be taken off a list."),
            format=Format.ARF,
            feedback_type=feedback.kind,
            originals=originals_behind(message, feedback),
        )
    return no_complaint(name, name, "The mail only asks to be taken off a list.") if _asks(message) else None


def _asks(message: Message) -> bool:
    """Tell whether a mail asks to be taken off a list and says nothing else of weight."""
    subject, comment = message.headers.get("subject"), comment_of(message)
    # Who passes on the mail from which there was no way out complains about that mail.
    if is_forward_subject(subject) or any(part.depth > 1 or _is_file(part) for part in message.root.walk()):
        return False
    if len(comment) >= _SHORT or complains(_ASKING.sub(" ", comment)):
        return False
    return bool(_SUBJECT.match(subject)) or _is_to_list(message, subject) or _only_asks(subject, comment)


def _is_file(part: Part) -> bool:
    return part.depth > 0 and not part.children and (part.disposition == "attachment" or bool(part.filename))


def _is_to_list(message: Message, subject: str) -> bool:
    """Tell a mail to an address that List-Unsubscribe fields give, as clients send it."""
    recipients = [one.address for field in ("to", "x-original-to") for one in message.headers.addresses(field)[:5]]
    to_list = any(_ADDRESS.match(address.partition("@")[0]) for address in (*recipients, *message.received.rcpt_to))
    return to_list and not complains(_ASKING.sub(" ", subject))


def _only_asks(subject: str, comment: str) -> bool:
    """Tell a few words that ask for it under whatever subject."""
    words = comment.strip()
    if not words or len(words) > _VERY_SHORT or complains(_ASKING.sub(" ", subject)):
        return False
    return bool(_REQUEST.match(words))
