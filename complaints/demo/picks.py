"""Which logged messages are complained about, when, and by whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaints.demo.chance import stream
from complaints.demo.originals import compose, deliver
from complaints.demo.people import Crowd
from complaints.demo.reports.envelope import Sender

if TYPE_CHECKING:
    from complaints.demo.originals import Sent
    from complaints.demo.records import DemoPlatform, Sending

# Which loop speaks for which provider; the last also runs the mail of smaller ones.
LOOPS = {
    "mail.example": Sender("staff@arf.mail.example", "Mail.example Feedback"),
    "post.example": Sender("fbl@fbl.post.example", "Post Feedback Loop"),
    "": Sender("feedback@arf.isp.example", "ISP Feedback Loop"),
}
NETWORK = Sender("reports@abuse.backbone.example", "Backbone Network Abuse Team")
JUNK_PROGRAMME = Sender("staff@fbl.inbox.example", "Junk Mail Reporting")
_SOONEST = timedelta(minutes=4)
_LATEST = timedelta(minutes=3)


class Picker:
    """Draws from the send log; no message is given twice."""

    def __init__(self, platform: DemoPlatform) -> None:
        self.platform = platform
        self.chance = stream(platform.seed, "complaints")
        self._free: dict[str, list[Sending]] = {}
        for row in reversed(platform.log):
            self._free.setdefault(row.account_id, []).append(row)

    def row(self, account_id: str, *, kind: str = "campaign", days: tuple[float, float] = (0, 10)) -> Sending:
        """Draw a message of an account that is so many days old, or its newest where none is.

        Raises:
            ValueError: when the account sent nothing of that kind.
        """
        free = [row for row in self._free[account_id] if row.kind == kind]
        oldest, newest = (self.platform.now - timedelta(days=age) for age in (days[1], days[0]))
        fitting = [row for row in free if oldest <= row.sent_at <= newest] or free[:20]
        if not fitting:
            message = f"{account_id} sent nothing of kind {kind}"
            raise ValueError(message)
        chosen = self.chance.choice(fitting)
        self._free[account_id].remove(chosen)
        return chosen

    def sent(self, account_id: str, *, kind: str = "campaign", days: tuple[float, float] = (0, 10)) -> Sent:
        """Draw a message and give it as it lay in the recipient's mailbox."""
        return deliver(compose(self.platform, self.row(account_id, kind=kind, days=days)))

    def after(self, moment: datetime, hours: float = 70) -> datetime:
        """Draw when a complaint about something comes in: soon more often than late, and not after now."""
        latest = self.platform.now - _LATEST
        drawn = moment + _SOONEST + timedelta(hours=min(self.chance.expovariate(3 / hours), hours))
        return min(
            drawn, max(latest - timedelta(seconds=self.chance.randrange(7200)), moment + _SOONEST), latest
        ).replace(microsecond=0)

    def days_ago(self, oldest: float, newest: float = 0.1) -> datetime:
        """Draw a moment of the last days."""
        return (self.platform.now - timedelta(days=self.chance.uniform(newest, oldest))).replace(microsecond=0)

    def stranger(self, language: str = "en") -> str:
        """Draw the address of somebody."""
        return Crowd.consumer(self.chance, language).email


def loop_for(recipient: str) -> Sender:
    """Give the feedback loop that reports for a recipient."""
    return LOOPS.get(recipient.rpartition("@")[2], LOOPS[""])


def owner_of(sent: Sent, *, auth: str = "pass") -> Sender:
    """Give the person in whose mailbox the message lay."""
    return Sender(sent.recipient, "", auth)
