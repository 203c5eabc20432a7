"""Telling spam that was sent to the desk itself from somebody's words about mail.

Every sign has a name and a weight. A short complaint of a person must never be taken for spam, in whatever language:
so bulk mail's marks are needed beside what the text says, and any word of complaint, any culprit named and any answer
to the desk speaks against it. Nothing is thrown away either way; a direct mail only goes to a queue of its own.

Source: header fields of bulk senders (RFC 2369, RFC 8058, Feedback-ID), and advance-fee and advertising mail.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from complaints.domain.formats._complaint_words import COMPLAINING
from complaints.domain.formats._labels import is_forward_subject, is_reply_subject
from complaints.domain.formats._networks import find_networks
from complaints.domain.formats._readings import comment_of

if TYPE_CHECKING:
    from complaints.domain.mime import Message

ENOUGH = 3
_LOOK = 6000
_HEAD = 1500
_SHORT = 160
_MANY_LINKS = 4
# Bulk mail may use a word of complaint by the way; a person who pastes an advertisement below one may not be lost.
_AGAINST = -5
_VETO = -20

_ESP_FIELDS = """
    list-unsubscribe list-unsubscribe-post feedback-id x-csa-complaints x-campaign x-campaignid x-mailgun-sid x-sg-eid
    x-mandrill-user x-mc-user x-mailin-eid x-mj-mid x-ses-outgoing x-report-abuse x-hs-cid x-sfmc-stack
    x-mailchimp-campaign-id x-mailer-lid x-mailer-recptid x-roving-id x-emarsys-identify x-klaviyo-message-id x-job
    x-binding x-kmail-account x-pm-message-id x-complaints-to
