"""What is one incident, and what is one case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from complaints.domain.facts import Attribution, Completeness, Evidence, Listing, LogMatch, Origin, OriginalFacts
from complaints.domain.grouping import (
    advertises_only,
    case_key,
    incident_fingerprint,
    listing_key,
    plain_subject,
    stronger,
)

AT = datetime(2026, 11, 5, 15, 14, tzinfo=UTC)
FACTS = OriginalFacts(message_id="<1@example.com>", subject="Sale", from_address="shop@acme.example", sent_at=AT)
EVIDENCE = Evidence(facts=FACTS, headers=Completeness.FULL, recipient="ann@isp.example")
PROVEN = Attribution(account_id="acme", origin=Origin.PROVEN, confidence=0.99, campaign_id="c1")


def fingerprint(evidence: Evidence, attribution: Attribution = PROVEN, content: str = "aa") -> str:
    return incident_fingerprint(evidence, attribution, content_sha256=content)


def test_the_same_message_in_the_same_mailbox_is_one_incident() -> None:
    elsewhere = replace(EVIDENCE, recipient="Ann@ISP.example")
    assert fingerprint(EVIDENCE, content="aa") == fingerprint(elsewhere, content="bb")


def test_the_same_message_in_two_mailboxes_is_two_incidents() -> None:
    assert fingerprint(EVIDENCE) != fingerprint(replace(EVIDENCE, recipient="bob@isp.example"))


def test_subaddresses_of_the_logged_mailbox_are_one_incident() -> None:
    def tagged(number: int) -> str:
        logged = LogMatch(
            by="message_id",
            message_id="<1@example.com>",
            recipient="ann@isp.example",
            account_id="acme",
            sent_at=AT,
            same_recipient=True,
        )
        return fingerprint(replace(EVIDENCE, recipient=f"ann+{number}@isp.example", log=(logged,)))

    assert tagged(1) == tagged(2) == fingerprint(EVIDENCE)


def test_two_redacted_copies_count_apart_unless_they_are_equal_byte_for_byte() -> None:
    redacted = replace(EVIDENCE, recipient=None)
    assert fingerprint(redacted, content="aa") != fingerprint(redacted, content="bb")
    assert fingerprint(redacted, content="aa") == fingerprint(redacted, content="aa")


def test_a_copy_without_headers_is_the_incident_of_the_one_logged_message_that_fits() -> None:
    logged = LogMatch(
        by="identifier",
        message_id="<1@example.com>",
        recipient="ann@isp.example",
        account_id="acme",
        sent_at=AT,
        same_recipient=True,
    )
    forwarded = replace(EVIDENCE, facts=replace(FACTS, message_id=""), log=(logged,))
    assert fingerprint(forwarded, replace(PROVEN, origin=Origin.STRONG)) == fingerprint(EVIDENCE)


def test_a_copy_without_headers_is_not_taken_for_one_of_two_logged_messages() -> None:
    rows = tuple(
        LogMatch(
            by="recipient",
            message_id=f"<{number}@example.com>",
            recipient="ann@isp.example",
            account_id="acme",
            sent_at=AT,
            same_recipient=True,
        )
        for number in (1, 2)
    )
    forwarded = replace(EVIDENCE, facts=replace(FACTS, message_id=""), log=rows)
    assert fingerprint(forwarded) != fingerprint(EVIDENCE)


def test_without_a_message_id_sender_date_and_subject_name_the_letter() -> None:
    letter = replace(EVIDENCE, facts=replace(FACTS, message_id=""))
    tagged = replace(letter, facts=replace(letter.facts, subject="Fwd: [SPAM] Sale"))
    assert fingerprint(letter, content="aa") == fingerprint(tagged, content="bb")


def test_incidents_of_one_campaign_share_a_case() -> None:
    other = replace(EVIDENCE, facts=replace(FACTS, subject="Another subject"))
    assert case_key(PROVEN, EVIDENCE) == case_key(replace(PROVEN, origin=Origin.STRONG), other)


def test_two_accounts_never_share_a_case() -> None:
    assert case_key(PROVEN, EVIDENCE) != case_key(replace(PROVEN, account_id="other"), EVIDENCE)


def test_mail_that_frames_an_account_gathers_apart_from_its_own_mail() -> None:
    framed = replace(PROVEN, origin=Origin.CONTRADICTED)
    assert case_key(framed, EVIDENCE) != case_key(PROVEN, EVIDENCE)


def test_mail_that_frames_an_account_gathers_whatever_its_subject() -> None:
    framed = replace(PROVEN, origin=Origin.CONTRADICTED, campaign_id=None)
    other = replace(EVIDENCE, facts=replace(FACTS, subject="Quite another"))
    assert case_key(framed, EVIDENCE) == case_key(framed, other)


def test_a_mere_link_to_a_hosted_site_is_advertising() -> None:
    linked = replace(EVIDENCE, web_sites={"shop.acme.example": "acme"})
    assert advertises_only(replace(PROVEN, origin=Origin.CLAIMED), linked)


def test_a_link_beside_the_accounts_own_from_address_is_not_mere_advertising() -> None:
    linked = replace(EVIDENCE, web_sites={"shop.acme.example": "acme"}, from_owner="acme")
    assert not advertises_only(replace(PROVEN, origin=Origin.CLAIMED), linked)


def test_digits_and_tags_do_not_part_the_copies_of_a_campaign() -> None:
    assert plain_subject("Re: [SPAM] Offer 17 for you") == plain_subject("offer 18  for you")


def test_a_subject_made_of_tags_ends() -> None:
    assert plain_subject("[a]" * 400)


def test_a_listing_is_known_again_whatever_the_order_of_its_networks() -> None:
    one = Listing(blocklist="SBL", networks=("192.0.2.1", "192.0.2.2"))
    assert listing_key(one) == listing_key(replace(one, networks=("192.0.2.2", "192.0.2.1")))


def test_proof_is_stronger_than_a_claim() -> None:
    assert stronger(Origin.PROVEN, Origin.CLAIMED)
    assert not stronger(Origin.CLAIMED, Origin.CLAIMED)
