"""Patterns common to harvested, purchased and invented lists: an ordered registry, a file a signal.

Importing this package imports Ibis, which takes a moment: only what computes does so; pages read the stored result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.domain.list_patterns.before_the_list import BeforeTheList
from accounts.domain.list_patterns.canary_addresses import CanaryAddresses
from accounts.domain.list_patterns.complained_share import ComplainedShare
from accounts.domain.list_patterns.copied_opt_ins import CopiedOptIns
from accounts.domain.list_patterns.country_mix import CountryMix
from accounts.domain.list_patterns.declared_opt_out import DeclaredOptOut
from accounts.domain.list_patterns.dictionary_names import DictionaryNames
from accounts.domain.list_patterns.disposable_domains import DisposableDomains
from accounts.domain.list_patterns.domain_mix import DomainMix
from accounts.domain.list_patterns.file_order import FileOrder
from accounts.domain.list_patterns.first_send_bounces import FirstSendBounces
from accounts.domain.list_patterns.first_send_leavers import FirstSendLeavers
from accounts.domain.list_patterns.flat_hours import FlatHours
from accounts.domain.list_patterns.gibberish_names import GibberishNames
from accounts.domain.list_patterns.government_share import GovernmentShare
from accounts.domain.list_patterns.hard_bounces import HardBounces
from accounts.domain.list_patterns.hosting_ips import HostingIps
from accounts.domain.list_patterns.import_burst import ImportBurst
from accounts.domain.list_patterns.import_spikes import ImportSpikes
from accounts.domain.list_patterns.impossible_times import ImpossibleTimes
from accounts.domain.list_patterns.invalid_addresses import InvalidAddresses
from accounts.domain.list_patterns.ip_concentration import IpConcentration
from accounts.domain.list_patterns.known_elsewhere import KnownElsewhere
from accounts.domain.list_patterns.long_asleep import LongAsleep
from accounts.domain.list_patterns.midnights import Midnights
from accounts.domain.list_patterns.missing_ip import MissingIp
from accounts.domain.list_patterns.missing_time import MissingTime
from accounts.domain.list_patterns.naive_time import NaiveTime
from accounts.domain.list_patterns.numbered_addresses import NumberedAddresses
from accounts.domain.list_patterns.overlap import Overlap
from accounts.domain.list_patterns.regular_intervals import RegularIntervals
from accounts.domain.list_patterns.role_addresses import RoleAddresses
from accounts.domain.list_patterns.same_second import SameSecond
from accounts.domain.list_patterns.second_of_minute import SecondOfMinute
from accounts.domain.list_patterns.shared_core import SharedCore
from accounts.domain.list_patterns.shared_ips import SharedIps
from accounts.domain.list_patterns.sign_up_bombing import SignUpBombing
from accounts.domain.list_patterns.singleton_domains import SingletonDomains
from accounts.domain.list_patterns.site_contacts import SiteContacts
from accounts.domain.list_patterns.special_use_ip import SpecialUseIp
from accounts.domain.list_patterns.stale_addresses import StaleAddresses
from accounts.domain.list_patterns.suppressed_elsewhere import SuppressedElsewhere
from accounts.domain.list_patterns.tagged_for_another import TaggedForAnother
from accounts.domain.list_patterns.time_follows_alphabet import TimeFollowsAlphabet
from accounts.domain.list_patterns.trap_hits import TrapHits
from accounts.domain.list_patterns.typo_domains import TypoDomains
from accounts.domain.list_patterns.vendor_core import VendorCore

if TYPE_CHECKING:
    from accounts.domain.ports import Signal

SIGNALS: tuple[Signal, ...] = (
    RoleAddresses(),
    InvalidAddresses(),
    TypoDomains(),
    DisposableDomains(),
    GibberishNames(),
    NumberedAddresses(),
    DictionaryNames(),
    TaggedForAnother(),
    DomainMix(),
    SingletonDomains(),
    SiteContacts(),
    GovernmentShare(),
    CountryMix(),
    FileOrder(),
    DeclaredOptOut(),
    MissingIp(),
    MissingTime(),
    IpConcentration(),
    SpecialUseIp(),
    HostingIps(),
    SharedIps(),
    NaiveTime(),
    SameSecond(),
    RegularIntervals(),
    SecondOfMinute(),
    Midnights(),
    FlatHours(),
    TimeFollowsAlphabet(),
    ImpossibleTimes(),
    BeforeTheList(),
    ImportBurst(),
    ImportSpikes(),
    LongAsleep(),
    StaleAddresses(),
    SignUpBombing(),
    CopiedOptIns(),
    KnownElsewhere(),
    Overlap(),
    SharedCore(),
    VendorCore(),
    SuppressedElsewhere(),
    HardBounces(),
    FirstSendBounces(),
    FirstSendLeavers(),
    ComplainedShare(),
    TrapHits(),
    CanaryAddresses(),
)
