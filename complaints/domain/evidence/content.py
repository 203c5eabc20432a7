"""Comparing an original's content with that of a campaign: shingles of three words, merge fields left open.

Ours is what the campaign explains: an excerpt of it counts as the same, a banner or footer hardly matters, spam pasted
over a genuine token or behind a genuine text does not pass. Linear in both texts.

Source: Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from complaints.domain.html_text import read_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.domain.records import CampaignRecord

MAX_WORDS = 20_000
SHINGLE = 3
# Below this nothing can be said: three words agree by chance or not at all.
ENOUGH_CAMPAIGN_WORDS = 8
ENOUGH_ORIGINAL_WORDS = 12
# An unsubscribe footer or a gateway's banner, which nobody composed.
FREE_WORDS = 25
# What one merge field may be replaced by.
MAX_MERGED_WORDS = 15
EXCERPT_WEIGHT = 0.95
# The whole campaign among much else is neither shown to be ours nor shown not to be.
BURIED_WEIGHT = 0.5
# So many of a scrap's words stand in the campaign when it was cut from it.
SCRAP_SHARE = 0.6
# Neither the same nor foreign.
UNDECIDED = 0.5

_OPEN = "\x00"
_MERGE_FIELD = re.compile(r"\{\{[^{}]{0,200}\}\}")
# A Chinese, Japanese or Korean sign is a word of its own: nothing parts their words.
_WORD = re.compile(r"\x00|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{40,}+|(?:=[0-9A-F]{2}){3,}+")
_TAG = re.compile(
    r"\s*(?:\[[^\[\]]{1,40}\]|\*{2,}[^*]{1,40}\*{2,}|\{[^{}]{1,40}\}|(?:fwd?|fw|re|wg|aw|tr|rv|sv|vs|spam|junk)\s*:)\s*",
    re.IGNORECASE,
)


def similarity(text: str, campaign: CampaignRecord) -> float | None:
    """Say how far a text is that campaign's.

    Args:
        text: the visible text of the original.
        campaign: as composed; the better of its text and its HTML counts.

    Returns:
        0 to 1; None when no content is recorded or there is too little text to tell.
    """
    words = _words(text)
    found = [value for body in _bodies(campaign) if (value := _resemblance(words, body)) is not None]
    return round(max(found), 3) if found else None


def likeness_of_copy(text: str, campaign: CampaignRecord, *, quoted: bool) -> float | None:
    """Say how far a copy that somebody complains about is that campaign's; as `similarity`, but for two dangers.

    A scrap of other words says too little to compare, yet must not pass because the subject above it was copied; and
    base64 or quoted-printable that lost its header is unlike everything, which shows no forgery. Both are `UNDECIDED`.

    Args:
        text: the visible text of the copy.
        campaign: as composed.
        quoted: the copy has a body, even if no text is to be seen in it.
    """
    found = similarity(text, campaign)
    if found is None:
        return UNDECIDED if _is_other_scrap(_words(text), _bodies(campaign), quoted=quoted) else None
    return UNDECIDED if found < UNDECIDED and _is_undecoded(text) else found


def likeness_of_both(text: str, page: str | None, campaign: CampaignRecord, *, quoted: bool) -> float | None:
    """As `likeness_of_copy`; a genuine plain text leaves it undecided when the HTML on show beside it is another.

    Args:
        text: the visible text of the copy, plain where there is any.
        page: the visible text of its HTML parts; None where it has none.
        campaign: as composed; without recorded HTML the page is not judged.
        quoted: as there.
    """
    found = likeness_of_copy(text, campaign, quoted=quoted)
    if found is None or page is None or not campaign.html:
        return found
    on_show = likeness_of_copy(page, replace(campaign, text=""), quoted=True)
    return found if on_show is None else min(found, max(on_show, UNDECIDED))


def _is_other_scrap(words: list[str], bodies: Sequence[list[str]], *, quoted: bool) -> bool:
    """Tell whether a short text stands where the campaign has a long one, and was not cut from it."""
    if not bodies or any(len(body) - body.count(_OPEN) < ENOUGH_ORIGINAL_WORDS for body in bodies):
        return False
    known = {word for body in bodies for word in body}
    return sum(word in known for word in words) < SCRAP_SHARE * len(words) if words else quoted


def _is_undecoded(text: str) -> bool:
    encoded = sum(len(match[0]) for match in _ENCODED.finditer(text))
    return 2 * encoded > len("".join(text.split()))


@lru_cache(maxsize=32)
def _bodies(campaign: CampaignRecord) -> list[list[str]]:
    """Give the words of the campaign's bodies, merge fields left open: asked again and again in a flood."""
    composed = (campaign.text, read_html(campaign.html).text if campaign.html else "")
    return [_words(_MERGE_FIELD.sub(f" {_OPEN} ", body)) for body in composed if body]


