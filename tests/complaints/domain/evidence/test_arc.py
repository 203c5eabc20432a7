"""A complaint that came through a trusted forwarder is believed as far as that forwarder sealed what it saw."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.platform import Platform
from complaints.domain.evidence.arc import read_chain
from complaints.domain.evidence.canonical import split_message
from complaints.domain.evidence.standing import stand
from complaints.domain.facts import Format, Reading, Received, Status

NOW = datetime(2026, 11, 20, tzinfo=UTC)
READING = Reading(recogniser="arf", status=Status.ACCEPTED, format=Format.ARF)
MAIL = (
    b"From: feedback@loop.example\r\nTo: abuse@forwarder.example\r\nSubject: report\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@loop.example>\r\n\r\nA report.\r\n"
)
RESULTS = b"Authentication-Results: mx.forwarder.example; dkim=pass header.d=loop.example\r\n"


@cache
def key() -> tuple[bytes, bytes]:
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


class Dns:
    def txt(self, name: str) -> bytes | None:
        return key()[1] if name.endswith(("forwarder.example", "second.example")) else None


def lookup(name: bytes, timeout: int = 5) -> bytes:
    del timeout
    return Dns().txt(name.decode().rstrip(".")) or b""


def sealed(mail: bytes = RESULTS + MAIL, domain: bytes = b"forwarder.example") -> bytes:
    host = b"mx." + domain
    fields = dkim.arc_sign(mail, b"s1", domain, key()[0], host)
    return b"".join(fields) + mail


def standing(mail: bytes, *sealers: str) -> bool:
    received = Received(raw=mail, received_at=NOW)
    return stand(received, READING, platform=Platform(), dns=Dns(), sealers=frozenset(sealers)).authenticated


def test_what_a_trusted_forwarder_sealed_authenticates_the_reporter() -> None:
    assert standing(sealed(), "forwarder.example")


def test_the_seal_of_a_stranger_authenticates_nobody() -> None:
    assert not standing(sealed(), "other.example")


def test_without_trusted_sealers_no_chain_is_believed() -> None:
    assert not standing(sealed())


def test_a_sealed_failure_authenticates_nobody() -> None:
    assert not standing(sealed(RESULTS.replace(b"dkim=pass", b"dkim=fail") + MAIL), "forwarder.example")


def test_a_result_for_another_domain_authenticates_nobody() -> None:
    other = RESULTS.replace(b"loop.example", b"elsewhere.example")

    assert not standing(sealed(other + MAIL), "forwarder.example")


def test_every_forwarder_of_the_chain_must_be_trusted() -> None:
    first = sealed()
    again = b"Authentication-Results: mx.second.example; arc=pass; dkim=pass header.d=loop.example\r\n" + first
    twice = sealed(again, b"second.example")

    assert (standing(twice, "second.example"), standing(twice, "second.example", "forwarder.example")) == (False, True)


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (b"A report.", b"Another report."),
        (b"Subject: report", b"Subject: other"),
        (b"dkim=pass", b"dkim=pass "),
        (b"cv=none", b"cv=pass"),
        (b"arc-seal: i=1", b"arc-seal: i=2"),
    ],
)
def test_a_changed_mail_has_no_chain(what: bytes, by: bytes) -> None:
    mail = sealed()
    start = mail.lower().find(what.lower())
    changed = mail[:start] + by + mail[start + len(what) :]
    unchanged_in_relaxed_form = what == b"dkim=pass"

    assert (read_chain(split_message(changed), Dns()) is None) is not unchanged_in_relaxed_form


def test_our_answer_is_that_of_dkimpy() -> None:
    mail = sealed()

    assert dkim.arc_verify(mail, dnsfunc=lookup)[0] == dkim.CV_Pass
    assert read_chain(split_message(mail), Dns()) is not None


@given(st.binary(max_size=300), st.integers(0, 2000))
def test_a_broken_chain_never_raises(noise: bytes, at: int) -> None:
    mail = sealed()

    read_chain(split_message(mail[:at] + noise + mail[at:]), Dns())


def test_more_than_ten_sets_are_not_followed() -> None:
    sets = b"".join(
        b"ARC-Seal: i=%d; a=rsa-sha256; cv=pass; d=forwarder.example; s=s1; b=AAAA\r\n"
        b"ARC-Message-Signature: i=%d; a=rsa-sha256; d=forwarder.example; s=s1; h=from; bh=AAAA; b=AAAA\r\n"
        b"ARC-Authentication-Results: i=%d; mx\r\n" % (number, number, number)
        for number in range(1, 12)
    )

    assert read_chain(split_message(sets + MAIL), Dns()) is None
