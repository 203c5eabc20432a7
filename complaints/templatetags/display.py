"""How values are written for people: times, addresses, origins, money. Hostile text stays text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from complaints.domain.facts import Origin

register = template.Library()

# Bidirectional and zero-width controls turn an address round or hide a part of it.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

ORIGIN_SENTENCES: dict[str, str] = {
    Origin.PROVEN: "Proven: a signature of ours verifies whole, and the send log has this message for this recipient.",
    Origin.STRONG: "Strong: the copy was altered or cut, yet our signed proof and the send log agree.",
    Origin.PROBABLE: "Probable: a trusted report or a signed stamp, and traffic in the log that fits.",
    Origin.PLAUSIBLE: "Plausible: consistent with our records, nothing verified.",
    Origin.CLAIMED: "Claimed: only what anyone can write points here.",
    Origin.CONTRADICTED: "Contradicted: it names us, and the evidence speaks against it.",
    Origin.REPLAYED: "Replayed: our signature verifies, but the log has it for another recipient only.",
    Origin.FOREIGN: "Foreign: nothing ties it to this platform.",
}
_ORIGIN_TONES: dict[str, str] = {
    Origin.PROVEN: "bad",
    Origin.STRONG: "bad",
    Origin.PROBABLE: "watch",
    Origin.CONTRADICTED: "ok",
    Origin.REPLAYED: "ok",
    Origin.FOREIGN: "ok",
}
_STANDING_TONES = {"active": "ok", "suspended": "watch", "terminated": "bad"}
_HIGH, _MIDDLE = 60, 30


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def as_datetime(value: datetime | str | None) -> datetime | None:
    """Read a time of a row or of kept JSON; None for what is none. A time without an offset is UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, object], value: datetime | str | None, empty: str = "not known") -> SafeString:
    """Write a time in the reader's zone with its zone's name, in UTC on hovering, and relative where scripts run."""
    time = as_datetime(value)
    if time is None:
        return format_html('<span class="muted">{}</span>', empty)
    reader = getattr(context.get("request"), "user", None)
    local = time.astimezone(_zone(getattr(reader, "time_zone", "UTC")))
    utc = time.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        utc.isoformat(timespec="seconds"),
        f"{utc:%Y-%m-%d %H:%M:%S}",
        f"{local:%Y-%m-%d %H:%M} {local.tzname()}",
    )


@register.filter
def ago(value: datetime | str | None) -> SafeString:
    """Write a time as "3 hours ago" where scripts run, as a UTC time where not."""
    time = as_datetime(value)
    if time is None:
        return mark_safe("")
    utc = time.astimezone(UTC)
    return format_html(
        '<relative-time datetime="{}" title="{} UTC" no-title>{} UTC</relative-time>',
        utc.isoformat(timespec="seconds"),
        f"{utc:%Y-%m-%d %H:%M:%S}",
        f"{utc:%Y-%m-%d %H:%M}",
    )


@register.filter
def utc(value: datetime | str | None) -> str:
    """Write a time in UTC to the second, as evidence is shown."""
    time = as_datetime(value)
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if time else ""


@register.filter
def visible(value: object) -> str:
    """Take invisible and direction-turning characters out of a text of one line."""
    return _INVISIBLE.sub("", str(value or ""))


@register.filter
def visible_lines(value: object) -> str:
    """Take invisible and direction-turning characters out of a text of many lines."""
    lines = str(value or "").replace("\r\n", "\n").replace("\t", "    ").split("\n")
    return "\n".join(_INVISIBLE.sub("", line) for line in lines)


@register.filter
def address(value: object) -> str:
    """Write an e-mail address or domain so that it cannot pass for another: domains in ASCII, nothing invisible."""
    local, at, domain = visible(value).rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def ascii_domain(domain: str) -> str:
    """Give a domain in its ASCII form; one that cannot be encoded has its foreign letters written as escapes."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("ascii", "backslashreplace").decode("ascii")


@register.filter
def words(value: object) -> str:
    """Write a stable name as words: "needs_original" is "needs original"."""
    return str(value or "").replace("_", " ")


@register.filter
def money(cents: int | None, currency: str = "USD") -> str:
    """Write integer cents: 30000 is "$300.00", and a credit "-$100.00"."""
    amount = cents or 0
    sign = "-" if amount < 0 else ""
    symbol = "$" if currency == "USD" else f"{currency} "
    return f"{sign}{symbol}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


@register.filter
def percent(value: float | None) -> str:
    """Write a share of one as whole percent; "" for none."""
    return "" if value is None else f"{value * 100:.0f} %"


@register.filter
def share(value: float | None) -> str:
    """Write a small share of one, such as a complaint rate, with two digits: "0.13 %"."""
    return "nothing" if value is None else f"{value * 100:.2f} %"


@register.filter
def weight(value: float | None) -> str:
    """Write a reason's weight with its sign."""
    return f"{value or 0:+.2f}"


@register.filter
def origin_tag(value: str) -> SafeString:
    """Write an origin as a tag whose title says what it means."""
    if not value:
        return mark_safe("")
    return format_html(
        '<span class="tag {}" title="{}">{}</span>',
        _ORIGIN_TONES.get(value, ""),
        ORIGIN_SENTENCES.get(value, ""),
        value,
    )


@register.filter
def origin_sentence(value: str) -> str:
    """Give the sentence that says what an origin means."""
    return ORIGIN_SENTENCES.get(value, value)


@register.filter
def standing_tag(value: str) -> SafeString:
    """Write an account's standing as a tag."""
    return format_html('<span class="tag {}">{}</span>', _STANDING_TONES.get(value, ""), value)


@register.filter
def priority_class(points: int) -> str:
    """Give the class of a priority: high, middle or none."""
    return "high" if points >= _HIGH else "middle" if points >= _MIDDLE else ""


@register.filter
def size(size_bytes: int) -> str:
    """Write a number of bytes for people, in powers of 1000."""
    amount = float(size_bytes or 0)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:  # noqa: PLR2004 - the step between units
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
