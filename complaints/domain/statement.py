"""Why we say that we sent a mail, or did not: one sentence that names nobody.

It is made of the kinds of reasons alone, never of their words, because those bear addresses: the same sentence goes to
staff and to customers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.facts import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PARTS = 3
# From here on a reason rests on our own records; below it is what anyone can write.
RECORDED_WEIGHT = 0.3

# With the weight from which on the phrase is true: a strategy gives less where something did not agree.
_FOR = {
    "own_dkim": (0.8, "our DKIM signature verifies"),
    "signed_identifier": (0.4, "a signed stamp of ours in it verifies"),
    "vetted_report": (0.4, "a vetted, authenticated reporter took it from one of our addresses"),
    "send_log": (0.4, "our send log has it"),
    "source_address": (0.3, "one of our addresses handed it over"),
}
_AGAINST = {
    "own_dkim": "the headers are ones that we signed, but what stands below them is not what we signed",
    "signed_identifier": "a stamp of ours in it does not belong to it: it was made up, or taken from another mail",
    "send_log": "our send log has the message that it claims to be, with other content",
    "log_absence": "our send log, which is complete for that time, does not have it",
}
_RECORDED = {
    "own_dkim": "our DKIM signature verifies, but our send log does not agree in everything",
    "signed_identifier": "a signed stamp of ours verifies, but our send log does not agree in everything",
    "vetted_report": "a vetted reporter names one of our addresses, but our send log does not confirm it",
    "send_log": "our send log has a message that fits",
    "source_address": "one of our addresses stands in its way",
}
_WRITTEN = {
    "own_dkim": "it bears a signature in our name that proves nothing",
    "signed_identifier": "it bears a stamp of ours that does not verify in this copy",
    "send_log": "our send log has the message, but not for this recipient",
    "source_address": "one of our addresses is named in it",
    "unsigned_identifier": "it bears a stamp that anyone can copy",
    "esp_mark": "it bears a mark that anyone can copy",
    "from_domain": "a sender address in it lies in a domain of a customer",
    "links": "it links to a tracking domain of ours",
    "web_site": "it advertises a site that we host",
}
_REPLAYED = "our proof in it is genuine, but our send log has the message for other recipients only"


def explain(origin: Origin, reasons: Iterable[tuple[str, float]]) -> str:
    """Say in one sentence why the origin is what it is.

    Args:
        origin: as judged.
        reasons: signal and weight of each reason, those that decided first.

    Returns:
        A sentence without any address, name or identifier.
    """
    given = tuple(reasons)
    if origin in (Origin.PROVEN, Origin.STRONG):
        return f"We sent this, because {_joined(_supporting(given))}."
    if origin is Origin.PROBABLE:
        return f"We probably sent this, because {_joined(_supporting(given))}."
    if origin is Origin.CONTRADICTED:
        against = _each(_AGAINST.get(name) for name, weight in given if weight < 0)
        return f"We did not send this, because {_joined(against or ['the evidence speaks against it'])}."
    if origin is Origin.REPLAYED:
        return f"We did not send this copy to this recipient, because {_REPLAYED}."
    if origin is Origin.FOREIGN:
        return "We have no sign of having sent this: nothing in it ties it to us."
    return f"It is not shown who sent this: {_open(given)}."


def _supporting(reasons: Iterable[tuple[str, float]]) -> list[str]:
    found = _each(_FOR[name][1] for name, weight in reasons if name in _FOR and weight >= _FOR[name][0])
    return found or ["our records and what is signed in it agree"]


def _open(reasons: tuple[tuple[str, float], ...]) -> str:
    recorded = _each(_RECORDED.get(name) for name, weight in reasons if weight >= RECORDED_WEIGHT)
    if recorded:
        return f"{_joined(recorded)}, and nothing more could be verified"
    written = _each(_WRITTEN.get(name) for name, weight in reasons if weight > 0)
    return f"{_joined(written or ['it only says so itself'])}, which anyone can write"


def _each(phrases: Iterable[str | None]) -> list[str]:
    """Give phrases each once, at most three."""
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))[:MAX_PARTS]


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
