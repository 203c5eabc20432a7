"""Weighing the claims of all strategies into one answer.

Our own proof comes first, whoever reports. A contradiction outweighs whatever is merely consistent. Nothing that only
anyone can write rises above `claimed`.

Source: the ingest contract, table of origins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.evidence.agreement import delivered, exact_rows, near_rows, tells_itself
from complaints.domain.facts import WARRANTS_WARNING, Attribution, Candidate, Claim, Completeness, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.domain.facts import Evidence, Reason

PRECEDENCE = (
    Origin.PROVEN,
    Origin.STRONG,
    Origin.REPLAYED,
    Origin.PROBABLE,
    Origin.CONTRADICTED,
    Origin.PLAUSIBLE,
    Origin.CLAIMED,
)
# (least, most): where in the band an answer lies is decided by how much else speaks for the account.
CONFIDENCE = {
    Origin.PROVEN: (0.99, 0.99),
    Origin.STRONG: (0.9, 0.95),
    Origin.PROBABLE: (0.7, 0.8),
    Origin.PLAUSIBLE: (0.4, 0.6),
    Origin.CLAIMED: (0.1, 0.3),
    Origin.CONTRADICTED: (0.05, 0.05),
    Origin.REPLAYED: (0.03, 0.03),
    Origin.FOREIGN: (0.0, 0.0),
}
MAX_REASONS = 30
MAX_COMPETING = 5

# Ids of accounts coincide with those of strangers' systems, so a mark of sending software alone ties nothing to us.
LACKING, ADVERTISED, MARK = "log_absence", "web_site", "esp_mark"

FOREIGN = Attribution(account_id=None, origin=Origin.FOREIGN, confidence=0.0)


def weigh(claims: Iterable[Claim], evidence: Evidence) -> Attribution:
    """Combine claims.

    Args:
        claims: of all strategies, in their order.
        evidence: what they were drawn from.

    Returns:
        The attribution: `foreign` when nothing names us; else the first origin in `PRECEDENCE` that a claim has, with
        the account that its best claim names, or, below `probable`, the best named at all.
    """
    given = [_limited(claim, evidence) for claim in claims]
    # To advertise a site that we host does not say that we sent it, so that a log without it contradicts nothing.
    if not any(claim.reason.signal not in {LACKING, ADVERTISED, MARK} for claim in given):
        given = [claim for claim in given if claim.reason.signal == ADVERTISED]
    if not given:
        return FOREIGN
    origin = next(each for each in PRECEDENCE if any(claim.origin is each for claim in given))
    ranked = sorted(given, key=lambda claim: _rank(claim, origin))
    # What a warning can rest on names its account itself: a From address is no part of the proof.
    naming = [claim for claim in ranked if claim.origin is origin or origin not in WARRANTS_WARNING]
    account_id = next((claim.account_id for claim in naming if claim.account_id), None)
    competing = tuple(_competing(ranked, account_id))
    campaign_id, list_id = _campaign(evidence, account_id)
    return Attribution(
        account_id=account_id,
        origin=origin,
        confidence=_confidence(origin, given, account_id),
        reasons=_reasons(ranked, origin),
        campaign_id=campaign_id,
        list_id=list_id,
        competing=competing[:MAX_COMPETING],
    )


def _limited(claim: Claim, evidence: Evidence) -> Claim:
    if claim.origin is Origin.PROVEN and evidence.headers is not Completeness.FULL:
        return Claim(strategy=claim.strategy, account_id=claim.account_id, origin=Origin.STRONG, reason=claim.reason)
    return claim


def _rank(claim: Claim, origin: Origin) -> tuple[bool, int, float]:
    return claim.origin is not origin, PRECEDENCE.index(claim.origin), -abs(claim.reason.weight)


def _reasons(ranked: list[Claim], origin: Origin) -> tuple[Reason, ...]:
    deciding = [claim.reason for claim in ranked if claim.origin is origin]
    others = sorted(
        (claim.reason for claim in ranked if claim.origin is not origin), key=lambda each: -abs(each.weight)
    )
    return tuple(dict.fromkeys([*deciding, *others]))[:MAX_REASONS]


def _competing(ranked: list[Claim], account_id: str | None) -> Iterator[Candidate]:
    seen = {account_id, None}
    for claim in ranked:
        if claim.account_id not in seen and claim.account_id:
            seen.add(claim.account_id)
            confidence = _confidence(claim.origin, [claim], claim.account_id)
            yield Candidate(account_id=claim.account_id, confidence=confidence, origin=claim.origin)


def _confidence(origin: Origin, claims: Iterable[Claim], account_id: str | None) -> float:
    """Place the answer in its band: support of other strategies raises it, claims for other accounts lower it."""
    least, most = CONFIDENCE[origin]
    support = sum(
        claim.reason.weight if claim.account_id in {None, account_id} else -claim.reason.weight
        for claim in claims
        if claim.reason.weight > 0
    )
    share = min(1.0, max(0.0, support / 2))
    return round(least + (most - least) * share, 3)


def _campaign(evidence: Evidence, account_id: str | None) -> tuple[str | None, str | None]:
    """Give campaign and list: of the row that is this message, else of a verified identifier."""
    rows = [row for row in exact_rows(evidence) if row.account_id == account_id]
    near = [row for row in near_rows(evidence) if row.account_id == account_id and tells_itself(evidence, row)]
    row = delivered(rows) or next(iter([*rows, *near]), None)
    if row is not None and (row.campaign_id or row.list_id):
        return row.campaign_id, row.list_id
    hit = next((hit for hit in evidence.identifiers if hit.verified and hit.account_id == account_id), None)
    return (hit.campaign_id, hit.list_id) if hit else (None, None)
