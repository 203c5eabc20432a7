"""From subscription records as they are stored to the rows that signals measure, in any engine of Ibis.

What a record says of its time is text: every ISO 8601 form that Python reads is read here too, by expressions only, so
that no record passes through Python on the way. Each stage computes what the next one uses several times: an engine
must not fold them into one select (`ibis.options.sql.fuse_selects`), or the same text is searched dozens of times.

Source: ISO 8601; `datetime.fromisoformat` of Python 3.11 for which of its forms, and for separators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Callable

    from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

DAY_SECONDS = 86_400
# What nearly all records are written in: read without taking the text to pieces.
_PLAIN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?$"
)
_CLOCK = r"(?:[0-9]{2}(?::[0-9]{2}){0,2}|[0-9]{4}|[0-9]{6})"
_FRACTION = r"(?:[.,][0-9]+)?"
_DAY = "-[0-9]{2}-[0-9]{2}|[0-9]{4}|-?W[0-9]{2}"
_WEEKDAY = "-W[0-9]{2}-[0-9]|W[0-9]{3}"
# Any character may part date and time, line ends included: engines differ in what a dot is. After a weekday none that
# could belong to the clock: 2025-W09-22 is ten at night.
_PARTED = f"({_DAY})(?:[^0]|0)|({_WEEKDAY})[^0-9]"
# Groups: 1 year, 2 or 3 or 4 the rest of the date, 5 clock, 6 offset with its sign, 7 clock of the offset.
_ISO = f"^([0-9]{{4}})(?:({_DAY}|{_WEEKDAY})|(?:{_PARTED})({_CLOCK}){_FRACTION}(Z|[+-]({_CLOCK}){_FRACTION})?)$"
_WEEK_DAYS = 7
# The end of the year 9999, inside its last week.
_LAST_DAY = 2_932_896


def rows_of(records: Table, keep: Callable[[Table], Table]) -> Table:
    """Derive what signals measure: see `Book.rows`.

    Args:
        records: position, list_id, account_id, person, email, ip, recorded, utc_seconds (null where no moment in UTC
            could be made of it), source, form, status, has_evidence, confirmed, moved; nothing else is
            null.
        keep: gives the same table back, computed once where an engine would compute it at every use.
    """
    domain = records.email.re_extract("[^@]*$", 0).fill_null("")
    timed = _timed(records.mutate(domain=domain), keep)
    before = ibis.greatest(timed.email.length() - timed.domain.length() - 1, 0)
    return timed.select(
        *("position", "list_id", timed.list_id.name("of_list"), "account_id", "person", "email"),
        timed.email.substr(0, before).name("local"),
        *("domain", "ip", "recorded", "wall_seconds", "utc_seconds"),
        (timed.wall_seconds.notnull() & timed.utc_seconds.isnull()).name("naive"),
        *("source", "form", "status", "has_evidence", "confirmed", "moved"),
    )


def _timed(records: Table, keep: Callable[[Table], Table]) -> Table:
    """Add wall_seconds: the clock on the wall in whole seconds since 1970, whatever its zone; null for none.

    A fraction of a second is cut off.
    """
    plain = records.recorded.re_search(_PLAIN)
    # Null instead of what is not read that way: no engine, in whatever order it computes, casts what is no number.
    usual = ibis.ifelse(plain, records.recorded, ibis.null("string"))
    other = ibis.ifelse(plain, ibis.null("string"), records.recorded)
    return _counted(_numbered(_parted(keep(records.mutate(usual=usual, other=other)))))


def _parted(records: Table) -> Table:
    """Cut both kinds of text to digits: year, month_day, week (with its weekday), clock and away, null for none."""
    usual, other = records.usual, records.other
    date = ibis.coalesce(_group(other, 2), _group(other, 3), _group(other, 4)).replace("-", "")
    shown = _six_digits(_group(other, 5).fill_null(""))
    cut = records.mutate(
        year=ibis.coalesce(usual.substr(0, 4), _group(other, 1)),
        date=ibis.coalesce(usual.substr(5, 5).replace("-", ""), date),
        clock=ibis.coalesce(usual.substr(11, 8).replace(":", ""), shown),
        away=_six_digits(_group(other, 7).fill_null("")),
    )
    is_week = cut.date.startswith("W")
    return cut.mutate(
        month_day=ibis.ifelse(is_week, ibis.null("string"), cut.date),
        # Without a weekday the week's first is meant.
        week=ibis.ifelse(is_week, cut.date.substr(1).concat("1").substr(0, 3), ibis.null("string")),
    )


def _group(text: StringValue, index: int) -> StringValue:
    """Take a group of the ISO pattern; null where there is none, which some engines give as an empty text."""
    return text.re_extract(_ISO, index).nullif("")


def _six_digits(clock: StringValue) -> StringValue:
    return clock.replace(":", "").concat("000000").substr(0, 6)


def _numbered(cut: Table) -> Table:
    return cut.mutate(
        year=cut.year.cast("int64"),
        month=_two(cut.month_day, 0),
        day=_two(cut.month_day, 2),
        week=_two(cut.week, 0),
        weekday=cut.week.substr(2, 1).cast("int64"),
        hour=_two(cut.clock, 0),
        minute=_two(cut.clock, 2),
        second=_two(cut.clock, 4),
        away=_two(cut.away, 0) * 3600 + _two(cut.away, 2) * 60 + _two(cut.away, 4),
    )


def _two(digits: StringValue, start: int) -> IntegerValue:
    return digits.substr(start, 2).cast("int64")


def _counted(parts: Table) -> Table:
    days = ibis.coalesce(
        _civil_days(parts.year, parts.month, parts.day), _week_days(parts.year, parts.week, parts.weekday)
    )
    good = (parts.hour < 24) & (parts.minute < 60) & (parts.second < 60) & (parts.away < DAY_SECONDS)  # noqa: PLR2004
    seconds = days * DAY_SECONDS + parts.hour * 3600 + parts.minute * 60 + parts.second
    return parts.mutate(wall_seconds=ibis.ifelse(good, seconds, ibis.null("int64")))


def _civil_days(year: IntegerValue, month: IntegerValue, day: IntegerValue) -> IntegerValue:
    """Count the days since 1970; null for a day that is not in the calendar (proleptic Gregorian, from year 1)."""
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    # 30 or 31 by turns, beginning anew in August; February apart.
    usual = 30 + (month + month // 8) % 2
    longest = ibis.ifelse(month == 2, ibis.ifelse(leap, 29, 28), usual)  # noqa: PLR2004 - February
    good = (year >= 1) & month.between(1, 12) & (day >= 1) & (day <= longest)
    # Years that begin in March, so that the leap day is their last.
    shifted = year - (14 - month) // 12
    turned = (month + 9) % 12
    days = shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + (turned * 153 + 2) // 5 + day - 719_469
    return ibis.ifelse(good, days, ibis.null("int64"))


def _week_days(year: IntegerValue, week: IntegerValue, weekday: IntegerValue) -> IntegerValue:
    """Count the days since 1970 of a day of an ISO week; null for a week or weekday that the year does not have."""
    days = _first_monday(year) + (week - 1) * _WEEK_DAYS + weekday - 1
    good: BooleanValue = (year >= 1) & (week >= 1) & weekday.between(1, _WEEK_DAYS) & (days < _first_monday(year + 1))
    good &= days <= _LAST_DAY
    return ibis.ifelse(good, days, ibis.null("int64"))


def _first_monday(year: IntegerValue) -> IntegerValue:
    """Give the day on which the first ISO week begins: that of the fourth of January."""
    before = year - 1
    fourth = before * 365 + before // 4 - before // 100 + before // 400 + 3 - 719_162
    # The first of January 1970 was a Thursday; so many weeks more keep the remainder above zero in every year.
    return fourth - (fourth + 3 + 110_000 * _WEEK_DAYS) % _WEEK_DAYS
