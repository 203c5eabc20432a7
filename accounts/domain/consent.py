"""Is a subscription record evidence that this recipient agreed to mail of this sender?

Two profiles: "opt_in" (web form, point of sale or physical sheet) and "confirmed_opt_in" (a confirmation besides).
A purchased list is not cured by a good record; `consent_list` says so beside it.

Source: the policies' record requirements; RFC 6890 for addresses that no visitor can have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from accounts.domain import addresses
from accounts.domain.spans import span, utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from accounts.domain.records import SubscriptionRecord

Profile = Literal["opt_in", "confirmed_opt_in"]

# Zones span 26 hours: a clock set to the wrong one is off by no more.
CLOCK_ERROR = timedelta(hours=26)
# A local time without an offset lies at most this far from UTC.
FARTHEST_OFFSET = timedelta(hours=14)
ONLINE_SOURCES = frozenset({"web_form", "api"})
WRITTEN_SOURCES = {"paper": "paper sheet", "point_of_sale": "point-of-sale form", "import": "import"}


class Grade(StrEnum):
    """What a record is worth as evidence, best first."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    IMPLAUSIBLE = "implausible"
    CONTRADICTED = "contradicted"
    ABSENT = "absent"


_SEVERITY = (Grade.COMPLETE, Grade.INCOMPLETE, Grade.IMPLAUSIBLE, Grade.CONTRADICTED, Grade.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentJudgement:
    """The worst that was found, and every sentence that was.

    Attributes:
        reasons: worst first; for a complete record what makes it so.
    """

    grade: Grade
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What a check may look at."""

    record: SubscriptionRecord
    first_sent_at: datetime | None
    now: datetime
    profile: Profile


Fault = tuple[Grade, str]


def judge(
    record: SubscriptionRecord | None,
    *,
    first_sent_at: datetime | None,
    now: datetime,
    profile: Profile = "opt_in",
    found: Iterable[Fault] = (),
) -> ConsentJudgement:
    """Judge one subscription record.

    Args:
        record: None where there is none.
        first_sent_at: when this list first mailed the address, aware UTC; None when it is not known to have.
        now: aware UTC.
        profile: "confirmed_opt_in" asks for a confirmation besides.
        found: what else speaks against it, such as its history.

    Returns:
        The worst grade of all checks with every reason, worst first.
    """
    if record is None:
        return ConsentJudgement(grade=Grade.ABSENT, reasons=("There is no subscription record for this address.",))
    if _says_nothing(record):
        return ConsentJudgement(
            grade=Grade.ABSENT,
            reasons=("The record has no time, no IP address, no source and no evidence: it shows no consent.",),
        )
    look = _Look(record=record, first_sent_at=first_sent_at, now=now, profile=profile)
    faults = [*(fault for check in _CHECKS for fault in check(look)), *found]
    return worst(faults) if faults else ConsentJudgement(grade=Grade.COMPLETE, reasons=(_praise(record),))


def worst(faults: Sequence[Fault]) -> ConsentJudgement:
    """Give the judgement that some faults make, at least one, worst first."""
    ordered = sorted(faults, key=lambda fault: _SEVERITY.index(fault[0]), reverse=True)
    return ConsentJudgement(grade=ordered[0][0], reasons=tuple(sentence for _, sentence in ordered))


def _says_nothing(record: SubscriptionRecord) -> bool:
    return not (record.subscribed_at_recorded or record.ip or record.source or record.evidence or record.confirmed_at)


def _praise(record: SubscriptionRecord) -> str:
    source = record.source.replace("_", " ") or "an unnamed source"
    shown = f"from {record.ip}" if record.ip else f'with the evidence "{record.evidence[:80]}"'
    return f"Subscribed at {record.subscribed_at_recorded} by {source} {shown}; nothing speaks against it."


def _time_recorded(look: _Look) -> Iterator[Fault]:
    recorded = look.record.subscribed_at_recorded
    if not recorded:
        yield Grade.INCOMPLETE, "The time of the subscription is missing."
    elif look.record.subscribed_at is None and _local(recorded) is None:
        yield Grade.INCOMPLETE, f'The time "{recorded}" cannot be read as a time.'
    elif look.record.subscribed_at is None:
        yield Grade.INCOMPLETE, f'The time "{recorded}" has no offset, so that the moment is not known.'


def _time_possible(look: _Look) -> Iterator[Fault]:
    earliest = _earliest(look.record)
    if earliest is None:
        return
    recorded = look.record.subscribed_at_recorded
    if earliest > look.now + CLOCK_ERROR:
        yield Grade.CONTRADICTED, f"The time {recorded} lies in the future."
    elif earliest > look.now:
        yield Grade.IMPLAUSIBLE, f"The time {recorded} lies in the future, by no more than a wrong clock explains."
    if look.first_sent_at is not None:
        yield from _against_first_send(earliest, look.first_sent_at, recorded)


def _against_first_send(earliest: datetime, first_sent_at: datetime, recorded: str) -> Iterator[Fault]:
    late = earliest - first_sent_at
    if late <= timedelta(0):
        return
    sentence = f"The time {recorded} is {span(late)} after the first mail, which was sent at {utc(first_sent_at)}"
    if late > CLOCK_ERROR:
        yield Grade.CONTRADICTED, f"{sentence}."
    else:
        yield Grade.IMPLAUSIBLE, f"{sentence}; a wrong clock or zone would explain that."


def _list_there(look: _Look) -> Iterator[Fault]:
    """A sheet or an older platform may be older than the list; a form on the web is not."""
    made, taken = look.record.list_created_at, look.record.subscribed_at
    if look.record.source not in {"web_form", "point_of_sale"} or look.record.list_consent == "imported":
        return
    if made is not None and taken is not None and taken < made - CLOCK_ERROR:
        yield (
            Grade.IMPLAUSIBLE,
            (
                f"The time {look.record.subscribed_at_recorded} is {span(made - taken)} before the list was made, "
                f"at {utc(made)}."
            ),
        )


def _address(look: _Look) -> Iterator[Fault]:
    record = look.record
    if record.ip:
        yield from _address_plausible(record.ip, "The IP address")
    elif record.source not in WRITTEN_SOURCES:
        yield Grade.INCOMPLETE, "The IP address of the subscription is missing."


def _address_plausible(ip: str, label: str) -> Iterator[Fault]:
    use = addresses.special_use(ip)
    if use == "no address":
        yield Grade.IMPLAUSIBLE, f'{label} "{ip}" is no IP address.'
    elif use:
        yield Grade.IMPLAUSIBLE, f"{label} {ip} is for {use} use: nobody on the Internet has it."


def _source(look: _Look) -> Iterator[Fault]:
    record = look.record
    if not record.source:
        yield Grade.INCOMPLETE, "The source of the subscription is missing."
    elif record.source in WRITTEN_SOURCES and not record.evidence:
        name = WRITTEN_SOURCES[record.source]
        yield Grade.INCOMPLETE, f"The source is {name}, and nothing is recorded that shows the consent given there."
    if (
        record.list_consent == "imported"
        and record.source in ONLINE_SOURCES
        and not (record.form_url or record.evidence)
    ):
        yield Grade.INCOMPLETE, "The list was imported, and neither the form nor other evidence came with the record."


def permits(record: SubscriptionRecord) -> bool:
    """Tell whether a list asks first, and sends for whom the consent was given to."""
    return not list(_permission_of(record))


def _permission(look: _Look) -> Iterator[Fault]:
    return _permission_of(look.record)


def _permission_of(record: SubscriptionRecord) -> Iterator[Fault]:
    if record.list_consent == "opt_out":
        yield Grade.CONTRADICTED, "The list is an opt-out list: nobody on it was asked first."
    given, sender = record.sending_entity.strip(), record.list_sending_entity.strip()
    if given and sender and given.casefold() != sender.casefold():
        yield Grade.CONTRADICTED, f'Consent was given to "{given}", and the list sends for "{sender}".'


def _confirmation(look: _Look) -> Iterator[Fault]:
    record = look.record
    asked = look.profile == "confirmed_opt_in"
    if record.confirmed_at is None:
        if asked or record.list_consent == "confirmed_opt_in":
            why = "the policy asks for one" if asked else "the list is said to be confirmed opt-in"
            yield Grade.INCOMPLETE, f"There is no confirmation, and {why}."
        return
    if record.confirmed_ip:
        yield from _address_plausible(record.confirmed_ip, "The confirmation's IP address")
    elif asked:
        yield Grade.INCOMPLETE, "The IP address of the confirmation is missing."
    if record.subscribed_at is not None and record.confirmed_at < record.subscribed_at:
        yield (
            Grade.IMPLAUSIBLE,
            (
                f"The confirmation at {utc(record.confirmed_at)} is before the subscription at "
                f"{utc(record.subscribed_at)}."
            ),
        )
    if asked and look.first_sent_at is not None:
        yield from _against_first_send(
            record.confirmed_at, look.first_sent_at, f"of confirmation {utc(record.confirmed_at)}"
        )


_CHECKS: tuple[Callable[[_Look], Iterator[Fault]], ...] = (
    _permission,
    _time_recorded,
    _time_possible,
    _list_there,
    _address,
    _source,
    _confirmation,
)


def _earliest(record: SubscriptionRecord) -> datetime | None:
    """Give the earliest moment that a recorded time can mean."""
    if record.subscribed_at is not None:
        return record.subscribed_at
    local = _local(record.subscribed_at_recorded)
    if local is None or local.year == 1:
        return None
    return local - FARTHEST_OFFSET


def _local(recorded: str) -> datetime | None:
    """Read a time without an offset as if it were UTC."""
    try:
        found = datetime.fromisoformat(recorded.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=UTC)
