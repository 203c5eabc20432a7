"""Complaints about mail that we really sent: wanted by nobody, or forgotten by those who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.originals import bannered, tagged
from complaints.demo.picks import JUNK_PROGRAMME, NETWORK, Picker, loop_for, owner_of
from complaints.demo.reports.arf import Shape, arf
from complaints.demo.reports.attached import attached
from complaints.demo.reports.envelope import Sender
from complaints.demo.reports.forward import BLOCKS, forwarded
from complaints.demo.reports.inline import pasted
from complaints.demo.reports.jmrp import jmrp
from complaints.demo.reports.redirected import redirected
from complaints.demo.reports.spamcop import spamcop
from complaints.demo.reports.xarf import xarf
from complaints.demo.stories.tell import PROBABLE, PROVEN, STRONG, about

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.demo.records import DemoComplaint

DEALS, LEADS, WINZONE, GARDEN = "cu3400096", "cu3400104", "cu3400112", "cu3400127"
CURES, CRYPTO, FORUM, TRAVEL, PARTS = "cu3400218", "cu3400223", "cu3400237", "cu3400259", "cu3400265"
BAKERY, THEATRE, SAAS, MUSEUM, TRAIL = "cu3400015", "cu3400021", "cu3400034", "cu3400058", "cu3400185"
CYCLO, AZAHAR, YOGA, GAMES = "cu3400133", "cu3400149", "cu3400158", "cu3400206"

# Accounts whose mail is signed with l=, so that a whole signature cannot be had.
_LIMITED = frozenset({PARTS})

_LOOPED = (GARDEN, DEALS, WINZONE, GARDEN, CURES, DEALS, GARDEN, WINZONE, TRAVEL, DEALS, CURES, PARTS)
_SHAPES = (
    (DEALS, Shape(redacted=True), PROBABLE),
    (GARDEN, Shape(redacted=True, with_ip=False), PROBABLE),
    (WINZONE, Shape(redacted=True), PROBABLE),
    (GARDEN, Shape(part="headers"), STRONG),
    (CURES, Shape(part="headers"), STRONG),
    (TRAVEL, Shape(part="encoded"), PROVEN),
    (FORUM, Shape(part="encoded", with_ip=False), PROVEN),
    (DEALS, Shape(feedback_type="fraud"), PROVEN),
)
_ATTACHED = (
    (LEADS, "message", "We never gave you this address; it is only on our contact page. Please stop them."),
    (LEADS, "octets", "Third mail this week from people who read our web site. I report every one."),
    (DEALS, "message", "I never subscribed to anything at Prime Deals. How did they get my address?"),
    (DEALS, "zip", "Attached as a zip because our gateway eats .eml files."),
    (WINZONE, "base64", "Unsolicited sweepstakes spam. See attachment."),
    (WINZONE, "octets", "This \u202egnp.exe\u202c thing keeps coming. <script>alert('comment')</script>"),
    (GARDEN, "message", "Pharmacy spam, and it came through your servers with a valid signature."),
    (GARDEN, "octets", "I bought bulbs there years ago. Now they sell pills?"),
    (CURES, "message", "Cette publicité est mensongère et je n'ai jamais rien demandé."),
    (CURES, "base64", "Das ist Betrug. Ich habe mich nie angemeldet, bitte sperren Sie den Absender."),
    (TRAVEL, "message", "Reservé un hotel, no un boletín. No he dado permiso para esto."),
    (GAMES, "octets", "My son played once. Please make it stop."),
    (TRAIL, "message", "I left their list a year ago, before they moved to you."),
    (CYCLO, "octets", "Désinscription demandée deux fois, sans effet."),
)
_PASTED = (
    (DEALS, False, "Please act on this, full source below:"),
    (LEADS, True, "Hello abuse team,\nthe source of the spam, quoted by my program:"),
    (GARDEN, False, "Spam with all headers:"),
    (AZAHAR, True, "No me acuerdo de haberme apuntado. Cabeceras completas:"),
)
_FORWARDED = (
    (DEALS, "gmail", "Never asked for this."),
    (WINZONE, "apple", "Please make them stop, I never entered any prize draw."),
    (LEADS, "outlook", "Is this one of yours? We did not ask for it."),
    (GARDEN, "german", "Ich habe da nie etwas bestellt, schon gar keine Tabletten."),
    (CURES, "french", "Publicité dangereuse, à arrêter d'urgence."),
    (TRAVEL, "gmail", "I only stayed in a hotel."),
)
_MISTAKEN = (
    (BAKERY, "message", "Ich habe mich hier nie angemeldet!"),
    (THEATRE, "octets", "Woher haben die meine Adresse? Ich habe nie etwas abonniert."),
    (SAAS, "message", "I never signed up for Ledgerleaf. This is spam, plain and simple."),
    (YOGA, "message", "Never signed up for this, whatever they claim."),
    (MUSEUM, "octets", "I have never heard of this museum."),
)


def _whole(account_id: str) -> tuple[str, ...]:
    return STRONG if account_id in _LIMITED else PROVEN


def machines(picker: Picker) -> Iterator[DemoComplaint]:
    """Feedback loops, a network that speaks XARF, a junk programme and SpamCop."""
    for account_id in _LOOPED:
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at, 30)
        raw = arf(sent, loop_for(sent.recipient), at)
        yield about(sent, raw, at, "genuine", format="arf", feedback_type="abuse", origins=_whole(account_id))
    for account_id, shape, origins in _SHAPES:
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at, 30)
        raw = arf(sent, loop_for(sent.recipient), at, shape)
        more = {"recipient": None} if shape.redacted else {}
        kind = shape.feedback_type
        yield about(sent, raw, at, "genuine", format="arf", feedback_type=kind, origins=origins, **more)
    for account_id in (GARDEN, WINZONE, DEALS):
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at, 20)
        yield about(sent, xarf(sent, NETWORK, at), at, "genuine", format="xarf", feedback_type="spam")
    for account_id in (GARDEN, CURES, LEADS):
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at, 20)
        yield about(sent, jmrp(sent, JUNK_PROGRAMME, at), at, "genuine", format="jmrp")
    for account_id in (WINZONE, LEADS, DEALS):
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at, 40)
        yield about(sent, spamcop(sent, at), at, "genuine", format="spamcop", origins=PROBABLE, recipient=None)


def people(picker: Picker) -> Iterator[DemoComplaint]:
    """Whole originals from people: attached, pasted, redirected; some about mail that is weeks old."""
    for account_id, how, comment in _ATTACHED:
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at)
        yield about(sent, attached(sent, owner_of(sent), at, comment, how), at, "genuine", format="attached")
    for account_id, quoted, comment in _PASTED:
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at)
        raw = pasted(sent, owner_of(sent), at, comment, quoted=quoted)
        yield about(sent, raw, at, "genuine", format="inline", origins=(*PROVEN, *STRONG))
    for account_id in (DEALS, WINZONE):
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at)
        yield about(sent, redirected(sent, owner_of(sent), at), at, "genuine", format="redirected")
    for account_id, days in ((CRYPTO, (32, 60)), (TRAIL, (5, 20)), (SAAS, (6, 25))):
        sent = picker.sent(account_id, days=days)
        at = picker.days_ago(4)
        raw = attached(sent, owner_of(sent), at, "Found this while cleaning up. Better late than never.")
        yield about(sent, raw, at, "genuine", format="attached")
    sent = picker.sent(LEADS)
    at = picker.after(sent.received_at)
    desk = Sender(f"it@{sent.recipient.rpartition('@')[2]}", "IT desk", "none")
    raw = attached(sent, desk, at, "Received by one of our colleagues.")
    yield about(sent, raw, at, "genuine", format="attached")


def cut_short(picker: Picker) -> Iterator[DemoComplaint]:
    """Forward blocks: no trace, yet the signed link at the bottom is still there."""
    for account_id, style, comment in _FORWARDED:
        sent = picker.sent(account_id)
        at = picker.after(sent.received_at)
        raw = forwarded(sent, owner_of(sent), at, comment, style)
        identifier = None  # a forward block has no Message-ID
        yield about(sent, raw, at, "genuine", format="inline", origins=STRONG, message_id=identifier)
    for style in BLOCKS:
        sent = picker.sent(PARTS)
        at = picker.after(sent.received_at)
        raw = forwarded(sent, owner_of(sent, auth="none"), at, "I do not want this.", style)
        yield about(sent, raw, at, "genuine", format="inline", origins=STRONG, message_id=None)


def altered(picker: Picker) -> Iterator[DemoComplaint]:
    """Copies that a gateway changed on the way: no signature verifies, and nothing was forged."""
    for account_id in (DEALS, GARDEN):
        sent = tagged(picker.sent(account_id))
        at = picker.after(sent.received_at)
        raw = attached(sent, owner_of(sent), at, "Our filter marked it already.")
        yield about(sent, raw, at, "altered", format="attached", origins=STRONG)
    for account_id in (WINZONE, LEADS):
        sent = bannered(picker.sent(account_id), "[EXTERNAL] This message came from outside.\n\n")
        at = picker.after(sent.received_at)
        raw = attached(sent, owner_of(sent), at, "Spam.", "octets")
        yield about(sent, raw, at, "altered", format="attached", origins=STRONG)


def mistaken(picker: Picker) -> Iterator[DemoComplaint]:
    """People who signed up and forgot: the record of their consent is complete."""
    for account_id, how, comment in _MISTAKEN:
        sent = picker.sent(account_id, days=(0, 14))
        at = picker.after(sent.received_at)
        yield about(sent, attached(sent, owner_of(sent), at, comment, how), at, "mistaken", format="attached")
    for account_id in (BAKERY, CYCLO):
        sent = picker.sent(account_id, kind="triggered", days=(0.5, 8))
        at = picker.after(sent.received_at)
        raw = arf(sent, loop_for(sent.recipient), at)
        yield about(sent, raw, at, "mistaken", format="arf", feedback_type="abuse")
