from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.domain.ports import IpFact
from accounts.models import Account, EarlierListPattern, ListPattern, MailingList, Subscription
from accounts.selectors.list_pattern import list_pattern
from accounts.services.list_book import opened_book
from accounts.services.list_patterns import refresh, refresh_all, refresh_lists
from accounts.services.list_references import canaries
from tests.accounts.list_kinds import DISHONEST, HONEST, Row, make
from tests.accounts.records_folder import write_records

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
HAS_SPARK = bool(find_spec("pyspark") and shutil.which("java"))


def keep(list_id: str, rows: list[Row], consent: str = "unknown") -> None:
    """Store a list that belongs to an account of its own."""
    account = Account.objects.create(pk=f"of {list_id}")
    kept = MailingList.objects.create(pk=list_id, account=account, consent=consent)
    Subscription.objects.bulk_create(
        Subscription(
            mailing_list=kept,
            email=row.email,
            subscribed_at_recorded=row.recorded,
            subscribed_at=aware(row.recorded),
            ip=row.ip,
            source=row.source,
            evidence=row.evidence,
            status=row.status,
        )
        for row in rows
    )


def aware(recorded: str) -> datetime | None:
    moment = datetime.fromisoformat(recorded) if recorded else None
    return moment if moment is not None and moment.tzinfo else None


def test_dishonest_lists_stand_out_and_honest_ones_do_not() -> None:
    for kind in (*HONEST, *DISHONEST):
        keep(kind, make(kind, 600, 7))
    refresh_all()
    scores = dict(ListPattern.objects.values_list("pk", "score"))
    assert max(scores[kind] for kind in HONEST) < 0.15
    assert min(scores[kind] for kind in DISHONEST) > 0.4


def test_a_list_is_computed_alike_alone_and_with_all() -> None:
    vendor = make("bought", 500, 3)
    keep("one", vendor[:400])
    keep("two", vendor[100:])
    keep("three", make("form", 300, 1))
    refresh_all()
    together = list_pattern("one")
    ListPattern.objects.all().delete()
    refresh("one")
    alone = list_pattern("one")
    assert together is not None
    assert alone is not None
    assert {s.name: s.value for s in alone.signals} == {s.name: s.value for s in together.signals}
    assert alone.score == together.score


def test_the_others_serve_as_baseline_when_one_is_computed_alone() -> None:
    for number in range(6):
        keep(f"form{number}", make("form", 100, number), consent="single_opt_in")
    refresh_all()
    refresh("form0")
    found = list_pattern("form0")
    assert found is not None
    assert all(signal.baseline is not None for signal in found.signals if signal.name == "role_addresses")


def test_only_the_lists_asked_for_are_computed() -> None:
    keep("one", make("form", 50, 1))
    keep("two", make("form", 50, 2))
    keep("three", make("form", 50, 3))
    assert refresh_lists({"two", "gone"}) == 1
    assert list(ListPattern.objects.values_list("pk", flat=True)) == ["two"]


def test_computing_again_replaces_the_result() -> None:
    keep("one", make("form", 60, 1))
    refresh("one")
    Subscription.objects.filter(mailing_list_id="one").first().delete()  # type: ignore[union-attr]  # there are some
    refresh("one")
    assert ListPattern.objects.get().subscribers == 59


def test_a_changed_result_keeps_the_earlier_one_with_its_day() -> None:
    keep("one", make("bought", 200, 1))
    refresh("one")
    before = ListPattern.objects.get()
    Subscription.objects.all().delete()
    refresh("one")
    earlier = EarlierListPattern.objects.get()
    assert (earlier.grade, earlier.score, earlier.computed_at) == (before.grade, before.score, before.computed_at)
    assert earlier.replaced_at == ListPattern.objects.get().computed_at
    assert {"name", "label", "value", "detail"} == set(earlier.telling[0])


def test_an_unchanged_result_is_no_earlier_one() -> None:
    keep("one", make("bought", 200, 1))
    refresh("one")
    refresh("one")
    assert not EarlierListPattern.objects.exists()


def test_a_bought_part_of_an_honest_list_makes_the_score() -> None:
    keep("mixed", [*make("form", 1500, 1), *make("bare", 260, 2)])
    refresh("mixed")
    found = ListPattern.objects.get()
    assert found.score == found.batch["score"] > 0.4
    assert found.batch["told"] == "260 records that came by import, on 2025-05-05"
    assert {signal["name"] for signal in found.signals if signal["batch"] and signal["strength"]} >= {"missing_ip"}


def test_the_tables_that_mix_customers_hold_no_address() -> None:
    keep("one", make("form", 50, 1))
    keep("two", make("form", 50, 1))
    with opened_book(frozenset({"one"}), timezone.now(), lambda *_: None) as (opened, _):
        cells = [str(cell) for row in opened.book.elsewhere.to_pyarrow().to_pylist() for cell in row.values()]
    assert len(cells) == 100 * 6
    assert not any("@" in cell for cell in cells)


def test_a_canary_is_decisive_and_stands_nowhere_in_the_answer(tmp_path: Path, settings: Settings) -> None:
    rows = make("form", 60, 1)
    file = tmp_path / "canaries"
    file.write_text(f"# ours\n{rows[7].email.upper()}\n")
    settings.CANARY_ADDRESSES = str(file)
    keep("one", rows)
    said = io.StringIO()
    call_command("list_patterns", "--json", stdout=said)
    assert ListPattern.objects.get().grade == "strong"
    assert rows[7].email not in said.getvalue()


