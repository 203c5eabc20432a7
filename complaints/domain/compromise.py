"""Whether the mail of a case looks as if somebody had broken into the account's site or log-in.

A suggestion, never a verdict: legitimate mail is sent by scripts too, and a customer can mail to strangers himself. One
observation alone suggests nothing, but for a script of a web site with nothing that speaks against it.

Source: PHP's mail.add_x_header and the traces of hosting panels, as seen in the wild.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SCRIPTS = ("x-php-script", "x-php-originating-script", "x-php-filename")
ENOUGH = 2
# From here on most of what was looked at is meant.
MOST = 0.5
UNLIKE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A header of a copy that speaks of a script or a log-in."""

    header: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One copy, as far as a break-in shows in it.

    Attributes:
        shown: at probable or better it is the account's mail.
        on_a_list: the recipient stands on a list of the account; None when that is not known or was not looked up.
        similarity: to the account's campaigns, 0 to 1; None when it was not compared.
        new_source: the account's mail did not leave from that address before; None when that is not known.
    """

    shown: bool
    traces: tuple[Trace, ...] = ()
    on_a_list: bool | None = None
    similarity: float | None = None
    new_source: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compromise:
    """What was observed, in sentences with their figures, and whether that suggests to remediate."""

    sentences: tuple[str, ...] = ()
    suggests: bool = False


def compromise(copies: Sequence[Departure]) -> Compromise:
    """Weigh the copies of a case.

    Args:
        copies: one an incident; none gives nothing.

    Returns:
        Sentences for and against, what headers say first.
    """
    points, sentences = _traces(copies)
    shown = [copy for copy in copies if copy.shown]
    for read in (_recipients, _content, _sources):
        found = read(shown)
        if found:
            points += found[0]
            sentences.append(found[1])
    return Compromise(sentences=tuple(sentences), suggests=points >= ENOUGH)


def _traces(copies: Sequence[Departure]) -> tuple[int, list[str]]:
    traces = [trace for copy in copies for trace in copy.traces]
    script = any(trace.header.lower() in SCRIPTS for trace in traces)
    said = list(dict.fromkeys(trace.detail or trace.header for trace in traces))
    return (2 if script else 1 if traces else 0), said


def _recipients(shown: Sequence[Departure]) -> tuple[int, str] | None:
    known = [copy.on_a_list for copy in shown if copy.on_a_list is not None]
    if not known:
        return None
    strangers = known.count(False)
    sentence = f"{strangers} of {len(known)} recipients that were looked up stand on no list of the account."
    return (1 if strangers > len(known) * MOST else -1 if not strangers else 0), sentence


def _content(shown: Sequence[Departure]) -> tuple[int, str] | None:
    values = [copy.similarity for copy in shown if copy.similarity is not None]
    if not values:
        return None
    middle = median(values)
    unlike = middle < UNLIKE
    how = "unlike" if unlike else "like"
    sentence = f"The content is {how} what the account sent before: median similarity {middle:.2f} of {len(values)}."
    return int(unlike), sentence


def _sources(shown: Sequence[Departure]) -> tuple[int, str] | None:
    known = [copy.new_source for copy in shown if copy.new_source is not None]
    new = known.count(True)
    if not new:
        return None
    sentence = f"{new} of {len(known)} left from an address that the account did not use before."
    return int(new > len(known) * MOST), sentence
