from __future__ import annotations

import csv
import tomllib
from collections import Counter
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest

from complaints.demo.build import build_platform
from complaints.demo.lists import GROWTH
from tests.complaints.demo.conftest import NOW, SCALE, SEED

if TYPE_CHECKING:
    from pathlib import Path

    from complaints.demo.records import DemoPlatform

COLUMNS = {
    "accounts.csv": "account_id,name,contact_email,status,plan,created_at",
    "identities.csv": "account_id,kind,value,valid_from,valid_until",
    "dkim_keys.csv": "domain,selector,record,valid_from,valid_until,exposed_at",
    "lists.csv": "list_id,account_id,name,consent,created_at,sending_entity,topic",
    "subscriptions.csv": "list_id,email,subscribed_at,ip,source,confirmed_at,confirmed_ip,status,evidence,form_url,"
    "sending_entity",
    "messages.csv": "message_id,account_id,list_id,campaign_id,recipient,sent_at,source_ip,subject,kind,trigger",
    "campaigns.csv": "campaign_id,account_id,subject,text,html",
    "volumes.csv": "account_id,hour,sent,bounced,complained",
}
KEYS = {
    "accounts.csv": ("account_id",),
    "identities.csv": ("account_id", "kind", "value"),
    "dkim_keys.csv": ("domain", "selector", "valid_from"),
    "lists.csv": ("list_id",),
    "subscriptions.csv": ("list_id", "email"),
    "messages.csv": ("message_id", "recipient"),
    "campaigns.csv": ("campaign_id",),
    "volumes.csv": ("account_id", "hour"),
}
TIMES = ("created_at", "valid_from", "valid_until", "exposed_at", "sent_at", "hour", "confirmed_at")
NAIVE_LISTS = {"l1111", "l1250"}


def _rows(platform: DemoPlatform, file: str) -> list[dict[str, str]]:
    with (platform.directory / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_equal_seed_and_moment_give_equal_files(platform: DemoPlatform, tmp_path: Path) -> None:
    build_platform(tmp_path, seed=SEED, now=NOW, scale=SCALE)
    assert _contents(tmp_path) == _contents(platform.directory)


def test_another_seed_gives_another_platform(platform: DemoPlatform, tmp_path: Path) -> None:
    build_platform(tmp_path, seed=SEED + 1, now=NOW, scale=SCALE)
    for file in ("subscriptions.csv", "messages.csv", "dkim_keys.csv", "platform.toml"):
        assert (tmp_path / file).read_bytes() != (platform.directory / file).read_bytes()


@pytest.mark.parametrize("file", COLUMNS)
def test_a_file_has_the_columns_of_the_contract(platform: DemoPlatform, file: str) -> None:
    assert list(_rows(platform, file)[0]) == COLUMNS[file].split(",")


@pytest.mark.parametrize("file", KEYS)
def test_a_key_occurs_once(platform: DemoPlatform, file: str) -> None:
    keys = Counter(tuple(row[column] for column in KEYS[file]) for row in _rows(platform, file))
    assert keys.most_common(1)[0][1] == 1


@pytest.mark.parametrize("file", COLUMNS)
def test_times_have_an_offset(platform: DemoPlatform, file: str) -> None:
    values = [row[column] for row in _rows(platform, file) for column in TIMES if row.get(column)]
    assert all(datetime.fromisoformat(value).tzinfo for value in values)


def test_only_two_lists_lost_the_offset_of_their_sign_ups(platform: DemoPlatform) -> None:
    naive = {
        row["list_id"]
        for row in _rows(platform, "subscriptions.csv")
        if row["subscribed_at"] and datetime.fromisoformat(row["subscribed_at"]).tzinfo is None
    }
    assert naive == NAIVE_LISTS


def test_nobody_signed_up_in_the_future(platform: DemoPlatform) -> None:
    rows = [row for row in _rows(platform, "subscriptions.csv") if row["list_id"] not in NAIVE_LISTS]
    times = [row[column] for row in rows for column in ("subscribed_at", "confirmed_at") if row[column]]
    assert all(datetime.fromisoformat(time) <= NOW for time in times)


def test_addresses_at_honest_web_forms_are_public(platform: DemoPlatform) -> None:
    honest = {"web", "web_business", "web_young", "yearly", "migrated"}
    lists = {spec.list_id for account in platform.accounts.values() for spec in account.lists if spec.growth in honest}
    rows = [row for row in _rows(platform, "subscriptions.csv") if row["list_id"] in lists]
    assert rows
    assert all(ip_address(row["ip"]).is_global for row in rows)


def test_a_bought_list_is_sorted_and_came_in_one_second(platform: DemoPlatform) -> None:
    rows = [row for row in _rows(platform, "subscriptions.csv") if row["list_id"] == "l1080"]
    assert [row["email"] for row in rows] == sorted(row["email"] for row in rows)
    assert len({row["subscribed_at"] for row in rows}) == 1


def test_every_way_of_growing_has_a_list(platform: DemoPlatform) -> None:
    assert {spec.growth for account in platform.accounts.values() for spec in account.lists} == set(GROWTH)


def test_bought_lists_share_what_the_vendor_sells_to_everybody(platform: DemoPlatform) -> None:
    first, second = ({row.email for row in platform.subscribers[one]} for one in ("l1080", "l1111"))
    assert len(first & second) > 10


def test_rows_refer_to_accounts_and_lists_that_exist(platform: DemoPlatform) -> None:
    accounts = {row["account_id"] for row in _rows(platform, "accounts.csv")}
    lists = {row["list_id"] for row in _rows(platform, "lists.csv")}
    for file in ("lists.csv", "messages.csv", "campaigns.csv", "volumes.csv"):
        assert {row["account_id"] for row in _rows(platform, file)} <= accounts
    assert {row["account_id"] for row in _rows(platform, "identities.csv")} <= accounts | {""}
    for file in ("subscriptions.csv", "messages.csv"):
        assert {row["list_id"] for row in _rows(platform, file)} <= lists | {""}


def test_an_address_and_a_domain_passed_from_one_customer_to_another(platform: DemoPlatform) -> None:
    holders = Counter((row["kind"], row["value"]) for row in _rows(platform, "identities.csv") if row["account_id"])
    passed_on = {key for key, count in holders.items() if count > 1}
    assert {("ip", "198.51.100.77"), ("from_domain", "skiclub-hochtal.example")} <= passed_on


def test_volumes_are_the_counts_of_the_log(platform: DemoPlatform) -> None:
    assert sum(int(row["sent"]) for row in _rows(platform, "volumes.csv")) == len(platform.log)


def test_one_silent_account_suddenly_sends(platform: DemoPlatform) -> None:
    sent = [row.sent_at for row in platform.log if row.account_id == "cu3400127"]
    assert sent
    assert min(sent) > NOW - timedelta(days=4)


def test_the_log_is_complete_for_as_long_as_the_platform_says(platform: DemoPlatform) -> None:
    said = tomllib.loads((platform.directory / "platform.toml").read_text("utf-8"))
    assert datetime.fromisoformat(said["send_log_complete_from"]) <= min(row.sent_at for row in platform.log)
