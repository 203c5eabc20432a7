from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.domain import addresses
from accounts.domain.platform import Platform
from accounts.models import Account, DkimKey, Identity, MailingList, PlatformProfile, SentMessage, Subscription
from accounts.selectors.directory import directory
from accounts.services.import_platform import import_platform
from tests.accounts.records_folder import write_records

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MOVED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _two_accounts() -> None:
    Account.objects.bulk_create([Account(pk="cu1", name="First"), Account(pk="cu2", name="Second")])


def hold(value: str, account: str | None, kind: str = "ip", **when: datetime) -> None:
    Identity.objects.create(account_id=account, kind=kind, value=value, **when)


def send(number: int, **fields: object) -> None:
    values: dict[str, object] = {
        "message_id": f"<m{number}@x.example>",
        "recipient": "ann@isp.example",
        "account_id": "cu1",
        "sent_at": MOVED + timedelta(hours=number),
        "source_ip": "198.51.100.7",
        **fields,
    }
    SentMessage.objects.create(**values)


def test_a_domain_that_moved_is_each_owners_in_its_time() -> None:
    hold("shop.example", "cu1", "from_domain", valid_until=MOVED)
    hold("shop.example", "cu2", "from_domain", valid_from=MOVED)
    ask = directory()
    before = ask.identities("from_domain", "shop.example", MOVED - timedelta(seconds=1))
    after = ask.identities("from_domain", "shop.example", MOVED)
    ever = ask.identities("from_domain", "shop.example", None)
    assert [[r.account_id for r in rows] for rows in (before, after, ever)] == [["cu1"], ["cu2"], ["cu2", "cu1"]]


def test_a_parent_domain_does_not_answer_for_its_child() -> None:
    hold("shop.example", "cu1", "from_domain")
    assert directory().identities("from_domain", "mail.shop.example", None) == ()


def test_an_address_finds_every_network_round_it_narrowest_first() -> None:
    for value in ("198.51.100.0/24", "198.51.100.7", "198.51.100.0/28", "198.51.101.0/24", "0.0.0.0/0"):
        hold(value, None)
    found = directory().identities("ip", "198.51.100.7", NOW)
    assert [r.value for r in found] == ["198.51.100.7", "198.51.100.0/28", "198.51.100.0/24", "0.0.0.0/0"]


def test_an_ipv6_address_finds_its_networks_and_no_ipv4_ones() -> None:
    for value in ("2001:db8::/48", "2001:db8::/32", "2001:db9::/32", "0.0.0.0/0"):
        hold(value, None)
    found = directory().identities("ip", "2001:DB8::1", NOW)
    assert [r.value for r in found] == ["2001:db8::/48", "2001:db8::/32"]


def test_a_mapped_address_is_the_ipv4_address() -> None:
    hold("198.51.100.7", "cu1")
    assert directory().identities("ip", "::ffff:198.51.100.7", NOW)[0].account_id == "cu1"


def test_what_is_no_address_has_no_holder() -> None:
    hold("198.51.100.7", "cu1")
    assert directory().identities("ip", "not an address", NOW) == ()


def test_keys_come_newest_first_and_those_without_a_start_last() -> None:
    for record, start in (("old", None), ("new", NOW), ("mid", MOVED)):
        DkimKey.objects.create(domain="a.example", selector="s", record=record, valid_from=start)
    assert [k.record for k in directory().dkim_keys("A.example", "S")] == ["new", "mid", "old"]


def test_at_most_twenty_keys_come() -> None:
    for day in range(30):
        DkimKey.objects.create(domain="a.example", selector="s", record="r", valid_from=MOVED + timedelta(days=day))
    assert len(directory().dkim_keys("a.example", "s")) == 20


def test_a_recipient_is_found_in_any_case_newest_first_within_the_window() -> None:
    for number in range(5):
        send(number)
    found = directory().sent_to("ANN@ISP.example", MOVED + timedelta(hours=1), MOVED + timedelta(hours=3))
    assert [r.message_id for r in found] == ["<m3@x.example>", "<m2@x.example>", "<m1@x.example>"]


