"""Rows about who sends; a file an aggregate."""

from __future__ import annotations

from accounts.models.account import Account
from accounts.models.campaign import Campaign
from accounts.models.dkim_key import DkimKey
from accounts.models.identity import Identity
from accounts.models.list_measurement import ListMeasurement
from accounts.models.list_pattern import EarlierListPattern, ListPattern
from accounts.models.mailing_list import MailingList
from accounts.models.platform_profile import PlatformProfile
from accounts.models.sent_message import SentMessage
from accounts.models.staff import Staff
from accounts.models.subscription import Subscription
from accounts.models.volume import HourlyVolume

__all__ = [
    "Account",
    "Campaign",
    "DkimKey",
    "EarlierListPattern",
    "HourlyVolume",
    "Identity",
    "ListMeasurement",
    "ListPattern",
    "MailingList",
    "PlatformProfile",
    "SentMessage",
    "Staff",
    "Subscription",
]
