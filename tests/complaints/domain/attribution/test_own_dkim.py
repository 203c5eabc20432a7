"""What a signature of ours covers, and what stands beside it in the same mail."""

from __future__ import annotations

from dataclasses import replace

import dkim
import pytest

from accounts.domain.records import DkimKeyRecord, IdentityRecord
from complaints.domain.facts import CHARGEABLE, WARRANTS_WARNING, Origin
from tests.complaints.domain.world import (
    BOB,
    SPAM,
    STRANGER_IP,
    UNAUTHENTICATED,
    VETTED,
    Mail,
    World,
    delivered,
    garden_world,
    gather,
    judge,
    received,
    rsa_pair,
    sent_row,
    signed,
    signed_by_platform,
)

BOBS_ID = "<m2@mail.acme.example>"
TO_BOB = received(STRANGER_IP, to=BOB, host="x.evil.example")
FROM_STRANGER = received(STRANGER_IP, host="x.evil.example")
REDACTED = received(to=None)
REDACTED_BY_STRANGER = received(STRANGER_IP, to=None, host="x.evil.example")


@pytest.fixture
def world() -> World:
    world = garden_world()
    world.log.append(sent_row(message_id=BOBS_ID, recipient=BOB))
    return world


def signed_for(domain: str, content: bytes, *, with_id: bool = True) -> bytes:
    """Sign with the key of a domain, covering the Message-ID or not."""
    names = [b"from", b"to", b"subject", b"date", *([b"message-id"] if with_id else [])]
    key = rsa_pair("acme" if domain == "acme.example" else "beta")[0]
    return bytes(dkim.DKIM(content).sign(b"s1", domain.encode(), key, include_headers=names)) + content


def with_key_of_beta(world: World, domain: str) -> World:
    world.keys.append(DkimKeyRecord(domain=domain, selector="s1", record=rsa_pair("beta")[1]))
    return world


def smuggled(content: bytes, message_id: str) -> bytes:
    """Hide a Message-ID behind a lone CR in an unsigned field: DKIM sees one field, readers of mail see two."""
    return content.replace(b"\r\n\r\n", b"\r\nX-Note: a\rMessage-ID: " + message_id.encode() + b"\r\n\r\n", 1)


@pytest.mark.parametrize("message_id", [BOBS_ID, "<unknown@evil.example>"])
def test_a_message_id_smuggled_in_behind_a_lone_cr_does_not_hide_a_replay(world: World, message_id: str) -> None:
    copy = delivered(smuggled(signed(Mail().unsigned()), message_id), to=BOB, path=TO_BOB)
    assert judge(world, copy).origin is Origin.REPLAYED


def test_a_header_block_cut_in_two_by_junk_does_not_hide_a_replay(world: World) -> None:
    top = f"Delivered-To: {BOB}\r\nMessage-ID: {BOBS_ID}\r\n".encode() + TO_BOB + b"junk one\r\njunk two\r\n"
    assert judge(world, top + signed(Mail().unsigned())).origin is Origin.REPLAYED


def test_the_message_id_that_our_signature_covers_is_the_originals(world: World) -> None:
    evidence = gather(world, delivered(smuggled(signed(Mail().unsigned()), BOBS_ID)))
    assert evidence.facts.message_id == "<m1@mail.acme.example>"


def test_another_message_id_beside_the_signed_one_is_told(world: World) -> None:
    evidence = gather(world, delivered(smuggled(signed(Mail().unsigned()), BOBS_ID)))
    assert any(BOBS_ID in sentence for sentence in evidence.unread)


def test_a_message_id_that_only_the_report_states_is_not_the_one_that_h_names(world: World) -> None:
    nameless = signed(Mail(message_id="", subject="My own mail", body=SPAM).unsigned())
    found = judge(world, delivered(nameless), message_id="<m1@mail.acme.example>")
    assert found.origin not in WARRANTS_WARNING


def test_an_unsigned_message_id_does_not_lend_a_signature_another_campaigns_row(world: World) -> None:
    world.log[1] = replace(world.log[1], campaign_id="", subject="The winter catalogue")
    moved = signed_for("acme.example", Mail().unsigned(), with_id=False).replace(b"<m1@", BOBS_ID[:4].encode())
    assert judge(world, delivered(moved, to=BOB, path=TO_BOB)).origin not in WARRANTS_WARNING


def test_a_signature_without_the_message_id_is_strong_where_the_content_agrees(world: World) -> None:
    copy = delivered(signed_for("acme.example", Mail().unsigned(), with_id=False))
    assert judge(world, copy).origin is Origin.STRONG


