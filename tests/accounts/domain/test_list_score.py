from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.domain.list_patterns import SIGNALS
from accounts.domain.list_score import baseline, find, lower_bound, weigh

if TYPE_CHECKING:
    from accounts.domain.list_score import Finding

BY_NAME = {signal.name: signal for signal in SIGNALS}


def found(name: str, value: float, n: int = 5000, others: tuple[float, ...] = ()) -> Finding:
    figures = {"value": value, "n": n, "hits": value * n, "observed": value, "longest": 9, "commonest": 5}
    more = {
        "together": 300.0,
        "distinct": 3,
        "busiest": "x",
        "days": 3,
        "late": 1,
        "future": 1,
        "as_of": "x",
        "most": 3,
        "spikes": 1,
        "nobodys": 1,
        "consent": "opt_out",
        "names": 3,
        "several": 20,
    }
    rest = dict.fromkeys(("usual", "domains", "typos", "mean", "spread"), 1)
    return find(BY_NAME[name], {**figures, **more, **rest}, others)


def test_below_its_threshold_a_signal_is_silent() -> None:
    assert found("role_addresses", 0.04).strength == 0


def test_a_signal_speaks_louder_up_to_its_strong_value() -> None:
    strengths = [found("role_addresses", value).strength for value in (0.08, 0.12, 0.3, 0.9)]
    assert strengths == sorted(strengths)
    assert strengths[-1] == 1


def test_a_few_records_prove_nothing() -> None:
    assert found("role_addresses", 0.5, n=10).strength == 0


def test_a_share_of_few_counts_less_than_the_same_share_of_many() -> None:
    assert found("role_addresses", 0.1, n=40).strength < found("role_addresses", 0.1, n=4000).strength


@pytest.mark.parametrize(("share", "n", "least", "most"), [(0, 0, 0, 0), (0, 100, 0, 0.0001), (1, 100, 0.95, 1)])
def test_the_lower_bound_stays_within_a_share(share: float, n: int, least: float, most: float) -> None:
    assert least <= lower_bound(share, n) <= most


def test_what_is_usual_on_the_platform_raises_the_threshold() -> None:
    usual = (0.06, 0.07, 0.07, 0.08, 0.09)
    assert found("role_addresses", 0.1).strength > 0
    assert found("role_addresses", 0.1, others=usual).strength == 0
    assert found("role_addresses", 0.1, others=usual).threshold == pytest.approx(0.14)


def test_the_usual_never_excuses_the_strong() -> None:
    assert found("role_addresses", 0.5, others=(0.9,) * 9).strength == 1


def test_few_lists_are_no_baseline() -> None:
    assert baseline((0.1, 0.2, 0.3, 0.4)) is None
    assert baseline((0.1, 0.2, 0.3, 0.4, 0.5)) == 0.3


def test_signals_of_one_group_add_up_to_a_cap_only() -> None:
    few = [found(name, 1.0) for name in ("missing_ip", "missing_time")]
    more = [*few, *(found(name, 1.0) for name in ("naive_time", "same_second"))]
    assert weigh(more).score == weigh(few).score


def test_groups_are_independent_witnesses() -> None:
    alone = [weigh([found(name, 1.0)]).score for name in ("missing_ip", "role_addresses")]
    assert weigh([found("missing_ip", 1.0), found("role_addresses", 1.0)]).score > max(alone)


def test_two_groups_are_never_strong() -> None:
    loud = [found(name, 1.0) for name in ("missing_ip", "missing_time", "numbered_addresses", "role_addresses")]
    assert weigh(loud).grade == "moderate"


def test_three_groups_that_speak_clearly_are_strong() -> None:
    assert weigh([found(name, 1.0) for name in ("missing_ip", "role_addresses", "import_burst")]).grade == "strong"


def test_three_groups_that_whisper_are_not_strong() -> None:
    assert weigh([found(name, 1.0) for name in ("naive_time", "file_order", "stale_addresses")]).grade == "weak"


def test_a_higher_grade_always_has_a_higher_score() -> None:
    names = [name for name in BY_NAME if not BY_NAME[name].decisive]
    verdicts = [weigh([found(name, 1.0) for name in names[first::step]]) for step in (1, 2, 3, 7) for first in range(9)]
    bands = {grade: [one.score for one in verdicts if one.grade == grade] for grade in ("weak", "moderate", "strong")}
    assert max(bands["weak"], default=0) < min(bands["moderate"])
    assert max(bands["moderate"]) < min(bands["strong"])


@pytest.mark.parametrize(
    "names", [("same_second", "import_burst", "import_spikes"), ("role_addresses", "site_contacts", "domain_mix")]
)
def test_one_fact_in_two_groups_is_one_witness(names: tuple[str, ...]) -> None:
    assert weigh([found(name, 1.0) for name in names]).grade == "weak"


def test_the_louder_of_two_groups_that_say_one_fact_counts() -> None:
    both = [found("same_second", 1.0), found("import_spikes", 1.0)]
    assert weigh(both).score == weigh(both[:1]).score


def test_a_sign_up_bombing_accuses_nobody_and_excuses_no_invented_records() -> None:
    assert weigh([found("sign_up_bombing", 1.0)]).grade == "none"
    assert weigh([found("special_use_ip", 0.14), found("sign_up_bombing", 1.0)]).grade == "strong"


def test_what_most_lists_have_excuses_what_is_told_by_comparison_only() -> None:
    assert found("shared_ips", 0.5).strength == 1
    assert found("shared_ips", 0.5, others=(0.3,) * 9).strength == 0


def test_a_decisive_signal_makes_the_grade_strong_alone() -> None:
    assert weigh([found("special_use_ip", 0.14)]).grade == "strong"


@pytest.mark.parametrize(
    ("names", "grade"),
    [
        ((), "none"),
        (("import_burst",), "weak"),
        (("numbered_addresses",), "weak"),
        (("numbered_addresses", "import_burst"), "moderate"),
    ],
)
def test_grades_follow_the_score(names: tuple[str, ...], grade: str) -> None:
    assert weigh([found(name, 1.0) for name in names]).grade == grade


def test_the_loudest_comes_first() -> None:
    ordered = weigh([found("naive_time", 1.0), found("missing_ip", 0.0), found("role_addresses", 1.0)])
    assert [finding.signal.name for finding in ordered.findings] == ["role_addresses", "naive_time", "missing_ip"]
