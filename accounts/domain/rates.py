"""Complaint, bounce and unsubscribe rates against the limits that mailbox providers and senders publish.

Few events say little: a rate is judged by what it surely is, the one-sided 95 % lower bound of its share. A complaint
that turns out to be unfounded stays in the rate, for the providers count it all the same.

Source: domain notes 3c, which name where each limit is published.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.domain.binomial import lower_bound

WATCH, ENFORCE = 0.001, 0.003
_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What somebody publishes. `watch` is where attention begins, `enforce` where mail stops; both shares of one.

    Attributes:
        what: complaint, bounce or unsubscribe.
        provider: whose mailboxes it is for, a key of `mailbox_providers.LABELS`; "" for all mail.
        source: where it is published.
    """

    publisher: str
    what: str
    watch: float
    enforce: float | None
    provider: str
    source: str


LIMITS = (
    Limit(
        publisher="Google",
        what="complaint",
        watch=WATCH,
        enforce=ENFORCE,
        provider="google",
        source="Email sender guidelines, support.google.com/a/answer/81126",
    ),
    Limit(
        publisher="Yahoo",
        what="complaint",
        watch=WATCH,
        enforce=ENFORCE,
        provider="yahoo",
        source="Sender Hub, senders.yahooinc.com",
    ),
    Limit(
        publisher="Amazon SES",
        what="complaint",
        watch=WATCH,
        enforce=0.005,
        provider="",
        source="SES developer guide, sending review process",
    ),
    Limit(
        publisher="Amazon SES",
        what="bounce",
        watch=0.05,
        enforce=0.1,
        provider="",
        source="SES developer guide, sending review process",
    ),
    Limit(publisher="Vtiger", what="unsubscribe", watch=0.05, enforce=None, provider="", source="Vtiger e-mail policy"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many of so many. `trials` 0 means that what was sent is not known."""

    events: int
    trials: int

    @property
    def share(self) -> float | None:
        """Give the share as counted; None where nothing is known to have been sent."""
        return self.events / self.trials if self.trials else None

    @property
    def surely(self) -> float:
        """Give the share that it has with 95 % certainty at least."""
        return lower_bound(self.events, self.trials) if self.trials else 0.0


def limit_for(what: str, provider: str = "") -> Limit:
    """Give the limit to hold a rate against: the provider's own, else that for all mail.

    Raises:
        KeyError: nobody publishes a limit for that.
    """
    fitting = [limit for limit in LIMITS if limit.what == what]
    for wanted in (provider, ""):
        for limit in fitting:
            if limit.provider == wanted:
                return limit
    raise KeyError(what)


def tone(rate: Rate, limit: Limit) -> str:
    """Say how a rate stands: "bad" when surely over a limit, "watch" when over it as counted, else "ok"."""
    if rate.share is None:
        return ""
    if rate.surely >= limit.watch:
        return "bad"
    return "watch" if rate.share >= limit.watch else "ok"


def verdict(rate: Rate, limit: Limit) -> str:
    """Say in words how a rate stands against a limit; "" where nothing is known to have been sent."""
    if rate.share is None:
        return ""
    if limit.enforce is not None and rate.surely >= limit.enforce:
        return f"surely over {percent(limit.enforce)}, where {limit.publisher} acts"
    if rate.surely >= limit.watch:
        return f"surely over {percent(limit.watch)}"
    if rate.share >= limit.watch:
        return f"over {percent(limit.watch)}, which chance alone may explain"
    return f"below {percent(limit.watch)}"


def sentence(rate: Rate, limit: Limit, *, events: str, of: str) -> str:
    """Tell a rate with its numbers, as in "12 complaints of 40,000 messages: 0.03 %, at least 0.017 % with …".

    Args:
        rate: what was counted.
        limit: what it is held against.
        events: the plural of what was counted: "complaints".
        of: what they are a share of, with place and time: "messages sent to Gmail in 28 days".
    """
    if rate.share is None:
        return f"{rate.events:,} {_noun(rate.events, events)}; how many {of} there were is not recorded."
    return f"{_counted(rate, rate.share, events, of)}; {verdict(rate, limit)}."


def unjudged(rate: Rate, limit: Limit, *, events: str, of: str) -> str:
    """Tell a rate that has no time: what is published is about one mailing, and is only named beside it."""
    if rate.share is None:
        return f"No {of} are recorded."
    told = _counted(rate, rate.share, events, of)
    return f"{told}. No time is recorded for them; for one mailing {limit.publisher} names {percent(limit.watch)}."


def percent(share: float) -> str:
    """Write a small share with two telling digits: "0.017 %", "5 %", "0 %"."""
    return f"{float(f'{share * _PERCENT:.2g}'):g} %"


def _counted(rate: Rate, share: float, events: str, of: str) -> str:
    surely = f", at least {percent(rate.surely)} with 95 % certainty" if rate.events else ""
    return f"{rate.events:,} {_noun(rate.events, events)} of {rate.trials:,} {of}: {percent(share)}{surely}"


def _noun(count: int, plural: str) -> str:
    return plural.removesuffix("s") if count == 1 else plural
