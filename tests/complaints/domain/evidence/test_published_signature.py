"""A message that was published together with its keys: the example of RFC 8463, appendix A."""

from __future__ import annotations

import pytest

from complaints.domain.evidence.canonical import split_message
from complaints.domain.evidence.dkim import body_holds, headers_hold, signatures

KEYS = {
    "brisbane": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "test": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J1"
        "6JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+"
        "l/K4w3QIDAQAB"
    ),
}
MESSAGE = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""


def verdicts(message: bytes) -> dict[str, tuple[bool, bool]]:
    """Give whether header and body hold, by selector."""
    parts = split_message(message)
    return {
        signature.selector: (
            headers_hold(parts, signature, KEYS[signature.selector]).holds,
            body_holds(parts, signature),
        )
        for signature in signatures(parts)
    }


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_both_published_signatures_verify_as_documented(ends: bytes) -> None:
    assert verdicts(MESSAGE.replace(b"\n", ends)) == {"brisbane": (True, True), "test": (True, True)}


def test_a_word_changed_in_the_published_body_breaks_the_body_only() -> None:
    assert set(verdicts(MESSAGE.replace(b"hungry", b"thirsty")).values()) == {(True, False)}


def test_a_word_changed_in_the_published_subject_breaks_the_headers_only() -> None:
    assert set(verdicts(MESSAGE.replace(b"Is dinner", b"Is lunch")).values()) == {(False, True)}


def test_a_second_from_breaks_the_oversigned_headers() -> None:
    assert {held for held, _ in verdicts(b"From: eve@other.example\n" + MESSAGE).values()} == {False}
