"""Times as mail states them: the header's form first, then what mail clients print in their forward blocks.

Source: RFC 5322 section 3.3; forward blocks of the common clients; names and orders as in the Unicode CLDR.
"""

# ruff: noqa: RUF001 - letters and marks of many scripts are meant
from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from complaints.domain._month_names import MONTHS

_MAX_DATE = 200
_HEADER_SHAPE = re.compile(
    r"(?i)(?:[a-z]{3,9},?\s{0,5})?\d{1,2}\s{1,5}[a-z]{3}\w{0,6}\s{1,5}\d{2,4}\s{1,5}\d{1,2}:\d{2}(?::\d{2})?\s{0,5}"
    r"(?:[+-]\d{4}|ut|utc|gmt|z|[ecmp][sd]t)?\s{0,5}$"
)
_ISO_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_COMMENT = re.compile(r"\([^()]*+\)")


def parse_date(text: str, *, day_first: bool | None = None) -> datetime | None:
    """Read a time.

    Args:
        text: a Date header or a client's date line, decoded.
        day_first: how "5/11/2026" is meant, where the words around it say so; None leaves it to the text itself.

    Returns:
        The moment in UTC; a time without a zone is taken as UTC, as RFC 5322 does for "-0000". None when there is no
        readable day, month, year and time, or when day and month could change places.
    """
    text = text[:_MAX_DATE].strip()
    # The library reads past words that it does not know, "PM" among them, so it gets only what has the header's shape.
    bare = _COMMENT.sub(" ", text).strip()
    if _HEADER_SHAPE.match(bare):
        with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
            return _in_utc(parsedate_to_datetime(bare))
    if _ISO_SHAPE.match(text):
        with contextlib.suppress(ValueError, OverflowError):
            return _in_utc(datetime.fromisoformat(text))
    with contextlib.suppress(ValueError, OverflowError):
        return _client_date(text, day_first=day_first)
    return None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_DROPPED = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MORNING = r"am|a\. ?m\.|π\.?μ\.?|ص|sa|öö|fm|ap\.?|पूर्वाह्न"
_EVENING = r"pm|p\. ?m\.|μ\.?μ\.?|م|ch|ös|em|ip\.?|अपराह्न|אחה[״\"]צ"
_HALF = rf"(?:\s*({_MORNING}|{_EVENING})(?!\w))?"
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})(?:\s?[:h時时点點]\s?|시\s?)(\d{2})(?:[분分]\s?)?(?:[:\s]?(\d{2})(?=[^\d.:]|$)[초秒]?)?(?!\d)"
    + _HALF
)
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])" + _HALF)
_HALF_FIRST = re.compile(
    r"(上午|凌晨|早上|清晨|中午|下午|晚上|傍晚|午前|午後|오전|오후|(?<!\w)de\.|(?<!\w)du\.|(?<!\w)(?:öö|ös))\s*(?=\d)"
)
_ZONE = re.compile(r"(?:gmt|utc)?\s*(?<!\d)([+−-])\s?(\d{1,2}):?(\d{2})?(?!\d)")
_NAMED_OFFSET = re.compile(r"(?:gmt|utc)\s?([+−-])\s?(\d{1,2}):?(\d{2})?(?!\d)")
_NAMED_ZONES = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1, "cet": 1,
    "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "oesz": 3, "oez": 2, "seč": 1, "selč": 2, "msk": 3,
    "jst": 9, "kst": 9, "ist": 5.5, "hst": -10, "brt": -3, "brst": -2, "art": -3, "wib": 7, "wita": 8, "wit": 9,
    "west": 1, "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11, "acst": 9.5, "awst": 8, "nzst": 12, "nzdt": 13,
    "trt": 3, "sast": 2, "akst": -9, "akdt": -8, "мск": 3,
}  # fmt: skip
_WORD = re.compile(r"[^\s\d,.،·()|'’׳॰/:;+−\[\]-]{2,}+")
_YMD = re.compile(r"(?<!\d)(\d{4})\s?[-/.년年]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_SHORT_YMD = re.compile(r"(?<!\d)(\d{2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d:])")
_NUMBER = re.compile(r"(?<!\d)(\d{4}|\d{1,2})(?!\d)")
# Vietnamese counts its months; the number in front of the word is the day, that behind it the month.
_COUNTED = re.compile(r"(?<!\d)(\d{1,2})[,\s]{0,3}(?:thg|tháng)\s?(\d{1,2})(?!\d)")
_VIETNAMESE = re.compile(r"tháng (một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười hai|mười một|mười)(?!\w)")
_VIETNAMESE_NUMBERS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
# Croats write "5. listopada 2026." for October, Poles "5 listopada 2026" for November.
_CROATIAN = re.compile(r"\d{1,2}\.\s+([^\W\d_]{3,10}+)\.?\s+\d{4}\.")
_CROATIAN_MONTHS = {"lip": 6, "srp": 7, "lis": 10, "listopada": 10, "listopad": 10}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EAST_ASIAN_HALF = frozenset({"上午", "下午", "午前", "午後", "오전", "오후"})
_AMERICAN = re.compile(r"(?<![^\W\d_])(?:AM|PM|[ECMP][SD]T)(?![^\W\d_])")
_NOON = 12
_AFTERNOON = re.compile(rf"(?:{_EVENING}|du\.|下午|午後|오후|晚上|傍晚|中午)$")
_BUDDHIST = 2400


def _client_date(recorded: str, *, day_first: bool | None) -> datetime | None:
    """Read what a client prints for people: names of months in many languages, clocks of 12 and 24 hours."""
    recorded = _western_digits(_DROPPED.sub("", recorded).replace("\xa0", " ").replace("\u202f", " "))
    text = recorded.lower()
    half = _HALF_FIRST.search(text)
    # Scandinavians, Finns and Italians write 12.46, which must not be taken for the 28.10 of a date before it.
    clock = _CLOCK.search(text) or next(reversed(list(_DOTTED_CLOCK.finditer(text))), None)
    if clock is None:
        return None
    zone = _zone(text, clock.end())
    rest = text[: clock.start()] + " " * (clock.end() - clock.start()) + text[clock.end() :]
    east_asian = bool(half and half[1] in _EAST_ASIAN_HALF)
    if day_first is None and _AMERICAN.search(recorded) and (zone.utcoffset(None) or timedelta(0)) <= timedelta(0):
        day_first = False
    found = _calendar_day(rest, day_first=day_first, year_first=east_asian)
    if found is None:
        return None
    hour = _hour(int(clock[1]), clock[4] or (half[1] if half else ""))
    year, month, day = found
    year -= 543 if year > _BUDDHIST else 0
    return datetime(year, month, day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=zone).astimezone(UTC)


def _western_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)


