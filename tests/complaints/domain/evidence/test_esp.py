"""The marks of well-known sending services are read wherever they stand, and tie nothing to us by themselves."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.domain.evidence.esp import MAX_MARKS, esp_marks
from complaints.domain.facts import Origin
from complaints.domain.headers import read_headers
from tests.complaints.domain.world import Mail, delivered, garden_world, judge, received


def marks(*lines: str, return_path: str = "") -> list[tuple[str, tuple[str, ...], str | None]]:
    content = ("\r\n".join(lines) + "\r\n\r\n").encode()
    found = esp_marks(read_headers(content, 0, len(content)).headers, return_path)
    return [(mark.esp, mark.tokens, mark.recipient) for mark in found]


def encoded(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    ("return_path", "told"),
    [
        (
            "010001923f8b2a3c-6f0b7c1e-3a52-4c1e-9d0e-0a8a9b1c2d3e-000000@bounces.shop.amazonses.com",
            ("Amazon SES", ("010001923f8b2a3c-6f0b7c1e-3a52-4c1e-9d0e-0a8a9b1c2d3e-000000",), None),
        ),
        ("bounces+30917-5c1d-ann=isp.example@em7.shop.example", ("SendGrid", ("30917",), "ann@isp.example")),
        ("bounce+4f5a6b.12ab34-ann=isp.example@mg.shop.example", ("Mailgun", (), "ann@isp.example")),
        (
            "bounce-md_30127.65f0a1b2.v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9@mandrillapp.com",
            ("Mandrill", ("30127", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"), None),
        ),
        ("bounce-mc.us5_8123.77001-0af3b2@mail11.suw.rsgsv.net", ("Mailchimp", ("8123", "77001"), None)),
        ("pm_bounces@pm.mtasv.net", ("Postmark", (), None)),
        ("msprvs1=20417abcDEF=bounces-4711@bounces.shop.example", ("SparkPost", (), None)),
    ],
)
def test_return_paths_tell_service_account_and_recipient(
    return_path: str, told: tuple[str, tuple[str, ...], str | None]
) -> None:
    assert marks(return_path=return_path) == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Feedback-ID: 1.eu-west-1.ab+c=:AmazonSES", ("Amazon SES", ("AmazonSES",), None)),
        ("Feedback-ID: 4711:4711.88:us5:mc", ("Mailchimp", ("4711", "4711.88", "us5", "mc"), None)),
        ("Feedback-ID: c7 : a9 : news\r\n : garden", ("", ("c7", "a9", "news", "garden"), None)),
        ("X-Mandrill-User: md_30127", ("Mandrill", ("30127",), None)),
        ("X-MC-User: =?us-ascii?Q?9b1c2d?=", ("Mailchimp", ("9b1c2d",), None)),
        (
            f"X-Mailgun-Sid: {encoded(['a1b2', 'Ann@isp.example', '9f'])}",
            ("Mailgun", ("a1b2", "9f"), "ann@isp.example"),
        ),
        (
            f"X-KumoRef: {encoded({'_@_': chr(92) + '_/', 'recipient': 'ann@isp.example', 'tenant': 'acme'})}",
            ("KumoMTA", ("acme",), "ann@isp.example"),
        ),
        (
            f"X-MSFBL: abcDEF=|{encoded({'r': 'ann@isp.example', 'customer_id': '4711'})}",
            ("SparkPost", ("4711",), "ann@isp.example"),
        ),
        ("X-PM-Message-Id: 7d1c-44", ("Postmark", ("7d1c-44",), None)),
        ("X-GreenArrow-MailClass: acme-news", ("GreenArrow", ("acme-news",), None)),
        ("X-SES-Outgoing: 2026.11.05-192.0.2.8", ("Amazon SES", ("2026.11.05-192.0.2.8",), None)),
    ],
)
def test_headers_tell_service_tokens_and_recipient(line: str, told: tuple[str, tuple[str, ...], str | None]) -> None:
    assert marks(line) == [told]


def test_a_mark_without_readable_value_still_names_the_service() -> None:
    assert marks("X-Mailgun-Sid: ???") == [("Mailgun", (), None)]


def test_a_flood_of_marks_is_bounded() -> None:
    assert len(marks(*[f"X-SG-EID: {number}" for number in range(99)], *["Feedback-ID: a:b"] * 99)) <= MAX_MARKS


@given(st.text(max_size=200))
def test_no_value_makes_it_raise(value: str) -> None:
    line = " ".join(value.split())
    marks(f"X-KumoRef: {line}", f"X-Mailgun-Sid: {line}", f"Feedback-ID: {line}", return_path=line)


def test_half_a_surrogate_pair_makes_no_recipient() -> None:
    assert marks(f"X-KumoRef: {encoded({'recipient': chr(0xD800) + 'ann@isp.example'})}") == [("KumoMTA", (), None)]


def test_a_mark_supports_the_account_that_it_names() -> None:
    mail = delivered(Mail(more=("X-GreenArrow-MailClass: acme",), message_id="<other@x.example>").unsigned())

    signals = {reason.signal for reason in judge(garden_world(), mail).reasons}

    assert "esp_mark" in signals


def test_a_mark_alone_ties_a_strangers_mail_to_nobody() -> None:
    stranger = Mail(
        sender="shop@elsewhere.example", more=("X-GreenArrow-MailClass: acme",), message_id="<other@x.example>",
        body="Something else altogether, of which nobody here has ever heard anything.\n", subject="Hello",
    )  # fmt: skip
    world = garden_world()
    world.log.clear()

    answer = judge(world, delivered(stranger.unsigned(), path=received("203.0.113.9", host="mta.elsewhere.example")))

    assert (answer.origin, answer.account_id) == (Origin.FOREIGN, None)
