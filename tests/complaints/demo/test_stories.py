from __future__ import annotations

import hashlib
import hmac
import re
import tomllib
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import dkim
import pytest

from complaints.demo.originals import compose, deliver
from complaints.demo.stories import build_complaints
from tests.complaints.demo.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from complaints.demo.records import DemoComplaint, DemoPlatform, Sending

STORIES = {
    "genuine", "altered", "mistaken", "compromised_site", "replayed", "spamvertised", "forged_from_only",
    "forged_received", "copied_unsigned_id", "copied_signed_link_under_other_content", "bad_hmac", "exposed_key",
    "joe_job", "listing", "foreign", "ask_original", "bounce", "auto_reply", "dmarc_aggregate", "newsletter",
    "not_spam", "unreadable", "reported_twice", "same_mail_again",
}  # fmt: skip
FRAMED = {
    "forged_from_only", "forged_received", "copied_unsigned_id", "copied_signed_link_under_other_content", "bad_hmac",
    "exposed_key", "joe_job",
}  # fmt: skip
FORMATS = {"arf", "xarf", "jmrp", "spamcop", "attached", "inline", "redirected", "listing", "none"}


def _one_of_each(platform: DemoPlatform) -> list[Sending]:
    found = {
        (row.account_id, row.kind, row.list_id, row.sent_at > NOW - timedelta(days=5)): row for row in platform.log
    }
    return list(found.values())


def test_every_signed_message_verifies_against_the_archive(platform: DemoPlatform) -> None:
    archive = {f"{key.selector}._domainkey.{key.domain}.": key.record.encode() for key in platform.keyring.keys}
    rows = _one_of_each(platform)
    assert {row.account_id for row in rows} == set(platform.accounts)
    for row in rows:
        message = dkim.DKIM(deliver(compose(platform, row)).raw)
        signatures = sum(name.lower() == b"dkim-signature" for name, _ in message.headers)
        assert signatures
        for index in range(signatures):
            assert message.verify(index, dnsfunc=lambda name, **_more: archive[name.decode()])


def test_every_message_was_signed_with_a_key_that_was_valid_then(platform: DemoPlatform) -> None:
    keys = {(key.domain, key.selector): key for key in platform.keyring.keys}
    for row in _one_of_each(platform):
        for domain, selector in re.findall(rb"d=([^;]+);\s+s=([^;]+);", compose(platform, row).raw):
            key = keys[domain.decode(), selector.decode()]
            assert key.valid_from <= row.sent_at
            assert key.valid_until is None or row.sent_at < key.valid_until


def test_return_paths_and_links_bear_signatures_that_the_platform_file_describes(platform: DemoPlatform) -> None:
    said = tomllib.loads((platform.directory / "platform.toml").read_text("utf-8"))
    signed = {one["where"]: one for one in said["identifiers"] if one.get("signed_with")}
    for row in (row for row in _one_of_each(platform) if row.campaign_id):
        sent = compose(platform, row)
        link = re.search(r"Unsubscribe: <([^>]+)>", sent.raw.decode())
        assert link
        for where, value in (("return_path", sent.return_path), ("links", link[1])):
            match = re.fullmatch(signed[where]["pattern"], value)
            assert match
            expected = hmac.new(signed[where]["secret"].encode(), match["payload"].encode(), hashlib.sha256).hexdigest()
            assert expected.startswith(match["signature"])
            assert match["account"] == row.account_id


def test_the_truth_names_every_file_and_tells_every_story(
    truth: dict[str, dict[str, Any]], complaints_folder: Path
) -> None:
    assert set(truth) == {file.name for file in complaints_folder.glob("*.eml")}
    assert {row["story"] for row in truth.values()} == STORIES
    assert {row["format"] for row in truth.values()} == FORMATS


def test_no_story_of_framing_may_rise_above_claimed(truth: dict[str, dict[str, Any]]) -> None:
    framed = [row for row in truth.values() if row["story"] in FRAMED]
    assert len(framed) > 10
    assert all(set(row["origins"]) <= {"claimed", "contradicted"} for row in framed)


def test_equal_seed_and_moment_give_equal_complaints(
    platform: DemoPlatform, complaints: list[DemoComplaint], tmp_path: Path
) -> None:
    assert build_complaints(tmp_path, platform) == complaints


def test_complaints_come_in_order_and_none_from_the_future(complaints: list[DemoComplaint]) -> None:
    times = [one.arrived_at for one in complaints]
    assert times == sorted(times)
    assert times[-1] <= NOW


def test_what_we_sent_is_in_the_log_and_what_was_forged_is_not(
    platform: DemoPlatform, complaints: list[DemoComplaint]
) -> None:
    logged = {row.message_id for row in platform.log}
    for one in complaints:
        if one.message_id and one.story in FRAMED | {"foreign", "spamvertised"}:
            assert one.message_id not in logged
        elif one.message_id:
            assert one.message_id in logged


def test_one_mail_comes_twice_byte_for_byte(complaints: list[DemoComplaint]) -> None:
    again = [one for one in complaints if one.status == "duplicate"]
    counts = Counter(one.raw for one in complaints)
    assert again
    assert all(counts[one.raw] == 2 for one in again)


@pytest.mark.parametrize("mark", [b"<script>", b"onerror=3D", b"javascript:", b"<iframe"])
def test_some_originals_are_hostile(complaints: list[DemoComplaint], mark: bytes) -> None:
    assert any(mark in one.raw for one in complaints)


def test_customers_who_are_accused_by_mistake_have_complete_records(
    platform: DemoPlatform, complaints: list[DemoComplaint]
) -> None:
    rows = {
        (spec.account_id, row.email): row
        for account in platform.accounts.values()
        for spec in account.lists
        for row in platform.subscribers[spec.list_id]
    }
    for one in (one for one in complaints if one.story == "mistaken"):
        assert one.account is not None
        assert one.recipient is not None
        record = rows[one.account, one.recipient]
        assert record.subscribed_at
        assert record.evidence
