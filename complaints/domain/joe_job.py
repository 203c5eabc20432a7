"""What speaks for and against a joe-job: mail that somebody else sent to have an account blamed for it.

Never a verdict: whether a case may be closed as a joe-job is for its outcome's gates to say.

Source: RFC 6650 section 6.2 (failed SPF is no blame), section 9.2 (complaints as an attack on whom they name).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from complaints.domain.facts import WARRANTS_WARNING, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

MANY_REPORTERS = 3
BURST_HOURS = 24
ALIKE, UNLIKE = 0.6, 0.4
OURS, STRANGER, UNKNOWN = "ours", "stranger", "unknown"
FRAMING, SENDING, NEITHER = "framing", "sending", "neither"
_FAILED = frozenset({"fail", "softfail", "permerror"})
_SECONDS_PER_HOUR = 3600
_NOBODY = ("Nobody who reported is known by an address", "One reporter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One incident, as far as a joe-job shows in it.

    Attributes:
        reporter: lower case; "" when unknown.
        came_from: who handed it to the recipient's side: OURS, STRANGER or UNKNOWN.
        complete: it has trace headers, so that signatures and stamps could be there.
        signed: "verifies", "fails" or "" where it bears no signature of ours.
        stamps: of ours found in it. verified, forged: how many of them were checked, and how that ended.
        own_sites: hosts of the account's own sites that it links to.
        similarity: to the account's campaigns, 0 to 1; None when it could not be compared.
        results: (method, result) that its Authentication-Results name for SPF and DMARC: the copy's word.
        log_complete: the send log is complete for its time.
    """

    origin: Origin
    reporter: str
    received_at: datetime
    came_from: str = UNKNOWN
    complete: bool = False
    signed: str = ""
    stamps: int = 0
    verified: int = 0
    forged: int = 0
    own_sites: tuple[str, ...] = ()
    similarity: float | None = None
    results: tuple[tuple[str, str], ...] = ()
    log_complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One observation. `speaks_for` is FRAMING, SENDING or NEITHER; `n` is how many copies it was looked for in."""

    name: str
    sentence: str
    speaks_for: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoeJob:
    """Every feature that could be looked for, and what closing the case as a joe-job still needs."""

    features: tuple[Feature, ...]
    needed: str


def joe_job(copies: Sequence[Copy], *, sent_then: int | None = None) -> JoeJob:
    """Gather the features over the copies of a case.

    Args:
        copies: one an incident; none gives no feature.
        sent_then: messages that the account's send log has for the days of the reports; None when not known.

    Returns:
        The features in the order in which they are told.
    """
    found = [feature for read in _FEATURES for feature in (read(copies),) if feature is not None] if copies else []
    quiet = _quiet(copies, sent_then)
    return JoeJob(features=tuple([*found, quiet] if quiet else found), needed=_needed(copies))


def _reporters(copies: Sequence[Copy]) -> Feature:
    people = len({copy.reporter for copy in copies if copy.reporter})
    times = [copy.received_at for copy in copies]
    span = max(times) - min(times)
    sudden = people >= MANY_REPORTERS and span.total_seconds() <= BURST_HOURS * _SECONDS_PER_HOUR
    ours = any(copy.came_from == OURS or copy.signed == "verifies" for copy in copies)
    told = f"{_count(people, 'reporter')} within {_length(span)}" if people > 1 else _NOBODY[people]
    why = ": many at once, and nothing in any copy shows that we sent it." if sudden and not ours else "."
    return Feature(
        name="reporters", sentence=told + why, speaks_for=FRAMING if sudden and not ours else NEITHER, n=len(copies)
    )


def _addresses(copies: Sequence[Copy]) -> Feature | None:
    known = [copy for copy in copies if copy.came_from != UNKNOWN]
    if not known:
        return None
    ours = sum(copy.came_from == OURS for copy in known)
    what = f"{_none_or(ours)} of the {_count(len(known), 'copy')} whose way is shown came from one of our addresses."
    return Feature(name="addresses", sentence=what, speaks_for=SENDING if ours else FRAMING, n=len(known))


def _signatures(copies: Sequence[Copy]) -> Feature | None:
    complete = [copy for copy in copies if copy.complete]
    if not complete:
        return None
    found = Counter(copy.signed for copy in complete)
    number = _count(len(complete), "complete copy")
    if found["verifies"]:
        bearing = _bearing(found["verifies"])
        sentence, side = f"{found['verifies']} of {number} {bearing} a signature of ours that verifies.", SENDING
    elif found["fails"]:
        failing = f"{found['fails']} {_bearing(found['fails'])} one that does not"
        sentence = (
            f"None of {number} bears a signature of ours that verifies; {failing}, "
            "which happens on the way too and shows nothing."
        )
        side = NEITHER
    else:
        sentence, side = f"None of {number} bears a signature of ours.", FRAMING
    return Feature(name="signatures", sentence=sentence, speaks_for=side, n=len(complete))


def _stamps(copies: Sequence[Copy]) -> Feature | None:
    complete = [copy for copy in copies if copy.complete]
    if not complete:
        return None
    verified = sum(copy.verified > 0 for copy in complete)
    missing = sum(copy.stamps == 0 for copy in complete)
    if verified:
        of = _count(len(complete), "complete copy")
        sentence, side = f"{verified} of {of} {_bearing(verified)} a stamp that verifies.", SENDING
    else:
        sentence = f"The stamps that our mail bears are missing from {missing} of {len(complete)}, and none verifies."
        side = FRAMING if missing == len(complete) else NEITHER
    return Feature(name="stamps", sentence=sentence, speaks_for=side, n=len(complete))


def _forged(copies: Sequence[Copy]) -> Feature | None:
    forged = sum(copy.forged > 0 for copy in copies)
    if not forged:
        return None
    of = _count(len(copies), "copy")
    sentence = f"{forged} of {of} {_bearing(forged)} a stamp of ours that somebody made up."
    return Feature(name="forged_stamps", sentence=sentence, speaks_for=FRAMING, n=len(copies))


def _own_site(copies: Sequence[Copy]) -> Feature | None:
    linking = [copy for copy in copies if copy.own_sites]
    if not linking:
        return None
    sites = Counter(site for copy in linking for site in copy.own_sites)
    site = sites.most_common(1)[0][0]
    sentence = (
        f"{len(linking)} of {len(copies)} {'links' if len(linking) == 1 else 'link'} to the account's own site {site}. "
        "Who frames somebody does that, and so does who advertises."
    )
    return Feature(name="own_site", sentence=sentence, speaks_for=NEITHER, n=len(copies))


def _content(copies: Sequence[Copy]) -> Feature | None:
    values = [copy.similarity for copy in copies if copy.similarity is not None]
    if not values:
        return None
    middle = median(values)
    side = SENDING if middle >= ALIKE else FRAMING if middle < UNLIKE else NEITHER
    words = {SENDING: "like", FRAMING: "unlike", NEITHER: "only partly like"}[side]
    sentence = f"The content is {words} the account's campaigns: median similarity {middle:.2f}."
    return Feature(name="content", sentence=sentence, speaks_for=side, n=len(values))


def _results(copies: Sequence[Copy]) -> Feature | None:
    told = [copy for copy in copies if copy.results]
    if not told:
        return None
    failed = sum(any(result in _FAILED for _, result in copy.results) for copy in told)
    passed = sum(("dmarc", "pass") in copy.results for copy in told)
    side = FRAMING if failed * 2 > len(told) and not passed else SENDING if passed * 2 > len(told) else NEITHER
    sentence = (
        f"Of {_count(len(told), 'copy')} that name results, SPF or DMARC failed in {failed} and DMARC passed in "
        f"{passed}. That is the copies' own word."
    )
    return Feature(name="authentication", sentence=sentence, speaks_for=side, n=len(told))


def _shown(copies: Sequence[Copy]) -> Feature | None:
    shown = sum(copy.origin in WARRANTS_WARNING for copy in copies)
    against = sum(copy.origin is Origin.CONTRADICTED for copy in copies)
    if not shown and not against:
        return None
    sentence = f"{shown} of {len(copies)} are shown at probable or better, {against} are contradicted by log or stamp."
    side = SENDING if shown else FRAMING
    return Feature(name="origins", sentence=sentence, speaks_for=side, n=len(copies))


def _quiet(copies: Sequence[Copy], sent_then: int | None) -> Feature | None:
    if sent_then is None or not copies or not all(copy.log_complete for copy in copies):
        return None
    if sent_then:
        sentence = "The account sent mail in those days, as the send log has it."
        return Feature(name="quiet", sentence=sentence, speaks_for=NEITHER, n=len(copies))
    sentence = "The send log is complete for those days and has nothing of this account."
    return Feature(name="quiet", sentence=sentence, speaks_for=FRAMING, n=len(copies))


_FEATURES: tuple[Callable[[Sequence[Copy]], Feature | None], ...] = (
    _reporters,
    _addresses,
    _signatures,
    _stamps,
    _forged,
    _own_site,
    _content,
    _results,
    _shown,
)


def _needed(copies: Iterable[Copy]) -> str:
    origins = Counter(copy.origin for copy in copies)
    against = origins[Origin.CONTRADICTED]
    shown = sum(origins[origin] for origin in WARRANTS_WARNING)
    rule = (
        "To be closed as a joe-job, the evidence has to speak against at least one copy (a stamp that was made up, "
        "content that is not the campaign's, or a complete send log without it), and none may be shown at probable or "
        "better."
    )
    if shown:
        return f"{rule} {_count(shown, 'copy')} shown at probable or better stand against that."
    if against:
        return f"{rule} Both hold now: {_count(against, 'copy')} contradicted, none shown."
    return f"{rule} Nothing contradicts any copy yet: what could not be verified is not forged."


def _none_or(count: int) -> str:
    return str(count) if count else "None"


def _bearing(count: int) -> str:
    return "bears" if count == 1 else "bear"


def _count(count: int, what: str) -> str:
    many = what[:-1] + "ies" if what.endswith("y") else what + "s"
    return f"{count} {what if count == 1 else many}"


def _length(span: timedelta) -> str:
    hours = span.total_seconds() / _SECONDS_PER_HOUR
    if round(hours) <= 1:
        return "one hour"
    return f"{hours:.0f} hours" if hours <= 2 * BURST_HOURS else f"{hours / 24:.0f} days"