@pytest.mark.parametrize("line", ["no address", "ann@isp.example decoy"])
def test_a_file_of_canaries_that_cannot_be_read_is_refused_without_quoting_it(
    line: str, tmp_path: Path, settings: Settings
) -> None:
    file = tmp_path / "canaries"
    file.write_text(line)
    settings.CANARY_ADDRESSES = str(file)
    with pytest.raises(ImproperlyConfigured, match="entry 1") as error:
        canaries()
    assert line not in str(error.value)


def test_a_connected_file_of_networks_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Networks:
        built_on = date(2026, 1, 1)

        def of(self, ip: str) -> IpFact | None:
            return IpFact(asn=64500, organisation="Example Hosting", country="") if ip else None

    monkeypatch.setattr(apps.get_app_config("accounts"), "ip_facts", Networks())
    keep("one", make("form", 300, 1))
    refresh("one")
    found = next(signal for signal in ListPattern.objects.get().signals if signal["name"] == "hosting_ips")
    assert found["value"] == 1
    assert "2026-01-01" in found["detail"]


def test_an_empty_list_has_a_sheet_without_signals() -> None:
    keep("empty", [])
    refresh("empty")
    found = list_pattern("empty")
    assert found is not None
    assert (found.subscribers, found.score, found.grade, found.signals) == (0, 0.0, "none", ())


def test_what_was_never_computed_has_no_sheet() -> None:
    keep("one", [])
    assert list_pattern("one") is None
    assert list_pattern("\0") is None


def test_odd_records_are_measured_without_complaint() -> None:
    keep("odd", [])
    Subscription.objects.bulk_create(
        Subscription(mailing_list_id="odd", email=email, subscribed_at_recorded=recorded, ip=ip)
        for email, recorded, ip in (
            ("@", "9999-12-31T23:59:59", "unknown"),
            ('"a@b"@c.example', "0001-01-01", "10.0.0.1 (proxy)"),
            ("99999999999999999999@x.example", "2025-02-30", "::"),
            ("\u00fc\U0001f600@x.example", "\u0661", "1" * 64),
        )
    )
    refresh("odd")
    assert ListPattern.objects.get().subscribers == 4


def test_the_command_prints_one_object_a_list() -> None:
    keep("one", make("bought", 100, 1))
    keep("empty", [])
    said = io.StringIO()
    call_command("list_patterns", "--json", stdout=said)
    answers = {answer["list_id"]: answer for answer in map(json.loads, said.getvalue().splitlines())}
    assert set(answers) == {"one", "empty"}
    assert set(answers["one"]) == {"list_id", "account", "subscribers", "score", "signals"}
    assert set(answers["one"]["signals"][0]) == {"name", "value", "threshold", "weight", "detail"}
    assert 0 <= answers["one"]["score"] <= 1


def test_an_import_brings_the_patterns_of_its_lists_up_to_date(tmp_path: Path) -> None:
    call_command("import_platform", str(write_records(tmp_path)), stderr=io.StringIO())
    found = list_pattern("l1")
    assert found is not None
    assert found.subscribers == 2


def test_a_dry_run_computes_nothing(tmp_path: Path) -> None:
    call_command("import_platform", str(write_records(tmp_path)), "--dry-run", stderr=io.StringIO())
    assert not ListPattern.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("postgres", marks=pytest.mark.skipif(connection.vendor != "postgresql", reason="no PostgreSQL")),
        pytest.param("spark", marks=pytest.mark.skipif(not HAS_SPARK, reason="no Spark or Java; see make lists-spark")),
    ],
)
def test_another_engine_computes_the_same_as_the_embedded_one(other: str, settings: Settings) -> None:
    vendor = make("bought", 500, 3)
    keep("one", [*make("form", 300, 1), *vendor[:260]])
    keep("two", vendor[100:])
    keep("odd", [])
    Subscription.objects.create(mailing_list_id="odd", email='"a@b",\n@c', ip="\u00fc\n", subscribed_at_recorded="x")
    found = {}
    for engine in ("duckdb", other):
        settings.LIST_ENGINE = engine
        refresh_lists({"one", "odd"})
        found[engine] = list(ListPattern.objects.order_by("pk").values_list("pk", "score", "signals", "batch"))
    assert found[other] == found["duckdb"]


def test_what_a_bombing_left_is_told_and_not_held_against_its_victims() -> None:
    bombs = [Row(f"p{n}@town{n}.gov", f"2025-05-05T10:{n // 60:02}:{n % 60:02}+00:00", "5.9.9.9") for n in range(150)]
    for second, name in enumerate(("one", "two", "three")):
        later = [replace(row, recorded=row.recorded.replace("T10", f"T1{second}")) for row in bombs]
        keep(name, [*make("form", 400, second), *later])
    refresh_all()
    found = ListPattern.objects.get(pk="one")
    told = next(one for one in found.signals if one["name"] == "sign_up_bombing")
    assert told["detail"].startswith("27 % of 550 opt-ins by form (150)")
    assert found.grade == "none"
