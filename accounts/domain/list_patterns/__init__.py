"""Patterns common to harvested, purchased and invented lists: an ordered registry, a file a signal.

Importing this package imports Ibis, which takes a moment: only what computes does so; pages read the stored result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns.complained_share import ComplainedShare
from accounts.domain.list_patterns.file_order import FileOrder
from accounts.domain.list_patterns.flat_hours import FlatHours
from accounts.domain.list_patterns.hard_bounces import HardBounces
from accounts.domain.list_patterns.import_burst import ImportBurst
from accounts.domain.list_patterns.ip_concentration import IpConcentration
from accounts.domain.list_patterns.missing_ip import MissingIp
from accounts.domain.list_patterns.missing_time import MissingTime
from accounts.domain.list_patterns.naive_time import NaiveTime
from accounts.domain.list_patterns.numbered_addresses import NumberedAddresses
from accounts.domain.list_patterns.overlap import Overlap
from accounts.domain.list_patterns.regular_intervals import RegularIntervals
from accounts.domain.list_patterns.role_addresses import RoleAddresses
from accounts.domain.list_patterns.same_second import SameSecond
from accounts.domain.list_patterns.shared_core import SharedCore
from accounts.domain.list_patterns.singleton_domains import SingletonDomains
from accounts.domain.list_patterns.special_use_ip import SpecialUseIp
from accounts.domain.list_patterns.time_follows_alphabet import TimeFollowsAlphabet

if TYPE_CHECKING:
    from accounts.domain.ports import Signal

SIGNALS: tuple[Signal, ...] = (
    RoleAddresses(),
    NumberedAddresses(),
    SingletonDomains(),
    FileOrder(),
    MissingIp(),
    MissingTime(),
    IpConcentration(),
    SpecialUseIp(),
    NaiveTime(),
    SameSecond(),
    RegularIntervals(),
    TimeFollowsAlphabet(),
    FlatHours(),
    ImportBurst(),
    Overlap(),
    SharedCore(),
    HardBounces(),
    ComplainedShare(),
)
