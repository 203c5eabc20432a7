"""An evidence bundle shows whether anything in it was changed, without the desk and its database."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict, replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.domain.bundle import Member, pack, verify
from complaints.domain.evidence.signatures import Moment, check_signatures
from tests.complaints.domain.world import NOW, Mail, NoDns, delivered, garden_world, signed

ABOUT = {"case": 5, "made_by": "agent"}


@cache
def genuine() -> bytes:
    """Give a mail signed once: signing it again in the next second would give another."""
    return delivered(signed(Mail().unsigned()))


def members(original: bytes | None = None) -> list[Member]:
    content = genuine() if original is None else original
    world = garden_world()
    checks = check_signatures(content, directory=world, dns=NoDns(), moment=Moment(judged_at=NOW, now=NOW))
    incident = {
        "incident": 1,
        "complaint": "complaints/1.eml",
        "original": "originals/1.eml",
        "original_sha256": hashlib.sha256(content).hexdigest(),
        "judged_as_of": NOW.isoformat(),
        "evidence": {"at": NOW.isoformat(), "signatures": [asdict(check) for check in checks]},
    }
    keys = [asdict(check.key) | {"archived": check.known} for check in checks if check.key]
    received = b"Subject: Spam\r\n\r\n" + content
    complaint = {"complaint": 1, "mail": "complaints/1.eml", "sha256": hashlib.sha256(received).hexdigest()}
    return [
        Member("complaints/1.eml", received, "complaint"),
        Member("complaints/1.json", json.dumps(complaint).encode(), "receipt"),
        Member("originals/1.eml", content, "original"),
        Member("incidents/1.json", json.dumps(incident, default=str).encode(), "incident"),
        Member("keys.json", json.dumps(keys, default=str).encode(), "keys"),
    ]


def bundle(*given_members: Member) -> io.BytesIO:
    file = io.BytesIO()
    pack(file, given_members or members(), ABOUT)
    file.seek(0)
    return file


def changed(path: str, content: bytes | None) -> io.BytesIO:
    """Give the bundle with one file replaced, or left out, under the old manifest."""
    out = io.BytesIO()
    with zipfile.ZipFile(bundle()) as old, zipfile.ZipFile(out, "w") as new:
        for name in dict.fromkeys([*old.namelist(), path]):
            kept = content if name == path else old.read(name)
            if kept is not None:
                new.writestr(name, kept)
    out.seek(0)
    return out


def relisted(change: Any) -> io.BytesIO:
    """Give a bundle whose manifest agrees with what was changed: only the proofs can tell."""
    return bundle(*[change(member) for member in members()])


def test_an_untouched_bundle_holds() -> None:
    assert verify(bundle()).problems == ()


def test_its_signatures_are_verified_again() -> None:
    assert any("acme.example (s1) verifies whole, as recorded" in sentence for sentence in verify(bundle()).confirmed)


def test_the_fingerprint_is_the_one_that_packing_gave() -> None:
    file = io.BytesIO()
    fingerprint = pack(file, members(), ABOUT)

    assert verify(file).fingerprint == fingerprint


def test_equal_contents_give_equal_bundles() -> None:
    given_members = members()

    assert bundle(*given_members).getvalue() == bundle(*given_members).getvalue()


def test_a_changed_file_is_named() -> None:
    assert "originals/1.eml was changed" in verify(changed("originals/1.eml", b"From: x\r\n\r\n")).problems[0]


def test_a_missing_file_is_named() -> None:
    assert verify(changed("keys.json", None)).problems == ("keys.json is missing.",)


def test_a_file_that_was_put_in_is_named() -> None:
    assert verify(changed("more.txt", b"x")).problems == ("more.txt is not in the manifest.",)


def test_a_mail_changed_together_with_the_manifest_fails_its_signature() -> None:
    def change(member: Member) -> Member:
        return member._replace(content=member.content.replace(b"Saturday", b"Sunday"))

    assert "does not verify whole, which was not recorded so" in verify(relisted(change)).problems[0]


def test_a_verdict_changed_together_with_the_manifest_is_found_out() -> None:
    def change(member: Member) -> Member:
        return member._replace(content=member.content.replace(b'"whole": true', b'"whole": false'))

    assert "verifies whole, which was not recorded so" in verify(relisted(change)).problems[0]


def test_a_key_changed_together_with_the_manifest_is_found_out() -> None:
    def change(member: Member) -> Member:
        return member._replace(content=b"[]") if member.path == "keys.json" else member

    assert len(verify(relisted(change)).problems) == 1


def test_an_unsigned_mail_changed_together_with_the_manifest_is_found_out() -> None:
    def change(member: Member) -> Member:
        return member._replace(content=b"From: x\r\n\r\nMore") if member.path == "originals/1.eml" else member

    file = bundle(*[change(member) for member in members(b"From: x\r\n\r\nText")])

    assert verify(file).problems == ("Incident 1: the original is not the one that was judged.",)


def test_a_complaint_changed_together_with_the_manifest_is_found_out() -> None:
    def change(member: Member) -> Member:
        return member._replace(content=b"Subject: Ham\r\n\r\n") if member.path == "complaints/1.eml" else member

    assert verify(relisted(change)).problems == ("Complaint 1: the mail is not the one that was received.",)


def test_a_complaint_taken_out_of_the_manifest_too_is_found_out() -> None:
    kept = [member for member in members() if not member.path.startswith("complaints/")]

    assert verify(bundle(*kept)).problems == ("Incident 1: the complaint that it was cut from is missing.",)


def test_a_validity_changed_together_with_the_manifest_is_found_out() -> None:
    def change(member: Member) -> Member:
        return member._replace(content=member.content.replace(b'"valid_then": true', b'"valid_then": false'))

    assert "which was not recorded so" in verify(relisted(change)).problems[0]


def judged_by(number: int, **changes: Any) -> list[Member]:
    """Give an incident whose key the desk knew otherwise than today; without a record it knew none."""
    content = genuine()
    world = garden_world()
    keys = [replace(key, **changes) for key in world.keys] if changes else []
    checks = check_signatures(
        content, directory=replace(world, keys=keys), dns=NoDns(), moment=Moment(judged_at=NOW, now=NOW)
    )
    incident = json.loads(members(content)[3].content) | {"incident": number}
    incident["evidence"]["signatures"] = json.loads(json.dumps([asdict(check) for check in checks], default=str))
    listed = [asdict(check.key) | {"archived": check.known} for check in checks if check.key]
    return [
        Member(f"incidents/{number}.json", json.dumps(incident).encode(), "incident"),
        Member("keys.json", json.dumps(listed, default=str).encode(), "keys"),
    ]


def test_what_was_judged_before_its_key_was_imported_holds_beside_what_was_judged_after() -> None:
    late = judged_by(2)[0]

    assert verify(bundle(*members(), late)).problems == ()


def test_what_was_judged_before_its_key_was_exposed_holds_beside_what_was_judged_after() -> None:
    late, keys = judged_by(2, exposed_at=NOW - timedelta(days=30))
    both = Member("keys.json", json.dumps(json.loads(members()[4].content) + json.loads(keys.content)).encode(), "keys")

    assert verify(bundle(*members()[:4], late, both)).problems == ()


def repacked(*, order: int = 1, before: bytes = b"", after: bytes = b"", comment: bytes = b"") -> io.BytesIO:
    """Give the bundle in another container."""
    out = io.BytesIO()
    with zipfile.ZipFile(bundle()) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist()[::order]:
            new.writestr(name, old.read(name))
        new.comment = comment
    return io.BytesIO(before + out.getvalue() + after)


def test_files_in_another_order_are_noticed() -> None:
    assert "order in which the manifest lists them" in verify(repacked(order=-1)).problems[0]


HIDDEN = {
    "before": lambda: repacked(before=b"#!/bin/sh\n"),
    "after": lambda: repacked(after=b"more"),
    "comment": lambda: repacked(comment=b"more"),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_what_is_hidden_round_the_files_is_noticed(where: str) -> None:
    assert verify(HIDDEN[where]()).problems == (
        "Something that the manifest does not list stands before the files or after them.",
    )


@pytest.mark.parametrize("odd", ["[1]", "{}", '{"incident": 1, "original": 2, "evidence": null}', "9" * 5000, "["])
def test_an_incident_of_another_shape_is_a_problem_and_no_crash(odd: str) -> None:
    def change(member: Member) -> Member:
        return member._replace(content=odd.encode()) if member.path == "incidents/1.json" else member

    assert "no readable bundle" in verify(relisted(change)).problems[0]


@pytest.mark.parametrize("files", [{"a": 1}, ["a"], [{"path": "a"}], 7, None])
def test_a_manifest_of_another_shape_is_a_problem_and_no_crash(files: object) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", "a")
        archive.writestr("manifest.json", json.dumps({"format": "abusedesk-evidence/1", "files": files}))

    assert verify(out).problems


def test_what_is_no_bundle_is_said_to_be_none() -> None:
    assert "no readable bundle" in verify(io.BytesIO(b"PK\x03\x04 nothing")).problems[0]


def test_a_zip_of_something_else_is_said_to_be_none() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", "[1]")

    assert verify(file).problems


@given(st.binary(max_size=200), st.integers(0, 3000))
def test_a_damaged_bundle_never_raises(noise: bytes, at: int) -> None:
    whole = bundle(Member("a.txt", b"text", "a text")).getvalue()

    verify(io.BytesIO(whole[:at] + noise + whole[at + len(noise) :]))
