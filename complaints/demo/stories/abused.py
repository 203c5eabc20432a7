"""Mail that left through us without our customer's will, or left through others with our signature."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaints.demo.forged import STRANGERS, Forgery, forge
from complaints.demo.originals import compose, deliver
from complaints.demo.picks import Picker, loop_for, owner_of
from complaints.demo.reports.arf import arf
from complaints.demo.reports.attached import attached
from complaints.demo.stories.tell import CLAIMED, about

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaints.demo.records import DemoComplaint, Sending

FLORIST, WINZONE, GARDEN = "cu3400081", "cu3400112", "cu3400127"
_LATER = timedelta(hours=9)


def _intrusions(picker: Picker, count: int) -> list[Sending]:
    rows = [row for row in picker.platform.log if row.trigger.startswith("php mail()")]
    return picker.chance.sample(rows, count)


def broken_into(picker: Picker) -> Iterator[DemoComplaint]:
    """A web shop whose upload folder sends parcel scams to people on none of its lists."""
    rows = _intrusions(picker, 7)
    for row in rows[:4]:
        sent = deliver(compose(picker.platform, row))
        at = picker.after(sent.received_at, 24)
        raw = arf(sent, loop_for(sent.recipient), at)
        yield about(sent, raw, at, "compromised_site", format="arf", feedback_type="abuse")
    for row in rows[4:]:
        sent = deliver(compose(picker.platform, row))
        at = picker.after(sent.received_at, 24)
        raw = attached(sent, owner_of(sent), at, "Phishing! The link leads to a flower shop's web site.")
        yield about(sent, raw, at, "compromised_site", format="attached")


def replayed(picker: Picker) -> Iterator[DemoComplaint]:
    """One signed message, taken from one mailbox and sent on to strangers by a botnet."""
    for account_id, stranger in ((WINZONE, "infected"), (GARDEN, "cheap_host"), (WINZONE, "broadband")):
        once = compose(picker.platform, picker.row(account_id))
        victim = picker.stranger()
        name, ip = STRANGERS[stranger]
        verdict = "dkim=pass header.d=example.com; spf=fail smtp.mailfrom=bounce.example.com"
        sent = deliver(once, to=victim, source=(name, ip), verdict=verdict)
        at = picker.after(once.received_at + _LATER, 24)
        raw = attached(sent, owner_of(sent), at, "I am not even the person it is addressed to.")
        yield about(sent, raw, at, "replayed", format="attached", origins=("replayed",))


def advertised(picker: Picker) -> Iterator[DemoComplaint]:
    """Spam of others that leads to a site we host."""
    for stranger in ("cheap_host", "infected"):
        forgery = Forgery(
            from_header='"Parcel Desk" <noreply@parcel-desk.example>',
            subject="Your parcel waits at the depot",
            text="Choose a new delivery date:\n\nhttps://petalandstem.example/wp-content/uploads/.cache/pay.php\n",
            stranger=stranger,
        )
        at = picker.days_ago(3)
        sent = forge(forgery, picker.stranger(), at)
        report_at = picker.after(sent.received_at, 10)
        raw = attached(sent, owner_of(sent), report_at, "The link leads to a site that you host.")
        yield about(sent, raw, report_at, "spamvertised", format="attached", account=FLORIST, origins=CLAIMED)