def _words(text: str) -> list[str]:
    """Give the words of a text; addresses and links, which differ from copy to copy, are left out."""
    pieces = (piece for piece in text.casefold().split() if "@" not in piece and "://" not in piece)
    return _WORD.findall(" ".join(pieces))[:MAX_WORDS]


def _resemblance(words: list[str], body: list[str]) -> float | None:
    body = _open_wide(body)
    composed = len(body) - body.count(_OPEN)
    if composed < ENOUGH_CAMPAIGN_WORDS or len(words) < ENOUGH_ORIGINAL_WORDS:
        return None
    in_original = _covered(words, _shingles(body))
    explained = sum(in_original)
    kept = sum(_covered(body, _shingles(words))) / composed
    own_words = len(words) - _merged(words, in_original, body)
    foreign = max(0, own_words - explained - min(FREE_WORDS, composed // 2))
    whole = kept * composed / (composed + foreign)
    excerpt = EXCERPT_WEIGHT * explained / own_words if explained >= ENOUGH_ORIGINAL_WORDS else 0.0
    return min(1.0, max(whole, excerpt, BURIED_WEIGHT * kept))


def _open_wide(body: list[str]) -> list[str]:
    """Count a run of words too short for a shingle between merge fields as part of the field."""
    opened: list[str] = []
    runs = " ".join(body).split(_OPEN)
    for index, run in enumerate(runs):
        words = run.split()
        opened += [_OPEN] if index and opened[-1:] != [_OPEN] else []
        opened += words if len(runs) == 1 or len(words) >= SHINGLE else []
    return opened


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    runs = (tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))
    return {run for run in runs if _OPEN not in run}


def _covered(words: Sequence[str], known: set[tuple[str, ...]]) -> list[bool]:
    """Tell for each word whether it stands in a known shingle; never across a merge field."""
    covered = [False] * len(words)
    for start in range(len(words) - SHINGLE + 1):
        if tuple(words[start : start + SHINGLE]) in known:
            covered[start : start + SHINGLE] = [True] * SHINGLE
    return covered


def _merged(words: Sequence[str], covered: Sequence[bool], body: Sequence[str]) -> int:
    """Count foreign words that stand where the campaign has a merge field: right behind the word before it."""
    before = {body[index - 1] if index else "" for index, word in enumerate(body) if word == _OPEN}
    count, run = 0, 0
    allowed = False
    for index, known in enumerate(covered):
        if known:
            run, allowed = 0, False
            continue
        if run == 0:
            allowed = (words[index - 1] if index else "") in before
        run += 1
        count += allowed and run <= MAX_MERGED_WORDS
    return count


def subjects_agree(subject: str, recorded: str) -> bool | None:
    """Compare a subject with a recorded one: tags of filters and forwards ignored, merge fields open.

    None when one of them is empty.
    """
    shown, pattern = _plain(subject), _plain(recorded)
    if not shown or not pattern:
        return None
    position = 0
    pieces = [" ".join(piece.split()) for piece in _MERGE_FIELD.split(pattern)]
    if len(pieces) == 1:
        return shown == pattern
    if not any(pieces):
        return None
    if not shown.startswith(pieces[0]) or not shown.endswith(pieces[-1]):
        return False
    for piece in pieces:
        found = shown.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _plain(subject: str) -> str:
    text = subject[:1000]
    for _ in range(5):
        tag = _TAG.match(text)
        if tag is None or tag.end() == len(text):
            break
        text = text[tag.end() :]
    return " ".join(text.casefold().split())