"""
_BULK_FIELDS = tuple(_ESP_FIELDS.split())
_BULK_PRECEDENCE = frozenset({"bulk", "junk"})
_LISTS = ("list-post", "x-google-group-id", "x-beenthere", "mailing-list", "x-mailman-version")
_FOOTER = re.compile(
    r"(?i)(?:click|reply|here|link|wish|want|prefer|longer|to) [^\n]{0,80}\b(?:unsubscribe|opt[ -]?out|be removed|"
    r"remove)\b|"
    r"\bunsubscribe (?:here|now|from this|link)|\bto (?:unsubscribe|be removed|opt[ -]?out|stop receiving)|"
    r"^\W{0,3}unsubscribe\W{0,3}$|"
    r"view (?:this|it|the) (?:e-?mail |message )?(?:in|on) (?:your |a )?(?:browser|web)|you (?:are|"
    r"were) receiving this|"
    r"you (?:have )?received this (?:e-?mail|message|newsletter|offer) because|"
    r"update (?:your )?(?:e-?mail )?preferences|manage (?:your )?"
    r"(?:e-?mail )?(?:preferences|subscription)|\bnewsletter abbestellen|hier abmelden|im browser (?:ansehen|anzeigen|"
    r"öffnen)|"
    r"se désinscrire|vous désabonner|dans (?:votre|le) navigateur|darse de baja|ver en (?:el |su )?navegador|"
    r"annulla iscrizione|"
    r"cancellarsi|descadastr|cancelar inscrição|uitschrijven|bekijk online|отписаться|退订|配信停止|수신거부",
    re.MULTILINE,
)
_OFFER = re.compile(
    r"(?i)\b(?:buy now|order now|shop now|act now|limited[ -]time|special offer|free (?:trial|shipping|quote|sample|"
    r"consultation|"
    r"gift)|\d{1,3} ?% ?(?:off|discount|rabatt|de réduction|de descuento|sconto)|save up to|lowest price|best price|"
    r"viagra|cialis|"
    r"pharmacy|replica|rolex|weight loss|lose weight|casino|jackpot|betting|bitcoin|crypto|forex|invest(?:ment|or)s?|"
    r"guaranteed|no obligation|risk[ -]free|credit card|refinanc\w*|mortgage|loans?|make money|earn \$?\d|"
    r"work from home|"
    r"click here|call now|100% free|as seen on|seo services?|rank(?:ing)? (?:on|higher)|first page of google|"
    r"web ?site design|"
    r"app development|lead generation|e-?mail lists?|guest post|backlinks?|enlarge\w*|penis|singles|dating|hot girls|"
    r"sexy|"
    r"manufacturer|factory price|our products?|catalog(?:ue)?|quotation|lottery|winner|you (?:have )?won|prize|"
    r"claim your|"
    r"angebot|gratis|kostenlos|rabatt|jetzt (?:bestellen|kaufen|sichern)|gewinnspiel|offre (?:spéciale|exclusive)|"
    r"profitez|promotion|oferta|descuento|compra ahora|offerta|sconto|promoção|desconto|aanbieding|korting|erbjudande|"
    r"tilbud|promocja|rabat|sleva|akce|скидк\w*|акция|предложение|купить|заказать|kampanya|indirim)\b|优惠|促销|发票|代开|"
    r"特价|お得|無料|副業|キャンペーン|할인|무료|이벤트"
)
_ADVANCE_FEE = re.compile(
    r"(?i)\bnext of kin\b|\b(?:us|usd|united states)? ?\$? ?\d[\d.,]{2,20} ?(?:million|us dollars|usd|dollars|"
    r"euros?)\b|"
    r"\b(?:million|billion) (?:us |united states )?(?:dollars|usd|euros?|pounds)\b|\bbarrister\b|\bbeneficiary\b|"
    r"\binheritance\b|"
    r"\blate (?:husband|client|father|president|mr)\b|\bdied in\b|\bwestern union\b|\bmoneygram\b|\batm card\b|"
    r"\bdiplomatic\b|"
    r"\bconfidential(?:ity)?\b|\bbusiness (?:proposal|partner(?:ship)?|relationship)\b|\bmutual benefit\b|"
    r"\bdeposit(?:ed)?\b|"
    r"\bnigeria\b|\bcote d.ivoire\b|\bforeign (?:account|partner)\b|\bnon[- ]inspection\b|\btransfer (?:of )?(?:the |"
    r"this )?(?:fund|"
    r"money|sum)|\b(?:my|the) (?:widow|donat\w+)|\bdear (?:friend|beloved|beneficiary|winner|sir/madam)\b|\bgod bless|"
    r"\bwebcam\b"
)
# Spammers speak of spam too: that theirs is none.
_DISCLAIMER = re.compile(
    r"(?i)\b(?:not|never|no|anti|against)[ -](?:\w{1,12} ){0,3}(?:spam\w*|unsolicited)|\bspam (?:policy|act|laws?|"
    r"filter)|\bcan-spam|"
    r"\byou(?:'ve| have)? (?:previously )?opted[ -]?in\b|\b(?:double |confirmed )?opt-?in (?:list|e-?mail|mailing|"
    r"program|partner|"
    r"subscriber)\w*|\bunsubscri\w+|\bopt[ -]?out\b|\*{2,}\s?spam\s?\*{2,}|\[spam\]|^\W*spam\W"
)
_URL = re.compile(r"(?i)https?://\S{1,2000}")
# What makes a mail one about something, whoever sends it.
_ABOUT = re.compile(
    r"(?i)\b(?:your (?:customer|client|user|server|network|ip|host|subscriber|platform|system|service|"
    r"infrastructure)s?\b"
    r"(?! (?:support|service))|from your (?:network|server|ip|system|mail|range|customer)|abuse (?:desk|team|"
    r"department|report|contact)|"
    r"dear abuse|copyright|trademark|notice of|takedown|take[ -]down|incident|log ?files?|port ?scan|login attempt|"
    r"ihr(?:em|en|e|er)? (?:kunde\w*|server|netz\w*)|votre (?:client|serveur|réseau)|su (?:cliente|servidor|red)|"
    r"vostro (?:cliente|server)|"
    r"seu (?:cliente|servidor)|uw (?:klant|server|netwerk)|ваш\w* (?:клиент|сервер|сет)\w*)"
)
_HEADER_QUOTED = re.compile(r"(?im)^[> \t]{0,9}(?:received|return-path|message-id|x-originating-ip):\s")
_SHOUT = re.compile(r"[!$€£]{2,}|[A-Z]{4,} [A-Z]{4,} [A-Z]{3,}|\$\d|\d %|★|🔥|💰|🎁")
_DESK = re.compile(r"(?i)\b(?:abuse|badactor|postmaster|complaints?|blacklists?)\b")


class Sign(NamedTuple):
    """Something that speaks for spam to the desk (weight above 0) or against it."""

    words: str
    weight: int


def signs(message: Message) -> tuple[Sign, ...]:
    """Give the signs that a mail without an original shows, those of its envelope first."""
    comment = comment_of(message)[:_LOOK]
    subject = message.headers.get("subject")
    return (*_of_headers(message, subject), *_of_text(message, subject, comment))


def is_direct(found: tuple[Sign, ...]) -> bool:
    """Tell whether signs make a mail spam to the desk itself."""
    return sum(sign.weight for sign in found) >= ENOUGH


def _of_headers(message: Message, subject: str) -> list[Sign]:
    headers = message.headers
    bulk = [one for one in _BULK_FIELDS if one in headers]
    answers = is_reply_subject(subject) and ("in-reply-to" in headers or "references" in headers)
    checks = (
        (bool(bulk), Sign(f"It has header fields of bulk mail ({', '.join(bulk[:3])}).", 3 if len(bulk) > 1 else 2)),
        (headers.get("precedence").lower() in _BULK_PRECEDENCE, Sign("It calls itself bulk mail.", 1)),
        (any(one in headers for one in _LISTS), Sign("It came through a group that people write to.", -2)),
        (answers, Sign("It answers another mail.", _AGAINST)),
        (is_forward_subject(subject), Sign("Its subject is that of a forward.", _VETO)),
        (headers.get("x-spam-flag").lower().startswith("yes"), Sign("A spam filter on the way marked it.", 2)),
        (_is_to_others(message), Sign("It is written to many, or to others than the desk.", 1)),
        (_differs(message), Sign("Answers would go to another domain than the sender's.", 1)),
    )
    return [sign for holds, sign in checks if holds]


def _of_text(message: Message, subject: str, comment: str) -> list[Sign]:
    words = f"{subject}\n{comment}"
    footer = bool(_FOOTER.search(comment))
    bare = _URL.sub(" ", _DISCLAIMER.sub(" ", _FOOTER.sub(" ", words)))
    offers = {match[0].lower() for match in _OFFER.finditer(words)}
    pleas = {match[0].lower() for match in _ADVANCE_FEE.finditer(words)}
    links = _links(message)
    checks = (
        (footer, Sign("Its text offers to unsubscribe or to view it in a browser.", 2)),
        (bool(offers), Sign(f"It advertises ({', '.join(sorted(offers)[:3])}).", min(len(offers), 4))),
        (len(pleas) > 1, Sign("It tells a tale of money as advance-fee fraud does.", min(len(pleas), 4))),
        (len(links) >= _MANY_LINKS, Sign(f"It is HTML with {len(links)} links.", 2)),
        (0 < len(links) < _MANY_LINKS, Sign("It is HTML with links.", 1)),
        (bool(_SHOUT.search(words)), Sign("It shouts.", 1)),
        (
            bool(COMPLAINING.search(bare[:_HEAD])),
            Sign("It has words of complaint.", _AGAINST if _is_bulk(message) else _VETO),
        ),
        (bool(_ABOUT.search(bare[:_HEAD])), Sign("It speaks of a customer, a network or an incident.", _VETO)),
        (bool(find_networks(bare)), Sign("It names an address as the culprit.", _VETO)),
        (bool(_HEADER_QUOTED.search(comment)), Sign("It quotes header fields.", _VETO)),
        (bool(_DESK.search(subject)), Sign("Its subject speaks to the desk.", -2)),
        (len(comment) < _SHORT and not footer and not links, Sign("It is a few words without links.", -1)),
    )
    return [sign for holds, sign in checks if holds]


def _is_bulk(message: Message) -> bool:
    return any(one in message.headers for one in _BULK_FIELDS)


def _links(message: Message) -> tuple[str, ...]:
    pages = [part for part in message.parts() if part.content_type == "text/html" and not part.children]
    return pages[0].page().links if pages else ()


def _is_to_others(message: Message) -> bool:
    headers = message.headers
    recipients = headers.addresses("to")
    if not recipients or not recipients[0].address or len(recipients) > _MANY_LINKS:
        return True
    named = {one.address for field in ("to", "cc") for one in headers.addresses(field)}
    return bool(message.received.rcpt_to) and named.isdisjoint(one.lower() for one in message.received.rcpt_to)


def _differs(message: Message) -> bool:
    senders, answers = message.headers.addresses("from"), message.headers.addresses("reply-to")
    if not senders or not answers or not senders[0].address or not answers[0].address:
        return False
    return _organisation(senders[0].address) != _organisation(answers[0].address)


def _organisation(address: str) -> str:
    return ".".join(address.rpartition("@")[2].split(".")[-2:])
