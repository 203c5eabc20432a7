"""Reading the whole corpus with the desk and its peers, and counting who agrees with what is known."""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import signal
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.corpus import desk
from tests.corpus.fields import FIELDS, NOT_OF_KIND, Answer, agrees, comparable, why_not
from tests.corpus.manifest import ARF_KINDS, COMPLAINTS, FORWARDS, KINDS, MISLABELLED, NO_COMPLAINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.corpus.manifest import Row

MESSAGE_SECONDS = 5.0
FORWARD_GOAL = 0.98
PEERS = {"email + mail-parser": "tests.corpus.peers.standard", "parsedmarc": "tests.corpus.peers.dmarc"}


class _TooSlowError(Exception):
    """A reader that took longer than it may."""


@dataclass(slots=True)
class Tally:
    """Counts of one kind: messages read as that kind, and values that agree, out of all that can be compared."""

    messages: int = 0
    read: int = 0
    agreed: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Result:
    """What one reader made of the corpus.

    Attributes:
        missing: why the reader could not be used, "" when it could.
        raised, slow: messages on which it raised, or took longer than it may.
        disagreements: (kind, path, what, got, wanted).
        arf, forwards: whether each comparable value agreed, of feedback reports and of From, Subject, To and Date of
            forwards; the mislabelled left out.
        taken: paths of what is no complaint, or no forward, and was read as a complaint about a message.
    """

    name: str
    missing: str = ""
    raised: int = 0
    slow: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    disagreements: list[tuple[str, str, str, object, object]] = field(default_factory=list)
    arf: Counter[bool] = field(default_factory=Counter)
    forwards: Counter[bool] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)


def compare(rows: Iterable[Row], read: Callable[[bytes], Answer], name: str = desk.NAME) -> Result:
    """Let one reader read all messages."""
    result = Result(name=name)
    for row in rows:
        judge(row, _answer(row, read, result), result)
    return result


def compare_peer(rows: Iterable[Row], name: str) -> Result:
    """Let a peer read all messages; its result says so where it is not installed."""
    try:
        module = importlib.import_module(PEERS[name])
    except ImportError as error:
        return Result(name=name, missing=f"not installed ({error.name})")
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            return compare(rows, module.read, name)
    finally:
        logging.disable(logging.NOTSET)


def _answer(row: Row, read: Callable[[bytes], Answer], result: Result) -> Answer:
    """Read one message under a time limit; a reader that raises or hangs has not read it."""
    try:
        with _limited(MESSAGE_SECONDS):
            return read(row.raw)
    except _TooSlowError:
        result.slow += 1
    except Exception:  # noqa: BLE001 - whatever a peer raises, it did not read the message
        result.raised += 1
    return Answer(category="raised")


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judge(row: Row, answer: Answer, result: Result) -> None:
    """Count one message."""
    tally = result.tallies[row.kind]
    tally.messages += 1
    wanted = KINDS[row.kind]
    is_read = answer.category != "raised" and (not wanted or answer.category in wanted)
    tally.read += is_read
    if not is_read:
        result.disagreements.append((row.kind, row.path, "kind", answer.category, " or ".join(wanted) or "anything"))
    _judge_taking(row, answer, result)
    for part, values in (("expected", row.expected), ("derived", row.derived)):
        for name, value in comparable(row.kind, values).items():
            agreed, got, known = agrees(name, value, answer)
            tally.compared[part] += 1
            tally.agreed[part] += agreed
            if not agreed:
                result.disagreements.append((row.kind, row.path, f"{part} {name}", got, known))
            if row.path in MISLABELLED and MISLABELLED[row.path][0] == "bounce":
                continue
            if row.kind in ARF_KINDS:
                result.arf[agreed] += 1
            if row.kind in FORWARDS and FIELDS[name].forward:
                result.forwards[agreed] += 1


def _judge_taking(row: Row, answer: Answer, result: Result) -> None:
    no_complaint = row.kind in NO_COMPLAINTS or row.expected.get("forwarded") is False or row.path in MISLABELLED
    if no_complaint and answer.category in COMPLAINTS:
        result.taken.append(row.path)


def failures(result: Result) -> list[str]:
    """Name the goals that a result misses."""
    out = []
    if result.arf[False]:
        out.append(f"{result.arf[False]} of {result.arf.total()} values of feedback reports disagree")
    if result.forwards[True] < FORWARD_GOAL * result.forwards.total():
        out.append(f"only {result.forwards[True]} of {result.forwards.total()} values of forwards agree")
    if result.taken:
        out.append(f"{len(result.taken)} wrongly taken for complaints: {', '.join(result.taken)}")
    if result.raised or result.slow:
        out.append(f"{result.raised} raised, {result.slow} took longer than {MESSAGE_SECONDS:.0f} s")
    return out


def not_compared(rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    """Count the values that are not compared, by name and reason."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for name in (*row.expected, *row.derived):
            if why := why_not(row.kind, name):
                counts[(f"{row.kind}: all" if why in NOT_OF_KIND.values() else name), why] += 1
    return dict(sorted(counts.items()))
