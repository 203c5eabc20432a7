from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.records import IdentityRecord
from complaints.domain.attribution import attribute
from complaints.domain.evidence import collect, gathering
from complaints.domain.facts import Completeness, Origin, ReporterKind
from tests.complaints.domain.world import (
    ANN,
    BOB,
    NOW,
    OUR_IP,
    PERSON,
    SENT,
    STRANGER_IP,
    VETTED,
    Mail,
    NoDns,
    World,
    as_original,
    bounce_address,
    delivered,
    garden_world,
    gather,
    received,
    signed,
)
from tests.endless import ends


@pytest.fixture
def world() -> World:
    return garden_world()


def test_the_boundary_is_where_a_stranger_took_it_from_us(world: World) -> None:
    inside = received("10.0.0.5", by="store.isp.example", host="mx.isp.example")
    below = received("192.168.7.7", by="out7.example.com", host="app.example.com")
    found = gather(world, delivered(Mail().unsigned(), path=inside + received() + below))
    assert [hop.trust for hop in found.hops] == ["reporter", "boundary", "ours"]
    assert (found.boundary, found.source_ip) == (1, OUR_IP)


def test_our_own_intake_of_a_redirected_mail_is_no_delivery_of_it(world: World) -> None:
    desk = "badactor@example.com"
    intake = b"Delivered-To: badactor@example.com\r\n" + received("203.0.113.5", by="mx.example.com", to=desk)
    found = gather(world, intake + delivered(signed(Mail().unsigned())))
    assert (found.recipient, found.boundary, attribute(found, world).origin) == (ANN, 1, Origin.PROVEN)


def test_without_an_address_of_ours_there_is_no_boundary(world: World) -> None:
    found = gather(world, delivered(Mail().unsigned(), path=received(STRANGER_IP)))
    assert (found.boundary, found.source_ip, found.hops[0].trust) == (None, STRANGER_IP, "unverified")


def test_an_address_is_ours_only_while_it_was(world: World) -> None:
    world.holders.append(IdentityRecord(account_id="acme", kind="ip", value="192.0.2.0/28", valid_until=SENT))
    assert gather(world, delivered(Mail().unsigned(), path=received("192.0.2.5"))).boundary is None


def test_an_ipv6_address_of_ours_is_recognised(world: World) -> None:
    assert gather(world, delivered(Mail().unsigned(), path=received("IPv6:2001:db8:1::9"))).boundary == 0


def test_the_report_says_the_recipient_first(world: World) -> None:
    everyone = collect(
        as_original(delivered(Mail().unsigned()), recipients=(BOB, "cat@isp.example")),
        reporter=VETTED,
        directory=world,
        dns=NoDns(),
        now=NOW,
    )
    assert [evidence.recipient for evidence in everyone] == [BOB, "cat@isp.example"]


@pytest.mark.parametrize(
    ("content", "recipient"),
    [
        (delivered(Mail().unsigned(), to=BOB), BOB),
        (received(to=BOB) + Mail().unsigned(), BOB),
        (b"X-HmXmrOriginalRecipient: bob@isp.example\r\n" + received(to=None) + Mail().unsigned(), BOB),
        (received(to=None) + Mail().unsigned(), ANN),
        (Mail(to=BOB).unsigned(), ANN),
    ],
)
def test_the_recipient_is_read_in_the_order_of_the_contract(world: World, content: bytes, recipient: str) -> None:
    assert gather(world, content).recipient == recipient


def test_the_to_header_alone_is_no_recipient(world: World) -> None:
    assert gather(world, received(to=None) + Mail().unsigned(), reporter=VETTED).recipient is None


def test_a_network_that_complains_is_not_the_recipient(world: World) -> None:
    network = replace(PERSON, kind=ReporterKind.NETWORK)
    assert gather(world, received(to=None) + Mail().unsigned(), reporter=network).recipient is None


def test_the_source_address_is_the_reports_then_the_boundarys(world: World) -> None:
    assert gather(world, delivered(Mail().unsigned()), source_ip="198.51.100.99").source_ip == "198.51.100.99"


def test_signs_of_an_abused_script_are_kept(world: World) -> None:
    mail = Mail(more=("X-PHP-Originating-Script: 33:mailer.php", "X-Source-Dir: garden.example:/public_html/tmp"))
    signs = gather(world, mail.unsigned()).signs
    assert [(sign.header, sign.value) for sign in signs] == [
        ("X-PHP-Originating-Script", "33:mailer.php"),
        ("X-Source-Dir", "garden.example:/public_html/tmp"),
    ]


