"""Times as mail states them: the header's form first, then what mail clients print in their forward blocks.

Source: RFC 5322 section 3.3; forward blocks of the common clients.
"""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MAX_DATE = 200
_HEADER_SHAPE = re.compile(
    r"(?i)(?:[a-z]{3,9},?\s{0,5})?\d{1,2}\s{1,5}[a-z]{3}\w{0,6}\s{1,5}\d{2,4}\s{1,5}\d{1,2}:\d{2}(?::\d{2})?\s{0,5}"
    r"(?:[+-]\d{4}|(?!am|pm)[a-z]{1,5})?\s{0,5}$"
)
_ISO_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_COMMENT = re.compile(r"\([^()]*+\)")


def parse_date(text: str) -> datetime | None:
    """Read a time.

    Args:
        text: a Date header or a client's date line, decoded.

    Returns:
        The moment in UTC; a time without a zone is taken as UTC, as RFC 5322 does for "-0000". None when there is no
        readable day, month, year and time.
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
        return _client_date(text)
    return None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# Month names as forward blocks print them, January first, a language a line; inflected forms where clients use them.
_MONTH_TABLE = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
jänner feber maerz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
ledna února března dubna května června července srpna září října listopadu prosince
január február marec apríl máj jún júl august september október november december
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
jan feb mar apr may jun jul aug sep oct nov dec
jan feb mrt apr mei jun jul aug sept okt nov dez
janv févr mars avr mai juin juil août sept oct nov déc
ene feb mar abr may jun jul ago sept oct nov dic
tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk
gen feb mar apr mag giu lug ago set ott nov dic
jan fev mar abr mai jun jul ago set out nov dez
sty lut mar kwi maj cze lip sie wrz paź lis gru
oca şub mar nis may haz tem ağu eyl eki kas ara
янв фев мар апр мая июн июл авг сен окт ноя дек
"""  # noqa: RUF001 - Turkish
_MONTHS: dict[str, int] = {}
for _line in _MONTH_TABLE.split("\n"):
    for _number, _month in enumerate(_line.split(), start=1):
        _MONTHS.setdefault(_month, _number)

_HALF = r"(?:\s*(am|pm|a\.m\.|p\.m\.))?"
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})\s?[:h]\s?(\d{2})(?::(\d{2}))?(?!\d)" + _HALF)
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])" + _HALF)
_HALF_FIRST = re.compile(r"(上午|下午|午前|午後|오전|오후|de\.|du\.)\s*(?=\d)")
_ZONE = re.compile(r"(?:gmt|utc)?\s*([+−-])\s?(\d{1,2}):?(\d{2})?(?!\d)")  # noqa: RUF001 - as iOS prints it
_NAMED_ZONES = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1, "cet": 1,
    "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "oesz": 3, "oez": 2, "seč": 1, "selč": 2, "msk": 3,
    "jst": 9, "kst": 9, "ist": 5.5, "hst": -10,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{2,}+")
_YMD = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d:])")
_NUMBER = re.compile(r"(?<!\d)(\d{4}|\d{1,2})(?!\d)")
_NOON = 12
_AFTERNOON = frozenset({"pm", "p.m.", "du.", "下午", "午後", "오후"})


def _client_date(text: str) -> datetime | None:
    """Read what a client prints for people: names of months in many languages, clocks of 12 and 24 hours."""
    text = text.lower().replace("\xa0", " ").replace("\u202f", " ")
    half = _HALF_FIRST.search(text)
    # Scandinavians, Finns and Italians write 12.46, which must not be taken for the 28.10 of a date before it.
    clock = _CLOCK.search(text) or next(reversed(list(_DOTTED_CLOCK.finditer(text))), None)
    if clock is None:
        return None
    rest = text[: clock.start()] + " " * (clock.end() - clock.start()) + text[clock.end() :]
    found = _calendar_day(rest)
    if found is None:
        return None
    hour = _hour(int(clock[1]), clock[4] or (half[1] if half else ""))
    moment = datetime(*found, hour, int(clock[2]), int(clock[3] or 0), tzinfo=_zone(text[clock.end() :]))
    return moment.astimezone(UTC)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % _NOON + (_NOON if half in _AFTERNOON else 0)


def _calendar_day(text: str) -> tuple[int, int, int] | None:
    if found := _YMD.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    month = next((number for word in _WORD.findall(text) if (number := _MONTHS.get(word.removesuffix("ta")))), 0)
    if month:
        numbers = _NUMBER.findall(text)
        year = next((int(number) for number in numbers if len(number) > 2), 0)  # noqa: PLR2004 - a day has two digits
        day = next((int(number) for number in numbers if len(number) <= 2), 0)  # noqa: PLR2004
        return (year, month, day) if year and day else None
    found = _NUMERIC.search(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two-digit years
    month_first = second > _NOON or (found[2] == "/" and first <= _NOON and _looks_american(text))
    return (year, first, second) if month_first else (year, second, first)


def _looks_american(text: str) -> bool:
    """Tell whether a slashed date with both numbers below 13 stands beside an American zone."""
    return bool(re.search(r"\b(?:[ecmp][sd]t|am|pm)\b", text))


def _zone(text: str) -> timezone:
    offset = _ZONE.search(text)
    if offset:
        hours = int(offset[2]) + int(offset[3] or 0) / 60
        return timezone(timedelta(hours=hours if offset[1] == "+" else -hours))
    for word in _WORD.findall(text):
        if word in _NAMED_ZONES:
            return timezone(timedelta(hours=_NAMED_ZONES[word]))
    return UTC
