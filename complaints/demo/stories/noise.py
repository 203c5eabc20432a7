"""What is not about one of our messages: listings, mail of others, people without an original, answers of machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.demo.forged import Forgery, forge
from complaints.demo.keys import publisher_key
from complaints.demo.picks import Picker, loop_for, owner_of
from complaints.demo.records import DemoComplaint
from complaints.demo.reports import noise
from complaints.demo.reports.arf import Shape, arf
from complaints.demo.reports.attached import attached
from complaints.demo.reports.envelope import Sender, html, letter, plain
from complaints.demo.reports.listing import added, issue
from complaints.demo.stories.tell import about

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOREIGN = (
    ("Cheap roofing in your area", "We repair roofs. Call now."),
    ("Invoice 4471 overdue", "Open the attached invoice at https://invoice-view.example/4471"),
    ("Lonely hearts near you", "Three people looked at your profile: https://hearts.example/x"),
)
_WORDS = (
    ("en", "Spam from your customer", "One of your customers keeps sending me advertisements. Please stop this."),
    (
        "de",
        "Beschwerde",
        "Ihr Kunde schickt mir ständig Werbung, die ich nie bestellt habe. Bitte unterbinden Sie das.",
    ),
    ("fr", "Plainte pour spam", "Je reçois sans arrêt des publicités envoyées par vos serveurs. Merci d'agir."),
)
_HTML_WORDS = (
    "<html><body><p>I get <b>spam</b> from you.</p><img src='https://track.stranger.example/o.gif'>"
    "<script>document.title='owned'</script></body></html>"
)


def listings(picker: Picker) -> Iterator[DemoComplaint]:
    """Blocklists that list our shared addresses."""
    traps, bought, broken = picker.days_ago(4, 3), picker.days_ago(2.5, 1.5), picker.days_ago(1.2, 0.2)
    told = (
        (traps, issue("198.51.100.14", "spam trap hits", traps)),
        (bought, added("198.51.100.13", "bulk mail to purchased lists", "SBL900113", bought)),
        (broken, issue("198.51.100.200", "compromised web site", broken)),
    )
    for at, raw in told:
        yield DemoComplaint(story="listing", raw=raw, arrived_at=at, format="listing", channel="blocklists")


def foreign(picker: Picker) -> Iterator[DemoComplaint]:
    """Spam that has nothing to do with us."""
    for subject, text in _FOREIGN:
        forgery = Forgery(from_header='"Offers" <mail@nobody-we-know.example>', subject=subject, text=text + "\n")
        sent = forge(forgery, picker.stranger(), picker.days_ago(9))
        at = picker.after(sent.received_at, 20)
        raw = attached(sent, owner_of(sent), at, "Please handle this.")
        yield about(sent, raw, at, "foreign", format="attached", account=None, origins=("foreign",))


def without_original(picker: Picker) -> Iterator[DemoComplaint]:
    """People who complain and show nothing: they are asked for the original."""
    for language, subject, text in _WORDS:
        at = picker.days_ago(8)
        raw = letter(Sender(picker.stranger(language)), subject, at, plain(text + "\n"))
        yield DemoComplaint(story="ask_original", raw=raw, arrived_at=at)
    at = picker.days_ago(2)
    raw = letter(Sender(picker.stranger()), "Stop spamming me", at, html(_HTML_WORDS))
    yield DemoComplaint(story="ask_original", raw=raw, arrived_at=at)


def not_complaints(picker: Picker) -> Iterator[DemoComplaint]:
    """Mail that opens no case, even where it brings a message of ours along, and one that nobody can read."""

    def noted(story: str, raw: bytes, **more: object) -> DemoComplaint:
        fields: dict[str, object] = {"status": "not_a_complaint"} | more
        return DemoComplaint(story=story, raw=raw, arrived_at=at, **fields)  # type: ignore[arg-type] # by name

    at = picker.days_ago(7)
    yield noted("bounce", noise.bounce(picker.stranger(), at))
    at = picker.days_ago(5)
    yield noted("bounce", noise.bounce(picker.stranger("de"), at))
    at = picker.days_ago(6)
    away = "Ich bin bis Montag nicht im Haus. Ihre Nachricht wird nicht weitergeleitet.\n"
    yield noted("auto_reply", noise.auto_reply(Sender(picker.stranger("de")), "Abwesenheitsnotiz", away, at))
    at = picker.days_ago(3)
    text = "Thank you for your message. I am out of the office.\n"
    yield noted("auto_reply", noise.auto_reply(Sender(picker.stranger()), "Automatic reply: your report", text, at))
    for provider in ("mail.example", "post.example"):
        at = picker.days_ago(4)
        yield noted("dmarc_aggregate", noise.dmarc_aggregate(provider, at))
    at = picker.days_ago(5)
    yield noted("newsletter", noise.newsletter(at, publisher_key(picker.platform.seed, "deliverability.example", at)))
    sent = picker.sent("cu3400158", days=(0, 20))
    at = picker.after(sent.received_at)
    raw = arf(sent, loop_for(sent.recipient), at, Shape(feedback_type="not-spam"))
    yield noted("not_spam", raw, format="arf", feedback_type="not-spam")
    at = picker.days_ago(2)
    yield noted("unreadable", noise.bottomless(at), status="unreadable")
