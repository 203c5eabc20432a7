"""The sentence that says why we say that we sent a mail, or did not."""

from __future__ import annotations

import pytest

from complaints.domain.facts import Origin
from complaints.domain.statement import explain
from tests.complaints.domain.world import (
    ANN,
    BOB,
    SPAM,
    Mail,
    bounce_address,
    click_link,
    delivered,
    garden_world,
    judge,
    received,
    signed,
)


def said(original: bytes) -> str:
    found = judge(garden_world(), original)
    return explain(found.origin, [(reason.signal, reason.weight) for reason in found.reasons])


def test_what_is_proven_we_sent() -> None:
    sentence = said(delivered(signed(Mail().unsigned())))
    assert sentence.startswith("We sent this, because our DKIM signature verifies, our send log has it, and")


def test_an_unconfirmed_signature_is_not_said_to_be_confirmed() -> None:
    sentence = said(delivered(signed(Mail(message_id="<other@acme.example>").unsigned())))
    assert "send log has it" not in sentence


def test_a_genuine_stamp_under_foreign_content_is_not_ours() -> None:
    sentence = said(delivered(Mail(body=SPAM).unsigned(), return_path=bounce_address()))
    assert sentence.startswith("We did not send this, because ")
    assert "does not belong to it" in sentence


def test_a_replayed_mail_was_not_sent_to_this_recipient() -> None:
    sentence = said(delivered(signed(Mail().unsigned()), to=BOB, path=received("203.0.113.66", to=BOB)))
    assert sentence.startswith("We did not send this copy to this recipient, because our proof in it is genuine")


def test_what_is_only_consistent_is_not_shown() -> None:
    sentence = said(delivered(Mail().unsigned()))
    assert sentence.startswith("It is not shown who sent this: our send log has a message that fits")
    assert sentence.endswith("and nothing more could be verified.")


def test_what_anyone_can_write_is_called_that() -> None:
    sentence = explain(Origin.CLAIMED, [("from_domain", 0.2), ("links", 0.18)])
    assert sentence == (
        "It is not shown who sent this: a sender address in it lies in a domain of a customer, and it links to a "
        "tracking domain of ours, which anyone can write."
    )


def test_a_foreign_mail_is_not_said_to_be_anybodys() -> None:
    assert explain(Origin.FOREIGN, []) == "We have no sign of having sent this: nothing in it ties it to us."


@pytest.mark.parametrize("origin", list(Origin))
def test_every_origin_has_a_sentence_without_reasons(origin: Origin) -> None:
    sentence = explain(origin, [])
    assert sentence.endswith(".")
    assert ": ." not in sentence


@pytest.mark.parametrize("origin", list(Origin))
def test_unknown_signals_do_no_harm(origin: Origin) -> None:
    assert explain(origin, [("new_signal", 0.9), ("", -1.0)]) == explain(origin, [])


def test_the_sentence_names_nobody() -> None:
    mail = Mail(body=f"Unsubscribe: {click_link()}\n" + Mail().body).unsigned()
    assert ANN.split("@", maxsplit=1)[0] not in said(delivered(mail, return_path=bounce_address())).lower().split()
