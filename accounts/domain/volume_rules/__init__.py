"""The ways in which an increase in sending is large: an ordered registry, a file a rule, the plainest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.volume_rules.channel import Channel
from accounts.domain.volume_rules.envelope import Envelope
from accounts.domain.volume_rules.novelty import Novelty
from accounts.domain.volume_rules.off_hours import OffHours
from accounts.domain.volume_rules.ramp import Ramp
from accounts.domain.volume_rules.tail import Tail
from accounts.domain.volume_rules.waking import Waking
from accounts.domain.volume_rules.warm_up import WarmUp
from accounts.domain.volume_rules.weekday import Weekday

if TYPE_CHECKING:
    from accounts.domain.volume import VolumeRule

RULES: tuple[VolumeRule, ...] = (
    WarmUp(),
    Envelope(),
    Ramp(),
    Waking(),
    Weekday(),
    OffHours(),
    Tail(),
    Novelty(),
    Channel(),
)
