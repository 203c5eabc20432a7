"""What happened: each file tells one kind of story, and `TELLERS` is the order in which they are numbered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from complaints.demo.picks import Picker
from complaints.demo.stories import abused, framed, genuine, noise, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from complaints.demo.records import DemoComplaint, DemoPlatform

TELLERS: tuple[Callable[[Picker], Iterator[DemoComplaint]], ...] = (
    genuine.machines,
    genuine.people,
    genuine.cut_short,
    genuine.altered,
    genuine.mistaken,
    abused.broken_into,
    abused.replayed,
    abused.advertised,
    framed.bookshop,
    framed.credit_union,
    noise.listings,
    noise.foreign,
    noise.without_original,
    noise.not_complaints,
)


def _truth(name: str, complaint: DemoComplaint) -> dict[str, object]:
    return {
        "file": name,
        "story": complaint.story,
        "status": complaint.status,
        "format": complaint.format,
        "channel": complaint.channel,
        "feedback_type": complaint.feedback_type,
        "account": complaint.account,
        "origins": list(complaint.origins),
        "recipient": complaint.recipient,
        "message_id": complaint.message_id,
    }


def build_complaints(directory: Path, platform: DemoPlatform) -> list[DemoComplaint]:
    """Write the complaints about a platform.

    Args:
        directory: gets `0001.eml` and so on in the order of arrival, and `truth.jsonl`, which says of each what a
            careful reader makes of it. Ingest the mails by name: as part of the folder the truth would be one, too.
        platform: what `build_platform` gave.

    Returns:
        The complaints in the order of their files.
    """
    directory.mkdir(parents=True, exist_ok=True)
    picker = Picker(platform)
    told = [complaint for tell in TELLERS for complaint in tell(picker)]
    told = repeated.with_repeats(picker, told)
    told.sort(key=lambda complaint: complaint.arrived_at)
    lines = []
    for number, complaint in enumerate(told, start=1):
        name = f"{number:04d}.eml"
        (directory / name).write_bytes(complaint.raw)
        lines.append(json.dumps(_truth(name, complaint), ensure_ascii=False))
    (directory / "truth.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return told
