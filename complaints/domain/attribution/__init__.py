"""Who sent it: strategies in the order in which their reasons are told, weighed into one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.domain.attribution.from_domain import FromDomain
from complaints.domain.attribution.links import Links
from complaints.domain.attribution.log_absence import LogAbsence
from complaints.domain.attribution.origin import FOREIGN, weigh
from complaints.domain.attribution.own_dkim import OwnDkim
from complaints.domain.attribution.send_log import SendLog
from complaints.domain.attribution.signed_identifier import SignedIdentifier
from complaints.domain.attribution.source_address import SourceAddress
from complaints.domain.attribution.unsigned_identifier import UnsignedIdentifier
from complaints.domain.attribution.vetted_report import VettedReport

if TYPE_CHECKING:
    from complaints.domain.facts import Attribution, Evidence
    from complaints.domain.ports import AccountDirectory, Strategy

# Proof first, then what is consistent, then what anyone can write.
STRATEGIES: tuple[Strategy, ...] = (
    OwnDkim(),
    SignedIdentifier(),
    VettedReport(),
    SendLog(),
    LogAbsence(),
    SourceAddress(),
    UnsignedIdentifier(),
    FromDomain(),
    Links(),
)


def attribute(evidence: Evidence, directory: AccountDirectory) -> Attribution:
    """Say which account sent an original to its recipient, how well that is shown, and why.

    Args:
        evidence: as `collect` gathered it.
        directory: our records; before any import everything is foreign.

    Returns:
        The attribution, with every reason for and against.
    """
    if not directory.has_records():
        return FOREIGN
    return weigh([claim for strategy in STRATEGIES for claim in strategy.judge(evidence, directory)], evidence)
