"""Joe-jobs: mail that frames an innocent customer, reported by many people within hours, none of it ours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaints.demo.forged import Forgery, forge
from complaints.demo.picks import Picker, loop_for, owner_of
from complaints.demo.reports.arf import arf
from complaints.demo.reports.attached import attached
from complaints.demo.reports.forward import forwarded
from complaints.demo.reports.inline import pasted
from complaints.demo.stamps import feedback_id, stamps_of
from complaints.demo.stories.tell import CLAIMED, FRAMED, about

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.demo.originals import Sent
    from complaints.demo.records import DemoComplaint

BOOKSHOP, CREDIT_UNION = "cu3400164", "cu3400170"
_BOOKS_FROM = '"Quill & Press Books" <shop@quillandpress.example>'
_BANK_FROM = '"Bright Harbor Credit Union" <security@brightharbor.example>'
_OUTRAGE = (
    "You people are worthless and your children are ugly.\n\n"
    "We at Quill & Press think that anyone who complains about our mail deserves what is coming. Buy our books,\n"
    "or we publish your address: https://quillandpress.example/\n\nQuill & Press Books\n"
)
_PHISH = (
    "Dear member,\n\nyour account was limited after an unusual log-in. Confirm your card within 24 hours:\n\n"
    "https://brightharbor-secure-login.example/confirm\n\nBright Harbor Credit Union\n"
)


def _within(picker: Picker, start: datetime, hours: float) -> datetime:
    return (start + timedelta(hours=picker.chance.uniform(0, hours))).replace(microsecond=0)


def _bookshop(picker: Picker, start: datetime, **more: object) -> Sent:
    forgery = Forgery(
        from_header=_BOOKS_FROM,
        subject="Last warning to everybody who complains",
        text=_OUTRAGE,
        stranger=picker.chance.choice(("broadband", "cheap_host", "infected")),
        **more,  # type: ignore[arg-type] # fields of Forgery by name
    )
    return forge(forgery, picker.stranger(), _within(picker, start, 3))


def bookshop(picker: Picker) -> Iterator[DemoComplaint]:
    """A bookshop framed with insults: a forged From, invented trace lines, copied ids that are not signed."""
    start = picker.days_ago(2.5, 1.5)
    campaign = next(c for c in picker.platform.campaigns.values() if c.account_id == BOOKSHOP)
    copied = (
        ("Feedback-ID", feedback_id(BOOKSHOP, campaign.campaign_id)),
        ("X-EM-Account", BOOKSHOP),
        ("X-Mailer", "Example Mail 7.2"),
    )
    told: list[tuple[str, Sent]] = [
        ("forged_from_only", _bookshop(picker, start)),
        ("forged_from_only", _bookshop(picker, start)),
        ("forged_received", _bookshop(picker, start, our_ip="198.51.100.11")),
        ("forged_received", _bookshop(picker, start, our_ip="198.51.100.11", headers=copied)),
        ("copied_unsigned_id", _bookshop(picker, start, headers=copied)),
        ("copied_unsigned_id", _bookshop(picker, start, headers=copied)),
    ]
    for number, (story, sent) in enumerate(told):
        at = picker.after(sent.received_at, 4)
        how = ("message", "octets")[number % 2]
        raw = attached(sent, owner_of(sent), at, "What kind of a bookshop writes this? Shut them down!", how)
        yield about(sent, raw, at, story, format="attached", account=BOOKSHOP, origins=FRAMED)
    sent = _bookshop(picker, start)
    at = picker.after(sent.received_at, 4)
    raw = pasted(sent, owner_of(sent), at, "Unbelievable. Full source:")
    yield about(sent, raw, at, "joe_job", format="inline", account=BOOKSHOP, origins=FRAMED)
    sent = _bookshop(picker, start)
    at = picker.after(sent.received_at, 4)
    raw = forwarded(sent, owner_of(sent), at, "Are these people your customers?", "gmail")
    more = {"account": BOOKSHOP, "origins": CLAIMED, "message_id": None}
    yield about(sent, raw, at, "forged_from_only", format="inline", **more)
    sent = _bookshop(picker, start, our_ip="198.51.100.11")
    at = picker.after(sent.received_at, 4)
    raw = arf(sent, loop_for(sent.recipient), at)
    yield about(sent, raw, at, "joe_job", format="arf", feedback_type="abuse", account=BOOKSHOP, origins=FRAMED)


def _phish(picker: Picker, **more: object) -> Sent:
    forgery = Forgery(
        from_header=_BANK_FROM,
        subject="Your account has been limited",
        text=str(more.pop("text", _PHISH)),
        stranger="cheap_host",
        **more,  # type: ignore[arg-type] # fields of Forgery by name
    )
    return forge(forgery, picker.stranger(), picker.days_ago(5, 0.5))


def credit_union(picker: Picker) -> Iterator[DemoComplaint]:
    """A credit union phished: a stamp whose signature fails, a key that got out, a genuine link under foreign text."""
    stamps = stamps_of(picker.platform.secret, picker.row(CREDIT_UNION, days=(0, 60)))
    local, _, domain = stamps.return_path.rpartition("-")[0], "", "bounce.example.com"
    spoiled = f"{local}-{'0123456789abcdef'}@{domain}"
    exposed = picker.platform.keyring.exposed()
    below = f"{_PHISH}\nUnsubscribe: {stamps.link}\n"
    told: list[tuple[str, Sent]] = [
        ("bad_hmac", _phish(picker, return_path=spoiled)),
        ("bad_hmac", _phish(picker, return_path=spoiled, our_ip="198.51.100.41")),
        ("exposed_key", _phish(picker, key=exposed)),
        ("exposed_key", _phish(picker, key=exposed, our_ip="198.51.100.41")),
        ("copied_signed_link_under_other_content", _phish(picker, text=below)),
        ("copied_signed_link_under_other_content", _phish(picker, text=below)),
    ]
    for story, sent in told:
        at = picker.after(sent.received_at, 12)
        raw = attached(sent, owner_of(sent), at, "Phishing in the name of my credit union.")
        yield about(sent, raw, at, story, format="attached", account=CREDIT_UNION, origins=FRAMED)
