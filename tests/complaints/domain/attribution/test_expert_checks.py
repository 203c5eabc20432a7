"""The checks that an expert on the other side would make, as far as they concern origin (knowledge base, section 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from complaints.domain.facts import CHARGEABLE, WARRANTS_WARNING, Completeness, Origin
from tests.complaints.domain.world import (
    ANN,
    BOB,
    NOW,
    OUR_IP,
    PERSON,
    SENT,
    SPAM,
    STRANGER_IP,
    UNAUTHENTICATED,
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
)

BANNER = b"\r\n\r\n[EXTERNAL] This mail comes from outside. Take care with links and attachments.\r\n"


@pytest.fixture
def world() -> World:
    return garden_world()


@pytest.fixture
def silent_log(world: World) -> World:
    """A platform that never declared its log complete."""
    lines = [line for line in world.toml.splitlines() if "complete_from" not in line]
    return replace(world, toml="\n".join(lines))


def with_banner(content: bytes) -> bytes:
    return content.replace(b"\r\n\r\n", BANNER, 1)


def test_1_forwarded_eml_with_banner_is_strong_and_not_forged(world: World) -> None:
    assert judge(world, delivered(with_banner(signed(Mail().unsigned())))).origin is Origin.STRONG


def test_1_banner_and_subject_tag_are_strong_by_the_signed_identifier(world: World) -> None:
    tagged = with_banner(signed(Mail().unsigned())).replace(b"Subject: ", b"Subject: ***SPAM*** ")
    assert judge(world, delivered(tagged, return_path=bounce_address())).origin is Origin.STRONG


@pytest.mark.parametrize("below_a_stranger", [True, False])
def test_2_forged_received_with_our_ip_is_plausible_at_most(silent_log: World, *, below_a_stranger: bool) -> None:
    top = received(STRANGER_IP, host="x.evil.example") if below_a_stranger else b""
    found = judge(
        silent_log, delivered(Mail(message_id="<z@evil.example>", body=SPAM).unsigned(), path=top + received())
    )
    assert found.origin in {Origin.PLAUSIBLE, Origin.CLAIMED}


def test_2_forged_received_below_a_strangers_line_is_only_claimed(silent_log: World) -> None:
    path = received(STRANGER_IP, host="x.evil.example") + received()
    assert (
        judge(silent_log, delivered(Mail(message_id="<z@evil.example>", body=SPAM).unsigned(), path=path)).origin
        is Origin.CLAIMED
    )


def test_2_forged_received_against_a_complete_log_is_contradicted(world: World) -> None:
    assert (
        judge(world, delivered(Mail(message_id="<z@evil.example>", body=SPAM).unsigned())).origin is Origin.CONTRADICTED
    )


def test_3_l_append_is_not_proven(world: World) -> None:
    appended = signed(Mail().unsigned(), length=True) + (SPAM * 3).encode()
    assert judge(world, delivered(appended)).origin not in CHARGEABLE


def test_3_l_without_anything_appended_is_not_proven_either(world: World) -> None:
    assert judge(world, delivered(signed(Mail().unsigned(), length=True))).origin is Origin.STRONG


def test_4_key_rotated_out_still_proves_what_it_signed(world: World) -> None:
    world.keys[0] = replace(world.keys[0], valid_from=SENT - timedelta(days=90), valid_until=SENT + timedelta(hours=1))
    assert judge(world, delivered(signed(Mail().unsigned()))).origin is Origin.PROVEN


def test_4_key_not_valid_then_proves_nothing(world: World) -> None:
    world.keys[0] = replace(world.keys[0], valid_until=SENT - timedelta(days=30))
    assert judge(world, delivered(signed(Mail().unsigned()))).origin not in WARRANTS_WARNING


@pytest.mark.parametrize("exposed_at", [SENT - timedelta(days=1), NOW - timedelta(hours=1)])
def test_4_exposed_key_proves_nothing(world: World, exposed_at: object) -> None:
    world.keys[0] = replace(world.keys[0], exposed_at=exposed_at)  # type: ignore[arg-type]
    assert judge(world, delivered(signed(Mail().unsigned()))).origin not in WARRANTS_WARNING


def test_4_key_exposed_after_the_complaint_came_still_proves(world: World) -> None:
    world.keys[0] = replace(world.keys[0], exposed_at=NOW + timedelta(days=1))
    assert judge(world, delivered(signed(Mail().unsigned()))).origin is Origin.PROVEN


def replay(content: bytes) -> bytes:
    return delivered(content, to=BOB, path=received(STRANGER_IP, to=BOB, host="x.evil.example"))


def test_5_replay_is_named_and_no_charge(world: World) -> None:
    found = judge(world, replay(signed(Mail().unsigned())), reporter=replace(PERSON, address=BOB))
    assert (found.origin, found.account_id) == (Origin.REPLAYED, "acme")


def test_5_replay_that_keeps_the_marks_of_its_first_delivery_is_named(world: World) -> None:
    found = judge(world, replay(delivered(signed(Mail().unsigned()))), reporter=replace(PERSON, address=BOB))
    assert found.origin is Origin.REPLAYED


def test_5_replay_without_a_delivered_to_is_named_by_the_newest_line(world: World) -> None:
    copy = received(STRANGER_IP, to=BOB, host="x.evil.example") + delivered(signed(Mail().unsigned()))
    assert judge(world, copy, reporter=replace(PERSON, address=BOB)).origin is Origin.REPLAYED


def test_5_replay_reported_by_a_feedback_loop_is_named_by_its_field(world: World) -> None:
    found = judge(world, replay(signed(Mail().unsigned())), reporter=UNAUTHENTICATED, recipients=(BOB,))
    assert found.origin is Origin.REPLAYED


def test_5_replay_with_a_banner_is_named(world: World) -> None:
    assert judge(world, replay(with_banner(signed(Mail().unsigned())))).origin is Origin.REPLAYED


def test_6_joe_job_is_contradicted_by_the_complete_log(world: World) -> None:
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    found = judge(world, delivered(forged, path=received(STRANGER_IP, host="x.evil.example")))
    assert (found.origin, found.account_id) == (Origin.CONTRADICTED, "acme")


def test_6_joe_job_is_not_closed_because_it_could_not_be_verified(silent_log: World) -> None:
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    found = judge(silent_log, delivered(forged, path=received(STRANGER_IP, host="x.evil.example")))
    assert found.origin is Origin.CLAIMED


def test_6_failing_signature_is_no_contradiction(silent_log: World) -> None:
    broken = signed(Mail().unsigned()).replace(b"Subject: ", b"Subject: [SPAM] ")
    assert judge(silent_log, delivered(broken)).origin is Origin.PLAUSIBLE


def test_6_signed_identifier_that_fails_is_contradicted(silent_log: World) -> None:
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    path = received(STRANGER_IP, host="x.evil.example")
    found = judge(silent_log, delivered(forged, path=path, return_path=bounce_address(secret="guessed")))
    assert (found.origin, found.account_id) == (Origin.CONTRADICTED, "acme")


def test_6_genuine_identifier_over_foreign_content_is_contradicted(silent_log: World) -> None:
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    path = received(STRANGER_IP, host="x.evil.example")
    assert judge(silent_log, delivered(forged, path=path, return_path=bounce_address())).origin is Origin.CONTRADICTED


def test_6_genuine_link_over_foreign_content_is_contradicted(silent_log: World) -> None:
    forged = Mail(body=SPAM + click_link(), message_id="<z@evil.example>").unsigned()
    path = received(STRANGER_IP, host="x.evil.example")
    assert judge(silent_log, delivered(forged, path=path)).origin is Origin.CONTRADICTED


def test_6_genuine_message_id_over_foreign_content_is_contradicted(silent_log: World) -> None:
    assert judge(silent_log, delivered(Mail(body=SPAM).unsigned())).origin is Origin.CONTRADICTED


def test_6_signed_headers_over_foreign_content_are_contradicted(silent_log: World) -> None:
    head = signed(Mail().unsigned()).partition(b"\r\n\r\n")[0]
    assert judge(silent_log, delivered(head + b"\r\n\r\n" + SPAM.encode())).origin is Origin.CONTRADICTED


def test_9_each_recipient_of_a_report_is_an_incident_of_its_own(world: World) -> None:
    world.log.append(sent_row(recipient=BOB))
    for mailbox in (ANN, BOB):
        found = judge(world, signed(Mail().unsigned()), reporter=VETTED, recipients=(mailbox,))
        assert found.origin is Origin.PROVEN


FORWARD = f"""From: Garden Centre <news@acme.example>
Date: Thu, 5 Nov 2026 15:14:27 +0000
Subject: Saturday at the garden centre, Ann
To: {ANN}

