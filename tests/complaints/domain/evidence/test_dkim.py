"""Our verifier beside dkimpy's: equal answers, in linear time."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

import dkim
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.domain.evidence.canonical import canonical_body, split_message
from complaints.domain.evidence.dkim import body_holds, headers_hold, signatures
from complaints.domain.evidence.signatures import Moment, check_signatures
from tests.complaints.domain.world import (
    NOW,
    SENT,
    Dns,
    Mail,
    NoDns,
    World,
    ed25519_pair,
    garden_world,
    rsa_pair,
    signed,
    signed_by_platform,
)
from tests.endless import ends

if TYPE_CHECKING:
    from complaints.domain.facts import SignatureCheck

LINES = st.lists(st.text(alphabet=" \tab.=\u00e4", max_size=12), max_size=12)
FORMS = st.sampled_from([b"simple", b"relaxed"])
CHANGES = st.sampled_from([b"", b"x", b" \r\n", b"\r\n", b"\r\n\r\n", b"\t\r\n"])


def holds(content: bytes, record: str) -> bool:
    message = split_message(content)
    signature = next(signatures(message))
    return not signature.problem and body_holds(message, signature) and headers_hold(message, signature, record).holds


def by_dkimpy(content: bytes, record: str) -> bool:
    return bool(dkim.verify(content, dnsfunc=lambda *_args, **_kwargs: record.encode()))


def sign_with(content: bytes, kind: str, forms: tuple[bytes, bytes]) -> tuple[bytes, str]:
    key, record = rsa_pair("property") if kind == "rsa" else ed25519_pair("property")
    signer = dkim.DKIM(content, signature_algorithm=f"{kind}-sha256".encode())
    field = signer.sign(b"s", b"acme.example", key, canonicalize=forms)
    return bytes(field) + content, record


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=LINES,
    kind=st.sampled_from(["rsa", "ed25519"]),
    head=FORMS,
    body=FORMS,
    subject=st.text(" \ta", max_size=20),
    change=CHANGES,
)
def test_answers_are_those_of_dkimpy(
    lines: list[str], kind: str, head: bytes, body: bytes, subject: str, change: bytes
) -> None:
    content = Mail(subject=f"s{subject}s", body="\n".join(lines) + "\n").unsigned()
    whole, record = sign_with(content, kind, (head, body))
    for copy in (
        whole,
        whole + change,
        whole.replace(b"Subject: s", b"Subject:  s"),
        whole.replace(b"To: ann", b"To: bob"),
    ):
        assert holds(copy, record) == by_dkimpy(copy, record)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200).map(lambda body: body.replace(b"a", b" ").replace(b"b", b"\r\n") + b"\r\n"), FORMS)
def test_canonical_bodies_are_those_of_dkimpy(body: bytes, form: bytes) -> None:
    theirs = dkim.canonicalization.ALGORITHMS[form].canonicalize_body(body)
    assert canonical_body(body, form) == theirs


def test_a_run_of_blanks_costs_no_more_than_its_length() -> None:
    content = signed(Mail(body="x\n").unsigned()) + b" " * 2_000_000 + b"x\r\n"
    with ends():
        assert not holds(content, rsa_pair("acme")[1])


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("canonical", [b"simple", b"relaxed"])
def test_line_ends_and_a_lost_last_one_do_no_harm(ends: bytes, canonical: bytes) -> None:
    content = signed(Mail().unsigned(), canonical=canonical).replace(b"\r\n", ends).rstrip(b"\r\n")
    assert holds(b"From ann Thu Nov  5 15:14:27 2026" + ends + content, rsa_pair("acme")[1])


def checks(content: bytes, world: World | None = None, dns: NoDns | Dns | None = None) -> tuple[SignatureCheck, ...]:
    moment = Moment(judged_at=SENT, now=NOW)
    return check_signatures(content, directory=world or garden_world(), dns=dns or NoDns(), moment=moment)


def test_header_and_body_are_judged_apart() -> None:
    (check,) = checks(signed(Mail().unsigned()) + b"an advert\r\n")
    assert (check.headers_ok, check.body_ok, check.whole) == (True, False, False)


def test_every_signature_is_tried() -> None:
    both = checks(signed_by_platform(signed(Mail().unsigned())))
    assert [(check.algorithm, check.whole) for check in both] == [("ed25519-sha256", True), ("rsa-sha256", True)]


def test_no_more_than_ten_signatures_are_tried() -> None:
    one = signed(Mail().unsigned()).partition(b"From:")[0]
    assert len(checks(one * 50 + Mail().unsigned())) == 10


def test_a_copy_without_body_is_judged_by_its_headers() -> None:
    (check,) = checks(signed(Mail().unsigned()).partition(b"\r\n\r\n")[0])
    assert (check.headers_ok, check.body_ok) == (True, None)


def test_l_is_limited_and_never_whole() -> None:
    (check,) = checks(signed(Mail().unsigned(), length=True))
    assert (check.body_ok, check.body_limited, check.whole) == (True, True, False)


def test_rsa_sha1_is_never_whole() -> None:
    (check,) = checks(signed(Mail().unsigned(), algorithm=b"rsa-sha1"))
    assert (check.headers_ok, check.whole) == (True, False)


def test_a_key_of_a_stranger_comes_from_dns_and_is_not_ours() -> None:
    world = garden_world()
    world.keys.clear()
    dns = Dns({"s1._domainkey.acme.example": rsa_pair("acme")[1].encode()})
    (check,) = checks(signed(Mail().unsigned()), world, dns)
    assert (check.whole, check.known) == (True, False)


def test_of_two_keys_under_one_name_the_one_that_signed_is_found() -> None:
    world = garden_world()
    world.keys.insert(0, replace(world.keys[0], record=rsa_pair("the next one")[1], valid_from=SENT))
    assert checks(signed(Mail().unsigned()), world)[0].whole


def test_expiry_is_judged_at_receipt() -> None:
    def expiring(seconds: int) -> SignatureCheck:
        content = Mail().unsigned()
        signer = dkim.DKIM(content)
        moment = int(SENT.timestamp())

        class Signer(dkim.DKIM):  # type: ignore[misc]  # dkimpy is untyped
            def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: object, **more: object) -> bytes:
                kept = [pair for pair in fields if pair[0] != b"t"]
                times = [(b"t", str(moment - 100).encode()), (b"x", str(moment + seconds).encode())]
                return bytes(super().gen_header([*kept[:-3], *times, *kept[-3:]], *rest, **more))

        signer = Signer(content)
        field = signer.sign(b"s1", b"acme.example", rsa_pair("acme")[0])
        return checks(bytes(field) + content)[0]

    assert [expiring(60).whole, expiring(-60).whole] == [True, False]


@pytest.mark.parametrize(
    "value",
    [
        b"", b";;;", b"v=1", b"v=1; a=rsa-sha256; b=!!; bh=!!; d=acme.example; s=s1; h=from",
        b"v=1; a=md5; b=YQ==; bh=YQ==; d=acme.example; s=s1; h=from",
        b"v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=acme.example; s=s1; h=from; l=99999999999999999999999",
        b"v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=acme.example; s=s1; h=to",
        b"v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=acme.example; s=s1; h=from; i=@evil.example",
        b"v=1; a=rsa-sha256; c=odd/odd; b=YQ==; bh=YQ==; d=acme.example; s=s1; h=from",
        b"v=1; a=rsa-sha256; b=YQ==; bh=YQ==; d=acme.example; s=s1; h=from; x=1; t=" + b"9" * 40,
        b"\xff\xfe" * 100,
    ],
)  # fmt: skip
def test_a_broken_signature_is_judged_without_raising(value: bytes) -> None:
    (check,) = checks(b"DKIM-Signature: " + value + b"\r\n" + Mail().unsigned())
    assert not check.headers_ok
    assert check.detail


@pytest.mark.parametrize(
    "record",
    [
        "",
        "v=DKIM1; p=",
        "v=DKIM2; p=YQ==",
        "p=!!!",
        "k=ed25519; p=YQ==",
        "v=DKIM1; p=" + base64.b64encode(b"x" * 300).decode(),
    ],
)
def test_a_broken_key_record_verifies_nothing(record: str) -> None:
    world = garden_world()
    world.keys[0] = replace(world.keys[0], record=record)
    assert not checks(signed(Mail().unsigned()), world)[0].headers_ok
