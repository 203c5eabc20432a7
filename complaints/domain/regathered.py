"""What changed when the evidence on an original was gathered again, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What evidence came to, once: earlier or now.

    Attributes:
        reasons: as JSON values of `facts.Reason`.
        recipient_matches: the send log has it for this recipient.
    """

    recipient: str
    account_id: str | None
    campaign_id: str
    origin: str
    confidence: float
    recipient_matches: bool
    reasons: tuple[Mapping[str, Any], ...]


def changes(before: Mapping[tuple[int, str], Result], now: Mapping[tuple[int, str], Result]) -> tuple[str, ...]:
    """Say what differs between two results of the same complaint.

    Args:
        before: by the original's place in the complaint and the recipient.
        now: likewise.

    Returns:
        A sentence a difference; empty when nothing differs.
    """
    sentences: list[str] = []
    for key in sorted(before.keys() | now.keys()):
        old, new = before.get(key), now.get(key)
        if old is None or new is None:
            sentences.append(_came_or_went(key[1], came=old is None))
        elif old != new:
            sentences += _differences(old, new)
    return tuple(sentences)


def _came_or_went(recipient: str, *, came: bool) -> str:
    whose = recipient or "an unknown recipient"
    return f"A copy for {whose} is found now." if came else f"A copy for {whose} is no longer found."


def _differences(old: Result, new: Result) -> Iterator[str]:
    if old.origin != new.origin:
        yield f"The origin was {old.origin} and is {new.origin} now."
    if old.account_id != new.account_id:
        yield f"The account was {old.account_id or 'none'} and is {new.account_id or 'none'} now."
    if old.campaign_id != new.campaign_id:
        yield f"The campaign was {old.campaign_id or 'not known'} and is {new.campaign_id or 'not known'} now."
    if old.confidence != new.confidence:
        yield f"The confidence was {old.confidence:.0%} and is {new.confidence:.0%} now."
    if old.recipient_matches != new.recipient_matches:
        yield f"The send log {'has' if new.recipient_matches else 'no longer has'} it for this recipient."
    if old.reasons != new.reasons:
        yield from _reasons(old, new)


def _reasons(old: Result, new: Result) -> Iterator[str]:
    earlier, later = ([str(reason.get("detail", "")) for reason in each.reasons] for each in (old, new))
    fresh = [detail for detail in later if detail and detail not in earlier]
    gone = [detail for detail in earlier if detail and detail not in later]
    yield from (f"New: {detail}" for detail in fresh)
    yield from (f"No longer: {detail}" for detail in gone)
    if not fresh and not gone:
        yield "The reasons weigh otherwise than before."
