"""Rows about who sends; a file an aggregate."""

from __future__ import annotations

from accounts.models.account import Account
from accounts.models.campaign import Campaign
from accounts.models.dkim_key import DkimKey
from accounts.models.hold import AccountHold
from accounts.models.identity import Identity
from accounts.models.list_measurement import ListMeasurement
from accounts.models.list_pattern import EarlierListPattern, ListPattern
from accounts.models.mailing_list import MailingList
from accounts.models.platform_profile import PlatformProfile
from accounts.models.sent_count import SentCount
from accounts.models.sent_message import SentMessage
from accounts.models.staff import Staff
from accounts.models.subscription import Subscription
from accounts.models.subscription_change import SubscriptionChange
from accounts.models.volume import HourlyVolume
from accounts.models.volume_alert import VolumeAlert, VolumeRun, VolumeWatch

__all__ = [
    "Account",
    "AccountHold",
    "Campaign",
    "DkimKey",
    "EarlierListPattern",
    "HourlyVolume",
    "Identity",
    "ListMeasurement",
    "ListPattern",
    "MailingList",
    "PlatformProfile",
    "SentCount",
    "SentMessage",
    "Staff",
    "Subscription",
    "SubscriptionChange",
    "VolumeAlert",
    "VolumeRun",
    "VolumeWatch",
]