{Mail().body}
"""


def test_a_forward_block_with_a_signed_link_is_strong_at_best(world: World) -> None:
    forwarded = as_original((FORWARD + click_link()).encode(), headers=Completeness.PARTIAL)
    assert judge(world, forwarded).origin is Origin.STRONG


def test_a_forward_block_that_the_log_fits_is_plausible(world: World) -> None:
    found = judge(world, as_original(FORWARD.encode(), headers=Completeness.PARTIAL))
    assert (found.origin, found.account_id, found.campaign_id) == (Origin.PLAUSIBLE, "acme", "c1")


def test_a_forward_block_of_something_never_sent_is_claimed(world: World) -> None:
    invented = FORWARD.replace(Mail().body, SPAM).replace("Saturday at the garden centre", "Cheap tablets")
    assert judge(world, as_original(invented.encode(), headers=Completeness.PARTIAL)).origin is Origin.CLAIMED


def test_a_vetted_reporter_that_took_it_from_us_makes_it_probable(world: World) -> None:
    unsigned = delivered(Mail().unsigned())
    assert judge(world, unsigned, reporter=VETTED, recipients=(ANN,), source_ip=OUR_IP).origin is Origin.PROBABLE


def test_an_unauthenticated_reporter_adds_nothing(world: World) -> None:
    unsigned = delivered(Mail().unsigned())
    assert (
        judge(world, unsigned, reporter=UNAUTHENTICATED, recipients=(ANN,), source_ip=OUR_IP).origin is Origin.PLAUSIBLE
    )


def test_our_own_proof_stands_in_an_unauthenticated_report(world: World) -> None:
    found = judge(world, delivered(signed(Mail().unsigned())), reporter=UNAUTHENTICATED, recipients=(ANN,))
    assert found.origin is Origin.PROVEN


def test_a_vetted_reporter_is_not_believed_about_lines_that_the_sender_wrote(silent_log: World) -> None:
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    path = received(STRANGER_IP, host="x.evil.example") + received()
    assert judge(silent_log, delivered(forged, path=path), reporter=VETTED, recipients=(ANN,)).origin is Origin.CLAIMED


def test_a_redacted_recipient_leaves_a_whole_signature_probable(world: World) -> None:
    redacted = delivered(signed(Mail().unsigned()), to="redacted@isp.example", path=received(to=None))
    assert judge(world, redacted, reporter=UNAUTHENTICATED).origin is Origin.PROBABLE


def test_a_redacted_recipient_leaves_a_signed_identifier_probable(world: World) -> None:
    redacted = delivered(Mail().unsigned(), to="x@isp.example", path=received(to=None), return_path=bounce_address())
    assert judge(world, redacted, reporter=UNAUTHENTICATED).origin is Origin.PROBABLE


def test_a_recipient_made_a_token_by_its_provider_is_redacted_not_somebody_else(world: World) -> None:
    tokened = delivered(
        signed(Mail().unsigned()), to="9f86d081884c7d659a2feaa0c55ad015@isp.example", path=received(to=None)
    )
    assert judge(world, tokened, reporter=UNAUTHENTICATED).origin is Origin.PROBABLE


def test_rsa_sha1_is_never_proof(world: World) -> None:
    assert judge(world, delivered(signed(Mail().unsigned(), algorithm=b"rsa-sha1"))).origin is Origin.PLAUSIBLE


def test_a_signature_without_a_row_in_the_log_is_not_proof(world: World) -> None:
    world.log.clear()
    found = judge(world, delivered(signed(Mail().unsigned())))
    assert (found.origin, found.account_id) == (Origin.PLAUSIBLE, "acme")


def test_mail_that_names_nothing_of_ours_is_foreign(world: World) -> None:
    other = Mail(
        sender="shop@other.example", message_id="<q@other.example>", body=SPAM, subject="Tablets for you"
    ).unsigned()
    found = judge(world, delivered(other, path=received(STRANGER_IP, host="out.other.example")))
    assert (found.origin, found.account_id, found.confidence) == (Origin.FOREIGN, None, 0.0)


def test_before_any_import_everything_is_foreign() -> None:
    assert judge(World(), delivered(signed(Mail().unsigned()))).origin is Origin.FOREIGN


def test_mail_that_merely_advertises_a_site_we_host_is_claimed(world: World) -> None:
    other = Mail(
        sender="shop@other.example",
        message_id="<q@other.example>",
        body=SPAM + "https://garden.example/shop",
        subject="Tablets",
    ).unsigned()
    path = received(STRANGER_IP, host="out.other.example")
    found = judge(world, delivered(other, path=path))
    assert (found.origin, found.account_id) == (Origin.CLAIMED, "acme")


def test_confidence_falls_with_the_origin(world: World, silent_log: World) -> None:
    genuine = signed(Mail().unsigned())
    forged = Mail(body=SPAM, message_id="<z@evil.example>").unsigned()
    path = received(STRANGER_IP, host="x.evil.example")
    confidences = [
        judge(world, delivered(genuine)).confidence,
        judge(world, delivered(with_banner(genuine))).confidence,
        judge(world, delivered(Mail().unsigned()), reporter=VETTED, recipients=(ANN,), source_ip=OUR_IP).confidence,
        judge(world, delivered(Mail().unsigned())).confidence,
        judge(silent_log, delivered(forged, path=path)).confidence,
        judge(world, delivered(forged, path=path)).confidence,
        judge(world, replay(genuine)).confidence,
    ]
    assert confidences == sorted(confidences, reverse=True)


def test_every_reason_is_a_sentence_with_its_source(world: World) -> None:
    found = judge(world, delivered(signed(Mail().unsigned()), return_path=bounce_address()))
    assert all(reason.detail.endswith(".") and reason.header for reason in found.reasons)