def test_one_message_id_may_have_many_recipients() -> None:
    send(1)
    send(1, recipient="bob@isp.example")
    assert {r.recipient for r in directory().sent_by_message_id("<m1@x.example>")} == {
        "ann@isp.example",
        "bob@isp.example",
    }


def test_sendings_are_found_by_the_address_they_left_from() -> None:
    send(1)
    send(2, source_ip="198.51.100.8")
    found = directory().sent_from("::ffff:198.51.100.7", MOVED, NOW)
    assert [r.message_id for r in found] == ["<m1@x.example>"]


def test_sendings_of_one_account_to_one_recipient() -> None:
    send(1)
    send(2, account_id="cu2")
    assert [r.message_id for r in directory().sent_for("cu1", "Ann@isp.example")] == ["<m1@x.example>"]


def test_empty_columns_come_back_as_not_recorded() -> None:
    send(1, source_ip="")
    found = directory().sent_by_message_id("<m1@x.example>")[0]
    assert (found.list_id, found.campaign_id, found.source_ip) == (None, None, None)


def test_a_subscription_comes_with_its_list_and_only_for_its_account() -> None:
    kept = MailingList.objects.create(list_id="l1", account_id="cu1", name="News", consent="paper", topic="menus")
    Subscription.objects.create(mailing_list=kept, email="ann@isp.example", source="paper")
    (found,) = directory().subscriptions("cu1", "Ann@isp.example")
    assert (found.list_name, found.list_consent, found.list_topic) == ("News", "paper", "menus")
    assert directory().subscriptions("cu2", "ann@isp.example") == ()


@pytest.mark.parametrize("hostile", ["\0", "a\ud800b", "x" * 100_000])
def test_hostile_text_finds_nothing_and_raises_nothing(hostile: str) -> None:
    ask = directory()
    assert ask.account(hostile) is None
    assert ask.campaign(hostile) is None
    answers = (
        ask.identities("from_domain", hostile, None),
        ask.identities("ip", hostile, None),
        ask.dkim_keys(hostile, hostile),
        ask.sent_by_message_id(hostile),
        ask.sent_to(hostile, MOVED, NOW),
        ask.sent_from(hostile, MOVED, NOW),
        ask.sent_for(hostile, hostile),
        ask.subscriptions(hostile, hostile),
    )
    assert not any(answers)


def test_before_the_first_import_the_platform_is_empty() -> None:
    assert directory().platform == Platform()


def test_the_platform_is_read_again_once_it_was_imported_again() -> None:
    PlatformProfile.objects.create(pk=1, toml='name = "One"\ndomain = "example.com"\n', imported_at=NOW)
    assert directory().platform.name == "One"
    PlatformProfile.objects.update(toml='name = "Two"\ndomain = "example.com"\n')
    assert directory().platform.name == "Two"


def test_records_are_there_once_an_account_is() -> None:
    assert directory().has_records()
    Account.objects.all().delete()
    assert not directory().has_records()


def test_one_directory_asks_for_an_account_once() -> None:
    ask = directory()
    ask.account("cu1")
    Account.objects.filter(pk="cu1").update(name="Changed")
    assert "First" in str(ask.account("cu1"))
    assert "Changed" in str(directory().account("cu1"))


def test_imported_records_answer(tmp_path: Path) -> None:
    list(import_platform(write_records(tmp_path), environ={}, now=NOW, progress=lambda *_: None))
    ask = directory()
    assert ask.identities("from_domain", "cafe.example", NOW)[0].account_id == "cu1"
    assert ask.identities("ip", "198.51.100.9", NOW)[0].account_id is None
    assert ask.sent_by_message_id("<m1@mail.example.com>")[0].campaign_id == "c1"


def test_networks_round_an_address_are_spelled_as_they_are_stored() -> None:
    around = addresses.containing_networks("198.51.100.7")
    assert all(addresses.network_text(addresses.canonical_network(text)) == text for text in around)
    assert len(around) == 33