@pytest.mark.parametrize("domain", ["beta.example", "mail.beta.example"])
@pytest.mark.parametrize("recorded", [True, False])
def test_one_accounts_signature_does_not_blame_the_account_whose_message_id_it_covers(
    world: World, domain: str, *, recorded: bool
) -> None:
    if not recorded:
        world.campaigns.clear()
    framed = Mail(sender="news@beta.example", subject="Tablets for you", body=SPAM).unsigned()
    copy = delivered(signed_for(domain, framed), path=FROM_STRANGER)
    assert judge(with_key_of_beta(world, domain), copy).origin not in WARRANTS_WARNING


def test_a_key_below_an_accounts_domain_is_that_accounts(world: World) -> None:
    copy = signed_for("mail.beta.example", Mail(sender="news@beta.example").unsigned())
    (check,) = gather(with_key_of_beta(world, "mail.beta.example"), delivered(copy)).signatures
    assert check.account_id == "beta"


def test_a_key_below_the_shared_domain_is_nobodys(world: World) -> None:
    world.holders.append(IdentityRecord(account_id=None, kind="dkim_domain", value="beta.test"))
    copy = signed_for("mail.beta.test", Mail().unsigned())
    (check,) = gather(with_key_of_beta(world, "mail.beta.test"), delivered(copy)).signatures
    assert check.account_id is None


def test_of_two_accounts_under_one_message_id_the_signature_names_its_own(world: World) -> None:
    world.log.insert(0, sent_row(recipient="zoe@isp.example", account_id="beta", campaign_id="", subject="Tablets"))
    redacted = delivered(signed(Mail().unsigned()), to="redacted@isp.example", path=REDACTED)
    found = judge(world, redacted, reporter=UNAUTHENTICATED)
    assert (found.origin, found.account_id) == (Origin.PROBABLE, "acme")


def test_of_two_accounts_under_one_message_id_neither_is_probable_when_nothing_tells_them_apart(world: World) -> None:
    world.log.insert(0, sent_row(recipient="zoe@isp.example", account_id="beta"))
    redacted = delivered(signed_by_platform(Mail().unsigned()), to="redacted@isp.example", path=REDACTED)
    assert judge(world, redacted, reporter=UNAUTHENTICATED).origin is Origin.PLAUSIBLE


@pytest.mark.parametrize("field", [b"Subject: You owe us money", b"Date: Thu, 5 Nov 2015 15:14:27 +0000"])
def test_a_second_field_on_show_above_the_signed_one_is_not_proven(world: World, field: bytes) -> None:
    assert judge(world, delivered(field + b"\r\n" + signed(Mail().unsigned()))).origin is not Origin.PROVEN


def test_a_second_message_id_on_top_leaves_the_proof_whole(world: World) -> None:
    doubled = b"Message-ID: <added@isp.example>\r\n" + signed(Mail().unsigned())
    assert judge(world, delivered(doubled)).origin is Origin.PROVEN


def test_a_second_subject_with_foreign_content_is_not_chargeable(world: World) -> None:
    doubled = b"Subject: You owe us money\r\n" + signed(Mail().unsigned()) + SPAM.encode() * 3
    assert judge(world, delivered(doubled)).origin not in CHARGEABLE


def test_a_row_without_an_account_charges_nobody_on_the_word_of_the_from_address(world: World) -> None:
    world.log[:] = [sent_row(account_id="")]
    assert judge(world, delivered(signed(Mail().unsigned()))).account_id is None


@pytest.mark.parametrize(
    ("path", "token", "origin"),
    [
        (REDACTED, "4yB/+eq0Mz+pp6Q2eyVi@isp.example", Origin.PROBABLE),
        (REDACTED_BY_STRANGER, "4yB/+eq0Mz+pp6Q2eyVi@isp.example", Origin.PLAUSIBLE),
        (REDACTED_BY_STRANGER, "4yB/+eq0Mz+pp6Q2eyVi@other.example", Origin.REPLAYED),
        (REDACTED_BY_STRANGER, "redacted@redacted.example", Origin.PLAUSIBLE),
    ],
)
def test_a_redacted_copy_is_believed_as_far_as_who_handed_it_over(
    world: World, path: bytes, token: str, origin: Origin
) -> None:
    copy = delivered(signed(Mail().unsigned()), to="redacted@isp.example", path=path)
    assert judge(world, copy, reporter=VETTED, recipients=(token,), source_ip=STRANGER_IP).origin is origin


@pytest.mark.parametrize(("path", "origin"), [(received(), Origin.STRONG), (FROM_STRANGER, Origin.PLAUSIBLE)])
def test_an_open_end_of_the_body_is_doubted_when_a_stranger_delivered_it(
    world: World, path: bytes, origin: Origin
) -> None:
    limited = dkim.DKIM(Mail().unsigned()).sign(b"s1", b"acme.example", rsa_pair("acme")[0], length=True)
    assert judge(world, delivered(bytes(limited) + Mail().unsigned() + b"Buy pills\r\n", path=path)).origin is origin
