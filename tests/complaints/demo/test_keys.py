from __future__ import annotations

import base64
from datetime import timedelta

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from complaints.demo.keys import DemoKey, make_keyring
from complaints.demo.signing import sign
from tests.complaints.demo.conftest import NOW, SEED

MAIL = (
    b"From: a@example.com\r\nTo:  b@inbox.example\r\nSubject: folded\r\n  here\r\n"
    b"Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n\r\nHello  there \r\n\r\nbye\r\n\r\n\r\n"
)
KEYRING = make_keyring(SEED, NOW)


def _verifies(message: bytes, key: DemoKey) -> bool:
    return bool(dkim.verify(message, dnsfunc=lambda *_args, **_more: key.record.encode()))


@pytest.mark.parametrize("how", ["relaxed/relaxed", "simple/simple", "relaxed/simple"])
@pytest.mark.parametrize("key", KEYRING.keys, ids=lambda key: f"{key.selector}.{key.domain}")
def test_what_is_signed_here_verifies_with_dkimpy(key: DemoKey, how: str) -> None:
    assert _verifies(sign(MAIL, key, NOW, how=how), key)


def test_a_changed_body_does_not_verify() -> None:
    key = KEYRING.keys[2]
    assert not _verifies(sign(MAIL, key, NOW).replace(b"bye", b"buy"), key)


def test_a_length_limited_signature_lets_anyone_append() -> None:
    key = KEYRING.keys[2]
    assert _verifies(sign(MAIL, key, NOW, limited=True) + b"appended\r\n", key)


def test_equal_seeds_give_equal_keys_and_others_give_others() -> None:
    records = [key.record for key in KEYRING.keys]
    assert records == [key.record for key in make_keyring(SEED, NOW).keys]
    assert not set(records) & {key.record for key in make_keyring(SEED + 1, NOW).keys}


def test_current_rsa_keys_have_2048_bits() -> None:
    current = KEYRING.at("example.com", NOW)
    assert current is not None
    public = load_der_public_key(base64.b64decode(current.record.rpartition("p=")[2]))
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 2048


def test_mail_of_last_week_was_signed_with_the_key_of_last_week() -> None:
    before, after = KEYRING.at("example.com", NOW - timedelta(days=7)), KEYRING.at("example.com", NOW)
    assert before is not None
    assert after is not None
    assert (before.selector, after.selector) == ("s2", "s3")
    assert before.valid_until == after.valid_from


def test_one_key_is_exposed() -> None:
    assert KEYRING.exposed().domain == "brightharbor.example"
