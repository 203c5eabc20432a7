"""The contracts of what can be plugged in here: a send log elsewhere, files about addresses, list patterns, engines.

Every signal is measured for all lists at once, as an expression that any engine of Ibis can run; the connection is
handed in with the tables.

Source: "patterns common to harvested lists" of the anti-spam policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager
    from datetime import date

    import pyarrow as pa
    from ibis.expr.types import Table

    from accounts.domain.send_log import LogAnswer, LogQuestion, RawAnswer

    # The second argument computes a table once where an engine would do it at every use.
    Derive = Callable[[Table, Callable[[Table], Table]], Table]
    # Read by one thread; each is called, perhaps by another one, for the table that it is.
    Portions = Iterable[Callable[[], pa.Table]]


class LogConnector(Protocol):
    """A way to the platform's own send log."""

    def ask(self, question: LogQuestion) -> RawAnswer:
        """Ask the platform's system, with bounds on time, rows and bytes.

        Raises:
            LogUnavailableError: it gave no answer that can be read.
        """
        ...


class SendLog(Protocol):
    """A send log that lies elsewhere, its answers checked."""

    def ask(self, question: LogQuestion) -> LogAnswer:
        """Answer with rows, newest first; no rows when the log has none.

        Raises:
            LogUnavailableError: the log could not be asked. That is no answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IpFact:
    """What a file says of an address.

    Attributes:
        asn: number of the autonomous system; None when the file does not say.
        organisation: who runs that; "" when the file does not say.
        country: ISO 3166 code, two capital letters; "" when the file does not say.
    """

    asn: int | None
    organisation: str
    country: str


class IpFacts(Protocol):
    """Where addresses are and who runs them, from files that the operator supplies.

    Attributes:
        built_on: date of the file, the older one of two; None when it does not say.
    """

    built_on: date | None

    def of(self, ip: str) -> IpFact | None:
        """Tell of an address; None where the files do not know it."""
        ...


class Connected(Protocol):
    """What is connected when the application starts.

    Attributes:
        send_log: the log that lies elsewhere; None when all of it is imported.
        ip_facts: files about addresses; None without any.
    """

    send_log: SendLog | None
    ip_facts: IpFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The records of the lists under review, and what they are compared with.

    A person is the keyed hash of a normalised address: tables that mix customers hold no address.

    Attributes:
        rows: a row a subscription, each column but the two times never null: position (the order in which the records
            came), list_id (the list under review, or a batch of it), of_list (the list that the record is on),
            account_id, person, email, local, domain (both sides of the address), ip and recorded ("" when missing),
            wall_seconds (the time as recorded, zone ignored, in seconds since 1970; null when unreadable), utc_seconds
            (the same moment in UTC; null without an offset), naive (a time without an offset), source, form (host of
            the form's address, "" when missing), status, has_evidence, confirmed (by a second click) and moved (the
            evidence names a former provider or its export). account_id stands for the sender: customers whose lists
            name the same sending entity are one. What a sign-up bombing left is not among them.
        bombed: list_id and hits: how many records of a list `rows` leaves out, as sign-up bombing made them.
        elsewhere: person, list_id, account_id, suppressed (bounced or complained there), ip and utc_seconds, of every
            list that shares a person with those under review, these included.
        lists: list_id, consent, subscribers and created_seconds (null when unknown) of the platform's lists.
        mails: list_id, person, first_seconds, last_seconds and number of the mails that a list under review sent.
        domains: a row a domain of `rows` and `sample`: domain, known (well-formed, with a suffix that exists), kind
            (provider, relay, government, education or company), label (what it counts as in a mix of domains), country
            (of its suffix, "" for a generic one), typo_of (the provider that it is one slip away from, or "") and
            disposable.
        sample: list_id, account_id, consent, local and domain of some of the whole platform's records, evenly drawn.
        shared_ips: ip and customers, of the addresses with several records at each of several accounts.
        hosting_ips: ip, of those in `rows` that belong to a hosting or VPN network.
        names: account_id and word: what customers are called, each word one customer's only.
        canaries: person and kind (pristine, recycled or typo) of the addresses that nobody ever subscribed.
        review: one row: now_seconds (the moment of the review, in seconds since 1970) and networks_as_of (date of the
            file behind hosting_ips; "" when none is connected).
    """

    rows: Table
    bombed: Table
    elsewhere: Table
    lists: Table
    mails: Table
    domains: Table
    sample: Table
    shared_ips: Table
    hosting_ips: Table
    names: Table
    canaries: Table
    review: Table


class ListTables(Protocol):
    """The tables of one computation in an engine; they end with it, and no two share a name."""

    def fill(self, name: str, schema: pa.Schema, portions: Portions, derive: Derive | None = None) -> Table:
        """Make a table of Arrow portions, or of what is derived from them, row by row."""
        ...

    def keep(self, name: str, table: Table) -> Table:
        """Make a table of an expression, computed once."""
        ...

    def view(self, name: str, table: Table) -> Table:
        """Give an expression a name."""
        ...

    def drop(self, name: str) -> None:
        """Give up a table that nobody needs any more."""
        ...

    def spell(self, table: Table) -> str:
        """Write an expression as a question that can be put again to other tables of the same names."""
        ...

    def ask(self, question: str) -> list[dict[str, Any]]:
        """Put a question that was spelled; a number is an int or a float."""
        ...


class ListEngine(Protocol):
    """Where the expressions of the signals run; figures are equal on every engine.

    Attributes:
        name: file name, and the value of `LIST_ENGINE`.
    """

    name: str

    def opened(self) -> AbstractContextManager[ListTables]:
        """Give tables to fill, usable inside the block only."""
        ...


class Signal(Protocol):
    """One pattern. A higher value is more like a list without permission.

    Attributes:
        name: file name, and the name in every answer.
        group: A address quality, B composition, C consent records, D growth, E other customers, F outcome, G canaries.
            Signals of a group say much the same, so that a group counts only up to a cap.
        formula: how the value comes about, in words.
        threshold: from here on the signal speaks; at `strong` it speaks with its whole weight.
        weight: share of the way to certainty that it goes alone, 0 to 1; 0 is a finding that counts for nobody.
        least: fewest records (n) for which the value means anything.
        share: the value is a share of n, judged at the lower end of its 95 % interval.
        decisive: at full strength it makes the grade strong by itself.
        innocent: what else would explain it.
    """

    name: str
    group: str
    label: str
    formula: str
    threshold: float
    strong: float
    weight: float
    least: int
    share: bool
    decisive: bool
    innocent: tuple[str, ...]

    def measure(self, book: Book) -> Table:
        """Give list_id, n and value of each list that has any such records, and the columns that `tell` needs."""
        ...

    def tell(self, figures: Mapping[str, object]) -> str:
        """Say in one sentence what was measured, with its numbers; `figures` is a row of `measure`."""
        ...

    def series(self, book: Book) -> Table | None:
        """Give list_id, label and number for a small chart, at most 24 a list in order; None without one.

        A fourth column, usual, says what number a usual list of that size would have there.
        """
        ...