def _hour(hour: int, half: str) -> int:
    if not half or hour > _NOON:
        return hour
    return hour % _NOON + (_NOON if _AFTERNOON.match(half) else 0)


def _calendar_day(text: str, *, day_first: bool | None, year_first: bool) -> tuple[int, int, int] | None:
    if found := _YMD.search(text) or (_SHORT_YMD.search(text) if year_first else None):
        year = int(found[1])
        return year + (2000 if year < 100 else 0), int(found[2]), int(found[3])  # noqa: PLR2004 - two-digit years
    return _counted_day(text) or _named_day(text) or _numeric_day(text, day_first=day_first)


def _counted_day(text: str) -> tuple[int, int, int] | None:
    if "th" not in text:
        return None
    text = _VIETNAMESE.sub(_month_number, text)
    found = _COUNTED.search(text)
    year = next((int(number) for number in _NUMBER.findall(text) if len(number) > 2), 0)  # noqa: PLR2004
    return (year, int(found[2]), int(found[1])) if found and year else None


def _month_number(words: re.Match[str]) -> str:
    number = sum(_VIETNAMESE_NUMBERS.index(word) + 1 if word != "hai" else 2 for word in words[1].split())
    return f"tháng {number}"


def _named_day(text: str) -> tuple[int, int, int] | None:
    croatian = _CROATIAN.search(text)
    month = _CROATIAN_MONTHS.get(croatian[1], 0) if croatian else 0
    # The last one: in several languages "mar" begins a Tuesday too.
    month = month or next((number for word in reversed(_WORD.findall(text)) if (number := _month(word))), 0)
    month = month or next((number for name, number in MONTHS.items() if "." in name and name in text), 0)
    if not month:
        return None
    numbers = _NUMBER.findall(text)
    year = next((int(number) for number in numbers if len(number) > 2), 0)  # noqa: PLR2004 - a day has two digits
    day = next((int(number) for number in numbers if len(number) <= 2), 0)  # noqa: PLR2004
    return (year, month, day) if year and day else None


def _month(word: str) -> int:
    """Give a month's number by its name, also in the Finnish partitive and behind the Hebrew "in"."""
    return MONTHS.get(word) or MONTHS.get(word.removesuffix("ta")) or MONTHS.get(word.removeprefix("ב")) or 0


def _numeric_day(text: str, *, day_first: bool | None) -> tuple[int, int, int] | None:
    found = _NUMERIC.search(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two-digit years
    if second > _NOON:
        return year, first, second
    if first > _NOON or first == second or found[2] == ".":
        return year, second, first
    by_weekday = _order_by_weekday(text, first, second, year)
    day_first = by_weekday if by_weekday is not None else day_first
    if day_first is None:
        return None
    return (year, second, first) if day_first else (year, first, second)


def _order_by_weekday(text: str, first: int, second: int, year: int) -> bool | None:
    """Let an English weekday beside a date tell its order; None when there is none, or both fit."""
    stated = {_WEEKDAYS.index(word[:3]) for word in _WORD.findall(text) if word[:3] in _WEEKDAYS}
    day_first = date(year, second, first).weekday() in stated
    month_first = date(year, first, second).weekday() in stated
    return day_first if day_first != month_first else None


def _zone(text: str, clock_end: int) -> timezone:
    behind = text[clock_end:]
    offset = _ZONE.search(behind) or _NAMED_OFFSET.search(text)
    if offset:
        hours = int(offset[2]) + int(offset[3] or 0) / 60
        return timezone(timedelta(hours=hours if offset[1] == "+" else -hours))
    for word in _WORD.findall(behind):
        if word in _NAMED_ZONES:
            return timezone(timedelta(hours=_NAMED_ZONES[word]))
    return UTC