def test_a_site_of_ours_that_is_advertised_is_named_with_its_account(world: World) -> None:
    mail = Mail(body="Buy at https://shop.garden.example/offer?x=1 now")
    assert gather(world, mail.unsigned()).web_sites == {"shop.garden.example": "acme"}


def test_the_log_row_says_whose_it_is_and_how_far_apart(world: World) -> None:
    (match,) = gather(world, delivered(Mail().unsigned())).log
    assert (match.by, match.same_recipient, match.hours_apart) == ("message_id", True, 0.0)


def test_an_encoded_header_is_decoded_before_identifiers_are_looked_for(world: World) -> None:
    mail = Mail(more=("X-Account: =?us-ascii?Q?acme?=",))
    assert [hit.account_id for hit in gather(world, mail.unsigned()).identifiers] == ["acme"]


def test_a_verified_identifier_gives_account_and_list(world: World) -> None:
    (hit,) = gather(world, delivered(Mail().unsigned(), return_path=bounce_address())).identifiers
    assert (hit.verified, hit.account_id, hit.list_id) == (True, "acme", "l1")


PIECES = st.sampled_from(
    b"""Received: |from |by |(|[198.51.100.7]|DKIM-Signature: v=1; a=rsa-sha256; |b=|bh=YQ==; |
d=acme.example; s=s1; h=from; |From: |\r\n|\n|\r| |\x00|\xff|=?utf-8?B?|?=|Date: |Return-Path: |b-acme.l1.r7-|
Message-ID: <m1@mail.acme.example>|0123456789abcdef|@bounce.example.com|https://click.example.com/u/|<a href=|{{|
Delivered-To: ann@isp.example|Content-Type: text/html|99999999999999999999""".split(b"|")
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map(b"".join), st.sampled_from(list(Completeness)))
def test_hostile_bytes_are_gathered_and_judged_without_raising(content: bytes, headers: Completeness) -> None:
    world = garden_world()
    cut = as_original(content, headers=headers)
    for evidence in collect(cut, reporter=PERSON, directory=world, dns=NoDns(), now=NOW):
        attribute(evidence, world)


HOSTILE = {
    "blanks": signed(Mail().unsigned()) + b" " * 1_000_000 + b"x",
    "hops": b"Received: from [198.51.100.7] (" * 20_000 + Mail().unsigned(),
    "many hops": received() * 5_000 + Mail().unsigned(),
    "signatures": signed(Mail().unsigned()).partition(b"From:")[0] * 300 + Mail().unsigned(),
    "links": Mail(body="https://click.example.com/u/a/b/0123456789abcdef " * 20_000).unsigned(),
    "one line": Mail(body="b-acme.l1." * 100_000).unsigned(),
    "folded": b"X-Account: a\r\n" + b" a\r\n" * 100_000 + Mail().unsigned(),
    "tags": b"DKIM-Signature: " + b"a=b;" * 50_000 + b"\r\n" + Mail().unsigned(),
    "percent": Mail(body="https://x.example/?u=" + "%25" * 300_000).unsigned(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_of_a_megabyte_is_judged_in_bounded_time(world: World, name: str) -> None:
    with ends():
        gather(world, HOSTILE[name])


def test_a_copy_is_compared_with_a_campaign_once_for_all_mailboxes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    monkeypatch.setattr(
        gathering, "likeness_of_both", lambda _text, _page, campaign, *, quoted: compared.append(campaign.campaign_id)
    )
    everyone = tuple(f"reader{number}@isp.example" for number in range(30))
    cut = as_original(Mail().unsigned(), recipients=everyone)
    assert len(collect(cut, reporter=VETTED, directory=world, dns=NoDns(), now=NOW)) == 30
    assert compared == ["c1"]


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00", "0001-01-02T00:00:00+14:00", "1969-12-31T23:59:59"])
def test_a_date_that_no_mail_can_have_counts_as_none(world: World, date: str) -> None:
    ancient = Mail().unsigned().replace(b"Thu, 05 Nov 2026 15:14:27 +0000", date.encode())
    assert gather(world, ancient, arrived_at=datetime(1, 1, 1, tzinfo=UTC)).at is None


@pytest.mark.parametrize("written", ["[198.51.100.7]", "::ffff:198.51.100.7", "198.51.100.7:25", " 198.51.100.7"])
def test_a_reported_address_is_read_however_it_is_written(world: World, written: str) -> None:
    assert gather(world, Mail().unsigned(), source_ip=written).source_ip == OUR_IP
