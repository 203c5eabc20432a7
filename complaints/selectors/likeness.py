"""How far originals are like what their account sent: a few texts beside its latest campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Campaign, SentMessage
from accounts.selectors.directory import RecordedDirectory
from complaints.domain.evidence.content import similarity
from complaints.models import Incident

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.domain.records import CampaignRecord

MAX_COMPARED = 8
MAX_CAMPAIGNS = 4
MAX_TEXT = 20_000
MAX_ROWS = 300


def likeness(account_id: str | None, incidents: Sequence[int]) -> dict[int, float]:
    """Compare the first 8 incidents of some with the account's 4 latest campaigns.

    Returns:
        By incident: 0 to 1, the best of the campaigns; none where there is too little text or no campaign.
    """
    campaigns = _latest_campaigns(account_id) if account_id and incidents else []
    if not campaigns:
        return {}
    rows = Incident.objects.filter(pk__in=incidents[:MAX_COMPARED]).values_list("pk", "evidence__facts__text")
    found: dict[int, float] = {}
    for number, text in rows:
        values = [similarity(str(text or "")[:MAX_TEXT], campaign) for campaign in campaigns]
        known = [value for value in values if value is not None]
        if known:
            found[number] = max(known)
    return found


def _latest_campaigns(account_id: str) -> list[CampaignRecord]:
    """Give the campaigns that the account sent last, else any of its campaigns."""
    recent = (
        SentMessage.objects.filter(account_id=account_id).order_by("-sent_at").values_list("campaign_id", flat=True)
    )
    wanted = [name for name in dict.fromkeys(recent[:MAX_ROWS]) if name][:MAX_CAMPAIGNS]
    if not wanted:
        own = Campaign.objects.filter(account_id=account_id).order_by("-pk")
        wanted = list(own.values_list("pk", flat=True)[:MAX_CAMPAIGNS])
    records = RecordedDirectory()
    return [campaign for name in wanted if (campaign := records.campaign(name)) is not None]
