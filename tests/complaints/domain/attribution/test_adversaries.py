"""What somebody who wants to frame a customer, or to hide, would try."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.records import IdentityRecord
from complaints.domain.facts import WARRANTS_WARNING, Completeness, Origin
from tests.complaints.domain.world import (
    ANN,
    BOB,
    NOW,
    PERSON,
    SECRET,
    SENT,
    SPAM,
    STRANGER_IP,
    TOML,
    VETTED,
    Mail,
    World,
    as_original,
    bounce_address,
    click_link,
    delivered,
    garden_world,
    judge,
    received,
    sent_row,
    signed,
    signed_by_platform,
    token,
)

STRANGERS_PATH = received(STRANGER_IP, host="x.evil.example")


@pytest.fixture
def world() -> World:
    return garden_world()


def test_a_token_of_another_recipients_copy_is_never_strong(world: World) -> None:
    copied = Mail(body=Mail().body + click_link(recipient=BOB), message_id="<z@evil.example>", to=ANN).unsigned()
    assert judge(world, delivered(copied, path=STRANGERS_PATH)).origin not in WARRANTS_WARNING


def test_a_copied_token_is_not_strong_because_the_victim_subscribes_too(world: World) -> None:
    copied = Mail(message_id="<z@evil.example>").unsigned()
    found = judge(world, delivered(copied, path=STRANGERS_PATH, return_path=bounce_address()))
    assert found.origin not in WARRANTS_WARNING


def test_a_message_id_that_only_the_report_states_does_not_stand_in_for_a_signed_one(world: World) -> None:
    other = signed(Mail(message_id="<unlogged@mail.acme.example>").unsigned())
    found = judge(world, delivered(other), message_id="<m1@mail.acme.example>")
    assert found.origin is Origin.PLAUSIBLE


def test_a_whole_campaign_with_spam_pasted_over_it_is_not_strong(world: World) -> None:
    pasted = Mail(body=SPAM * 2 + Mail().body + click_link()).unsigned()
    assert judge(world, delivered(pasted, return_path=bounce_address())).origin not in WARRANTS_WARNING


def test_an_unsigned_message_id_does_not_carry_a_signature_to_another_recipient(world: World) -> None:
    world.log.append(sent_row(message_id="<m2@mail.acme.example>", recipient=BOB))
    moved = signed(Mail().unsigned()).replace(b"<m1@", b"<m2@")
    found = judge(world, delivered(moved, to=BOB, path=received(STRANGER_IP, to=BOB, host="x.evil.example")))
    assert found.origin not in WARRANTS_WARNING


def test_a_second_message_id_on_top_does_not_hide_a_replay(world: World) -> None:
    world.log.append(sent_row(message_id="<m2@mail.acme.example>", recipient=BOB))
    doubled = b"Message-ID: <m2@mail.acme.example>\r\n" + signed(Mail().unsigned())
    path = received(STRANGER_IP, to=BOB, host="x.evil.example")
    assert judge(world, delivered(doubled, to=BOB, path=path)).origin is Origin.REPLAYED


def test_an_empty_signature_does_not_verify(world: World) -> None:
    toml = TOML.replace("[0-9a-f]{16}", "[0-9a-f]*")
    path = "b-acme.l1.r7-@bounce.example.com"
    found = judge(replace(world, toml=toml), delivered(Mail().unsigned(), path=STRANGERS_PATH, return_path=path))
    assert found.origin not in WARRANTS_WARNING


def test_an_account_outside_of_the_signed_payload_is_not_believed(world: World) -> None:
    toml = TOML.replace("(?P<payload>(?P<account>[^.]+)\\.(?P<list>", "(?P<account>[^.]+)\\.(?P<payload>(?P<list>")
    address = f"b-beta.l1.r7-{token('l1.r7')}@bounce.example.com"
    found = judge(replace(world, toml=toml), delivered(Mail().unsigned(), return_path=address))
    assert (found.account_id, found.origin) == ("acme", Origin.STRONG)


def test_a_missing_secret_is_not_evidence_of_forgery(world: World) -> None:
    toml = TOML.replace(f'secret = "{SECRET}"', 'secret_env = "NOT_SET"')
    silent = replace(world, toml=toml.replace("send_log_complete_from", "was_complete_from"))
    found = judge(silent, delivered(Mail().unsigned(), path=STRANGERS_PATH, return_path=bounce_address()))
    assert found.origin is Origin.PLAUSIBLE


def test_an_older_secret_beside_the_new_one_still_verifies(world: World) -> None:
    first = TOML.index("[[identifiers]]")
    entry = TOML[first : TOML.index("[[identifiers]]", first + 5)]
    toml = TOML[:first] + entry.replace(SECRET, "the-new-secret-of-this-year") + TOML[first:]
    assert (
        judge(replace(world, toml=toml), delivered(Mail().unsigned(), return_path=bounce_address())).origin
        is Origin.STRONG
    )


def test_a_redacted_identifier_is_not_evidence_of_forgery(world: World) -> None:
    masked = bounce_address().replace("r7", "redacted")
    assert judge(world, delivered(Mail().unsigned(), return_path=masked)).origin is Origin.PLAUSIBLE


def test_the_envelope_sender_of_the_report_is_read_even_in_lower_case(world: World) -> None:
    world.accounts["ACME"] = world.accounts.pop("acme")
    world.log[:] = [sent_row(account_id="ACME")]
    world.campaigns["c1"] = replace(world.campaigns["c1"], account_id="ACME")
    payload = "ACME.L1.R7"
    address = f"b-{payload}-{token(payload)}@bounce.example.com".lower()
    found = judge(world, Mail().unsigned(), reporter=VETTED, recipients=(ANN,), mail_from=address)
    assert (found.origin, found.account_id) == (Origin.STRONG, "ACME")


def test_mixed_case_lost_on_the_way_is_not_evidence_of_forgery(world: World) -> None:
    payload = "acme.l1.R7xY"
    address = f"b-{payload}-{token(payload)}@bounce.example.com".lower()
    found = judge(world, delivered(Mail().unsigned()), recipients=(ANN,), mail_from=address)
    assert found.origin is Origin.PLAUSIBLE


@pytest.mark.parametrize(
    "wrapped",
    [
        "SRS0=HHHH=TT=bounce.example.com={local}@forwarder.example",
        "SRS1=GGGG=forwarder.example==HHHH=TT=bounce.example.com={local}@second.example",
    ],
)
def test_a_forwarders_rewriting_does_not_hide_the_identifier(world: World, wrapped: str) -> None:
    local = bounce_address().partition("@")[0]
    assert judge(world, delivered(Mail().unsigned(), return_path=wrapped.format(local=local))).origin is Origin.STRONG


def test_a_link_rewritten_by_a_gateway_still_verifies(world: World) -> None:
    hidden = click_link().replace(":", "%3A").replace("/", "%2F")
    body = Mail().body + f"https://safelinks.gateway.example/?url={hidden}&data=1"
    assert judge(world, delivered(Mail(body=body).unsigned())).origin is Origin.STRONG


def test_a_campaign_wide_message_id_is_found_among_many_recipients(world: World) -> None:
    others = [sent_row(recipient=f"reader{number}@isp.example") for number in range(500)]
    world.log[:] = [*others, sent_row()]
    assert judge(world, delivered(signed(Mail().unsigned()))).origin is Origin.PROVEN


def test_a_campaign_wide_message_id_is_found_whatever_time_the_copy_states(world: World) -> None:
    others = [sent_row(recipient=f"reader{number}@isp.example") for number in range(500)]
    world.log[:] = [*others, sent_row()]
    late = SENT + timedelta(days=5)
    copy = delivered(signed(Mail(sent_at=late).unsigned()), path=received(at=late))
    assert judge(world, copy, now=NOW + timedelta(days=10)).origin is Origin.PROVEN


def test_a_replay_of_a_campaign_wide_message_id_does_not_count_what_it_did_not_see(world: World) -> None:
    world.log[:] = [sent_row(recipient=f"reader{number}@isp.example") for number in range(500)]
    found = judge(world, delivered(signed(Mail().unsigned()), to=BOB, path=received(STRANGER_IP, to=BOB)))
    assert (found.origin, "60 or more other recipients" in found.reasons[0].detail) == (Origin.REPLAYED, True)


def test_a_log_without_brackets_and_a_recipient_in_capitals_still_match(world: World) -> None:
    world.log[:] = [sent_row(message_id="m1@mail.acme.example")]
    assert judge(world, delivered(signed(Mail().unsigned()), to=ANN.upper())).origin is Origin.PROVEN


def test_an_alias_beside_its_mailbox_is_the_one_that_we_wrote_to(world: World) -> None:
    aliased = f"X-Original-To: {ANN}\r\n".encode() + delivered(signed(Mail().unsigned()), to="staff7@isp.example")
    assert judge(world, aliased).origin is Origin.PROVEN


def test_a_domain_that_changed_hands_names_whom_it_belonged_to_then(world: World) -> None:
    world.holders = [each for each in world.holders if each.value != "acme.example"]
    changed = SENT + timedelta(hours=5)
    for kind in ("from_domain", "dkim_domain"):
        world.holders.append(IdentityRecord(account_id="acme", kind=kind, value="acme.example", valid_until=changed))
        world.holders.append(IdentityRecord(account_id="beta", kind=kind, value="acme.example", valid_from=changed))
    assert judge(world, delivered(signed(Mail().unsigned()))).account_id == "acme"


def test_mail_of_the_shared_domain_is_named_by_the_log(world: World) -> None:
    shared = signed_by_platform(Mail(sender="news@mail.example.com").unsigned())
    found = judge(world, delivered(shared))
    assert (found.origin, found.account_id) == (Origin.PROVEN, "acme")


def test_an_address_of_one_customer_names_it_when_nothing_else_does(world: World) -> None:
    world.holders.append(IdentityRecord(account_id="beta", kind="ip", value="198.51.100.7"))
    world.log.clear()
    silent = replace(world, toml=world.toml.replace("send_log_complete_from", "was_complete_from"))
    plain = Mail(sender="x@shop.example", message_id="<q@shop.example>").unsigned()
    assert judge(silent, delivered(plain)).account_id == "beta"


def test_a_customer_that_frames_another_through_us_is_the_one_named(world: World) -> None:
    world.log.append(
        sent_row(message_id="<b9@mail.beta.example>", account_id="beta", campaign_id=None, subject="Tablets")
    )
    framed = Mail(message_id="<b9@mail.beta.example>", subject="Tablets", body=SPAM).unsigned()
    found = judge(world, delivered(framed), reporter=VETTED, recipients=(ANN,), source_ip="198.51.100.7")
    assert (found.origin, found.account_id) == (Origin.PROBABLE, "beta")
    assert "acme" in {candidate.account_id for candidate in found.competing}


def test_a_genuine_newsletter_of_the_day_does_not_lend_itself_to_a_joe_job(world: World) -> None:
    forged = Mail(body=SPAM, message_id="", subject="Tablets for you").unsigned()
    assert judge(world, delivered(forged, path=STRANGERS_PATH)).origin in {Origin.CLAIMED, Origin.CONTRADICTED}


def test_headers_only_are_strong_when_signature_and_log_agree(world: World) -> None:
    head = signed(Mail().unsigned()).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert judge(world, delivered(head)).origin is Origin.STRONG


def test_a_body_cut_short_is_an_excerpt_and_not_foreign(world: World) -> None:
    short = Mail(body="\n".join(Mail().body.splitlines()[:4]), more=()).unsigned()
    assert judge(world, delivered(short, return_path=bounce_address())).origin is Origin.STRONG


def test_a_forward_by_a_person_under_another_address_is_not_called_a_replay_without_a_signature(world: World) -> None:
    block = (
        "From: news@acme.example\nDate: Thu, 5 Nov 2026 15:14:27 +0000\nSubject: Saturday at the garden centre, Ann\n\n"
    )
    text = block + Mail().body + click_link()
    cut = as_original(text.encode(), headers=Completeness.PARTIAL)
    found = judge(world, cut, reporter=replace(PERSON, address="ann.other@elsewhere.example"))
    assert (found.origin, found.account_id) == (Origin.PLAUSIBLE, "acme")


def test_a_munged_message_id_is_not_missing_from_the_log(world: World) -> None:
    munged = delivered(Mail(message_id="<MJNA____@mail.acme.example>").unsigned(), to="x", path=received(to=None))
    assert judge(world, munged, reporter=replace(PERSON, address="")).origin is not Origin.CONTRADICTED


def test_a_complaint_from_before_the_log_was_complete_concludes_nothing(world: World) -> None:
    old = SENT - timedelta(days=700)
    forged = Mail(message_id="<z@evil.example>", body=SPAM, sent_at=old).unsigned()
    found = judge(world, delivered(forged, path=received(STRANGER_IP, host="x.evil.example", at=old)), now=NOW)
    assert found.origin is Origin.CLAIMED
