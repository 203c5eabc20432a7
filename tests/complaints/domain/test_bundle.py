"""An evidence bundle shows whether anything in it was changed, without the desk and its database."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from complaints.domain.bundle import Member, pack, verify
from complaints.domain.evidence.signatures import Moment, check_signatures
from tests.complaints.domain.world import NOW, Mail, NoDns, delivered, garden_world, signed

ABOUT = {"case": 5, "made_by": "agent"}


def members(original: bytes | None = None) -> list[Member]:
    content = delivered(signed(Mail().unsigned())) if original is None else original
    world = garden_world()
    checks = check_signatures(content, directory=world, dns=NoDns(), moment=Moment(judged_at=NOW, now=NOW))
    incident = {
        "incident": 1,
        "original": "originals/1.eml",
        "judged_as_of": NOW.isoformat(),
        "evidence": {"at": NOW.isoformat(), "signatures": [asdict(check) for check in checks]},
    }
    keys = [asdict(check.key) | {"archived": check.known} for check in checks if check.key]
    return [
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
