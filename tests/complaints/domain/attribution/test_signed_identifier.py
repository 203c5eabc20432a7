"""Identifiers that we signed, taken out of one mail and put into another."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from complaints.domain.facts import WARRANTS_WARNING, Origin
from tests.complaints.domain.world import (
    BOB,
    SECRET,
    SIGNATURE,
    SPAM,
    STRANGER_IP,
    TEXT,
    TOML,
    UNAUTHENTICATED,
    Mail,
    World,
    bounce_address,
    delivered,
    garden_world,
    judge,
    received,
    sent_row,
    token,
)

TO_BOB = received(STRANGER_IP, to=BOB, host="x.evil.example")
TO_NOBODY = received(STRANGER_IP, to=None, host="x.evil.example")
PER_MESSAGE = f"""
[[identifiers]]
where = "header:X-Ref"
pattern = '^(?P<payload>(?P<account>[a-z]+)/(?P<message>[^/]+))/{SIGNATURE}$'
signed_with = "hmac-sha256"
secret = "{SECRET}"
"""
WITHOUT_ACCOUNT = PER_MESSAGE.replace("(?P<account>[a-z]+)/", "")


@pytest.fixture
def world() -> World:
    world = garden_world()
    world.log.append(sent_row(message_id="<m2@mail.acme.example>", recipient=BOB))
    return world


def stamped(payload: str, message_id: str) -> bytes:
    return Mail(message_id=message_id, to=BOB, more=(f"X-Ref: {payload}/{token(payload)}",)).unsigned()


def test_a_message_id_of_another_account_does_not_make_a_copied_token_strong(world: World) -> None:
    world.log.append(sent_row(message_id="<b1@beta.example>", account_id="beta", recipient="zoe@isp.example"))
    copied = Mail(message_id="<b1@beta.example>", to=BOB).unsigned()
    found = judge(world, delivered(copied, to=BOB, path=TO_BOB, return_path=bounce_address()))
    assert found.origin not in WARRANTS_WARNING


@pytest.mark.parametrize("message_id", ["<m2@mail.acme.example>", "<z@evil.example>", ""])
def test_the_token_of_one_message_is_not_strong_for_the_same_campaigns_next(world: World, message_id: str) -> None:
    copied = stamped("acme/m1@mail.acme.example", message_id)
    found = judge(replace(world, toml=TOML + PER_MESSAGE), delivered(copied, to=BOB, path=TO_BOB))
    assert found.origin not in WARRANTS_WARNING


def test_the_token_of_the_message_itself_is_strong(world: World) -> None:
    whole = stamped("acme/m2@mail.acme.example", "<m2@mail.acme.example>")
    found = judge(replace(world, toml=TOML + PER_MESSAGE), delivered(whole, to=BOB, path=received(to=BOB)))
    assert (found.origin, found.account_id) == (Origin.STRONG, "acme")


def test_a_token_without_an_account_names_none_of_two_under_one_message_id(world: World) -> None:
    world.log.insert(0, sent_row(recipient="zoe@isp.example", account_id="beta"))
    redacted = stamped("m1@mail.acme.example", "<m1@mail.acme.example>")
    copy = delivered(redacted, to="redacted@isp.example", path=received(to=None))
    found = judge(replace(world, toml=TOML + WITHOUT_ACCOUNT), copy, reporter=UNAUTHENTICATED)
    assert found.origin is Origin.PLAUSIBLE


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain; charset=utf-8", "buy pills http://pills.example/x\n"),
        ("text/html", "<img src='http://pills.example/x.png'>\n"),
        ("application/octet-stream", "attachment\n"),
    ],
)
def test_a_scrap_under_copied_token_message_id_and_subject_is_not_strong(world: World, kind: str, body: str) -> None:
    world.log.append(sent_row(recipient=BOB))
    scrap = Mail(body=body).unsigned().replace(b"text/plain; charset=utf-8", kind.encode())
    found = judge(world, delivered(scrap, to=BOB, path=TO_BOB, return_path=bounce_address()))
    assert found.origin is Origin.PLAUSIBLE


def test_a_copy_without_its_body_is_strong_by_its_subject(world: World) -> None:
    head = Mail().unsigned().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert judge(world, delivered(head, return_path=bounce_address())).origin is Origin.STRONG


def test_a_body_that_lost_its_transfer_encoding_is_not_contradicted(world: World) -> None:
    raw = Mail(body=base64.encodebytes(Mail().body.encode()).decode()).unsigned()
    assert judge(world, delivered(raw, return_path=bounce_address())).origin is Origin.PLAUSIBLE


def both_bodies(page: str) -> bytes:
    """Give a mail with the campaign as its plain text, and HTML beside it."""
    parts = f"--b\nContent-Type: text/plain\n\n{Mail().body}\n--b\nContent-Type: text/html\n\n{page}\n--b--\n"
    kind = b"multipart/alternative; boundary=b"
    return Mail(body=parts).unsigned().replace(b"text/plain; charset=utf-8", kind, 1)


@pytest.mark.parametrize("page", [f"<p>{SPAM * 3}</p>", "<img src='http://pills.example/x.png'>"])
def test_a_genuine_plain_text_beside_foreign_html_is_not_strong(world: World, page: str) -> None:
    world.campaigns["c1"] = replace(world.campaigns["c1"], html=f"<p>{TEXT}</p>")
    found = judge(world, delivered(both_bodies(page), return_path=bounce_address()))
    assert found.origin is Origin.PLAUSIBLE


def test_a_genuine_plain_text_beside_its_own_html_is_strong(world: World) -> None:
    world.campaigns["c1"] = replace(world.campaigns["c1"], html=f"<p>{TEXT}</p>")
    copy = both_bodies(f"<p>{Mail().body}</p>")
    assert judge(world, delivered(copy, return_path=bounce_address())).origin is Origin.STRONG


def test_html_that_nobody_recorded_is_not_judged(world: World) -> None:
    copy = both_bodies("<p>Something else that the platform does not keep, in more than a dozen words of its own.</p>")
    assert judge(world, delivered(copy, return_path=bounce_address())).origin is Origin.STRONG


def broken(address: str) -> str:
    """Change the last digit of a signature."""
    local, _, domain = address.partition("@")
    return f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}"


def test_a_failing_identifier_does_not_free_a_customer_of_what_the_log_shows(world: World) -> None:
    copy = delivered(Mail().unsigned(), return_path=broken(bounce_address()))
    assert judge(world, copy).origin is Origin.PLAUSIBLE


def test_a_failing_identifier_over_foreign_content_is_contradicted_whatever_the_log_has(world: World) -> None:
    copy = delivered(Mail(body=SPAM).unsigned(), return_path=broken(bounce_address()))
    assert judge(world, copy).origin is Origin.CONTRADICTED


@pytest.mark.parametrize(("path", "origin"), [(received(to=None), Origin.PROBABLE), (TO_NOBODY, Origin.PLAUSIBLE)])
def test_a_redacted_copy_with_a_genuine_identifier_is_doubted_when_a_stranger_handed_it_over(
    world: World, path: bytes, origin: Origin
) -> None:
    copy = delivered(Mail().unsigned(), to="redacted@isp.example", path=path, return_path=bounce_address())
    assert judge(world, copy, reporter=UNAUTHENTICATED).origin is origin
