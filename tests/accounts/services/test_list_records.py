from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.domain.pseudonyms import normalised
from accounts.models import Subscription
from accounts.services import list_portions
from accounts.services.list_records import PLACES, RECORDS, StoredRecords
from tests.accounts.list_kinds import make
from tests.accounts.services.test_list_patterns import keep

pytestmark = pytest.mark.django_db

MOMENT = datetime(2025, 5, 5, 4, 0, 59, 999999, tzinfo=UTC)
FORMS = ("", 'https://Shop.example/a,b?c="d"', "https://shop.example/\u00fc\n", "http://[bad", "no address")


def read(list_ids: set[str] | None) -> list[dict[str, Any]]:
    records = StoredRecords(None if list_ids is None else frozenset(list_ids), lambda *_: None)
    return [row for portion in records.portions() for row in portion().to_pylist()]


def stored(**columns: object) -> dict[str, Any]:
    """Store a record and read it."""
    keep("one", [])
    Subscription.objects.create(**{"mailing_list_id": "one", "email": "ann@isp.example"} | columns)
    return read(None)[0]


@pytest.mark.parametrize("at", [None, MOMENT, datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, tzinfo=UTC)])
def test_a_moment_is_read_in_whole_seconds(at: datetime | None) -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    expected = None if at is None else (at - epoch) // timedelta(seconds=1)
    assert stored(subscribed_at=at)["utc_seconds"] == expected


@pytest.mark.parametrize(("form", "host"), [*zip(FORMS, ("", "shop.example", "shop.example", "", ""), strict=True)])
def test_of_a_forms_address_the_host_is_read(form: str, host: str) -> None:
    assert stored(form_url=form)["form"] == host


def test_text_comes_over_as_it_was_stored() -> None:
    text = "\u00fc\U0001f600,\"'\\ \n\t;\x1e\x1f"
    row = stored(email=f"{text}@x.example", subscribed_at_recorded=text, ip=text)
    assert (row["email"], row["recorded"], row["ip"]) == (f"{text}@x.example", text, text)


def test_a_separator_in_a_repeated_text_moves_no_other_cell() -> None:
    row = stored(source="a\x1eb", status="c\x1fd", subscribed_at=MOMENT, evidence="kept")
    assert (row["source"], row["status"], row["has_evidence"]) == ("a\x1eb", "c\x1fd", True)
    assert row["utc_seconds"] == int(MOMENT.timestamp())


def test_equal_mailboxes_are_one_person_without_an_address() -> None:
    keep("one", [])
    keep("two", [])
    for pk, email in (("one", "ann@b\u00fccher.example"), ("two", "ANN@xn--bcher-kva.example")):
        Subscription.objects.create(mailing_list_id=pk, email=email)
    rows = read(None)
    assert normalised(rows[0]["email"]) == normalised(rows[1]["email"])
    assert len({row["person"] for row in rows}) == 1


def test_records_are_read_in_portions_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    keep("one", make("form", 50, 1))
    keep("two", make("form", 50, 2))
    whole = read({"one"})
    monkeypatch.setattr(list_portions, "PORTION_ROWS", 7)
    assert read({"one"}) == whole
    assert len(whole) == 50


def test_the_same_people_are_found_on_other_lists() -> None:
    rows = make("form", 20, 1)
    keep("one", rows)
    keep("two", rows[:5])
    records = StoredRecords(frozenset({"one"}), lambda *_: None)
    portions = [portion() for portion in records.elsewhere()]
    assert [row["list_id"] for portion in portions for row in portion.to_pylist()] == ["two"] * 5
    assert all(portion.cast(PLACES).schema == PLACES for portion in portions)
    assert all(portion().cast(RECORDS).schema == RECORDS for portion in records.portions())


@pytest.mark.parametrize(
    ("evidence", "moved"),
    [
        ("Export from another service", True),
        ("MIGRATED with its history", True),
        ("Form on the site", False),
        ("", False),
    ],
)
def test_evidence_that_names_a_former_system_is_known(evidence: str, moved: bool) -> None:  # noqa: FBT001
    assert stored(evidence=evidence)["moved"] == moved


def test_a_second_click_is_known() -> None:
    assert stored(confirmed_at=MOMENT)["confirmed"]
    assert not read(None)[0]["moved"]


def test_records_that_are_not_confirmed_are_known_too() -> None:
    assert not stored()["confirmed"]
