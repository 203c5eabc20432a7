"""Signed messages that others published, judged as far as their files allow: their keys stood in DNS and are gone.

The body hash needs no key. What dkimpy computes with a key of our own over the same fields must be what we compute.
"""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from dkim.canonicalization import Relaxed, Simple

from complaints.domain.evidence.arc import read_chain
from complaints.domain.evidence.canonical import canonical_body, canonical_field, split_message
from complaints.domain.evidence.dkim import body_holds, signatures
from tests.complaints.domain.world import NoDns
from tests.corpus import manifest

FOLDER = manifest.folder()
# Drafts of DKIM before the RFC: no v=, no bh=, and a signature that is no base64.
DRAFTS = ("/nice/dkim/", "strictrejectok.eml")
# Its source says of it that it fails.
ALTERED = "spamassassin-tdata/t/data/spam/dmarc/strictrejectko.eml"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not manifest.is_there(FOLDER), reason=f"there is no corpus at {FOLDER}"),
]


@cache
def signed() -> tuple[tuple[str, bytes], ...]:
    return tuple((row.path, row.raw) for row in manifest.rows(FOLDER) if row.kind == "original_signed")


def test_every_signature_is_read() -> None:
    found = {path: list(signatures(split_message(raw))) for path, raw in signed()}
    unread = [path for path, each in found.items() if any(one.problem for one in each)]

    assert [path for path in unread if not any(draft in path for draft in DRAFTS)] == []


def test_every_body_hash_holds_in_copies_that_were_only_moved() -> None:
    wrong = [
        path
        for path, raw in signed()
        for signature in signatures(split_message(raw))
        if not signature.problem and not body_holds(split_message(raw), signature)
    ]

    assert wrong == [ALTERED]


def test_a_changed_body_fails_its_hash() -> None:
    held = [
        path
        for path, raw in signed()
        for signature in signatures(split_message(raw + b"\r\nmore\r\n"))
        if not signature.problem and body_holds(split_message(raw + b"\r\nmore\r\n"), signature)
    ]

    assert held == []


def test_canonical_forms_are_those_of_dkimpy() -> None:
    differing = []
    for path, raw in signed():
        message = split_message(raw)
        for theirs, method in ((Simple, b"simple"), (Relaxed, b"relaxed")):
            headers = b"".join(
                name + b":" + value
                for name, value in theirs.canonicalize_headers([(one.name, one.value) for one in message.fields])
            )
            ours = b"".join(canonical_field(one, method) for one in message.fields)
            bodies = (theirs.canonicalize_body(message.body), canonical_body(message.body, method))
            if headers != ours or len({hashlib.sha256(body).digest() for body in bodies}) > 1:
                differing.append((path, method))

    assert differing == []


def test_without_the_sealers_keys_no_published_chain_is_believed() -> None:
    sealed = [raw for path, raw in signed() if "/arc/" in path]

    assert [read_chain(split_message(raw), NoDns()) for raw in sealed] == [None] * len(sealed)
