"""The nine panels of a list's patterns: which signals stand together, and what each says and shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from complaints.selectors.chart import Chart, Point, bar_chart

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_POINTS = 120
OTHER = "Further signals"
# Title of a panel, the names of its signals, the one that draws it first.
PANELS = {
    "Additions over time": "import_burst import_spikes long_asleep stale_addresses before_the_list sign_up_bombing",
    "Opt-in times": "flat_hours same_second second_of_minute midnights regular_intervals time_follows_alphabet "
    "naive_time",
    "Opt-in addresses": "ip_concentration shared_ips hosting_ips special_use_ip",
    "Mix of domains": "domain_mix singleton_domains site_contacts government_share country_mix",
    "Role and pattern addresses": "role_addresses invalid_addresses typo_domains disposable_domains gibberish_names "
    "tagged_for_another",
    "Order of the records": "file_order numbered_addresses dictionary_names",
    "Bounces and complaints": "hard_bounces first_send_bounces first_send_leavers complained_share trap_hits",
    "Other customers and seeded addresses": "copied_opt_ins known_elsewhere shared_core vendor_core overlap "
    "suppressed_elsewhere canary_addresses",
    "Missing and impossible fields": "declared_opt_out missing_time missing_ip impossible_times",
}
_PLACES = {name: title for title, names in PANELS.items() for name in names.split()}
_UNITS = {"file_order": "% ascending"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLine:
    """One signal: the kept JSON of `ListPattern.signals`, and its series as a chart where it has one."""

    list_id: str
    signal: dict[str, Any]
    chart: Chart | None
    chart_id: str

    @property
    def sentence(self) -> str:
        """Say what it found with its figure, as it is cited."""
        signal = self.signal
        part = f"among {signal['batch']}: " if signal.get("batch") else ""
        usual = signal.get("baseline")
        beside = "" if usual is None else f" Other lists: {usual:.4g} at the median."
        return f"List {self.list_id}, {signal.get('label')}: {part}{signal.get('detail')}{beside}"

    @property
    def strong(self) -> bool:
        """Tell whether the value is past its threshold."""
        return bool((self.signal.get("strength") or 0) > 0)

    @property
    def victim(self) -> bool:
        """Tell whether it speaks for the customer: a signal past its threshold that weighs nothing."""
        return self.strong and not self.signal.get("weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPanel:
    """What several signals say of one side of a list; loudest first."""

    title: str
    signals: tuple[SignalLine, ...]

    @property
    def telling(self) -> tuple[SignalLine, ...]:
        """Give the signals past their threshold."""
        return tuple(line for line in self.signals if line.strong)

    @property
    def decisive(self) -> bool:
        """Tell whether a signal decides by itself."""
        return any(line.signal.get("decisive") and line.signal.get("strength") == 1 for line in self.signals)


def panels_of(list_id: str, signals: Iterable[dict[str, Any]]) -> tuple[ListPanel, ...]:
    """Put kept signals together by panel; a panel without any is left out.

    Args:
        list_id: for the names of the charts on the page.
        signals: as kept in `ListPattern.signals`.
    """
    lines: dict[str, list[SignalLine]] = {title: [] for title in (*PANELS, OTHER)}
    for number, signal in enumerate(signals, start=1):
        chart_id = f"{slugify(list_id)}-{number}"
        line = SignalLine(list_id=list_id, signal=signal, chart=_chart(signal), chart_id=chart_id)
        lines[_PLACES.get(signal.get("name", ""), OTHER)].append(line)
    return tuple(ListPanel(title=title, signals=tuple(found)) for title, found in lines.items() if found)


def _chart(signal: dict[str, Any]) -> Chart | None:
    series = [point for point in signal.get("series") or () if isinstance(point, list | tuple) and len(point) >= 2]  # noqa: PLR2004 - label and number
    points = [_point(*point) for point in series[:MAX_POINTS]]
    unit = _UNITS.get(signal.get("name", ""), "addresses")
    return bar_chart(str(signal.get("label") or signal.get("name")), points, unit=unit) if points else None


def _point(label: object, value: float, usual: float | None = None, *_: object) -> Point:
    note = "" if usual is None else f"usually {usual:,.0f}"
    return Point(label=str(label), value=float(value), note=note)
