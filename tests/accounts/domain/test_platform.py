from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from accounts.domain.platform import Platform, PlatformError, parse

WHOLE = """
name = "Example Mail"
domain = "Example.COM"
mailboxes = { public = "BadActor@example.com", blocklists = "blacklists@example.com" }
outbound_networks = ["198.51.100.0/24", "2001:db8::/32"]
send_log_complete_from = "2026-01-01T01:00:00+01:00"
mx_authserv_id = "mx.example.com"

[[reporters]]
domain = "arf.isp.example"
kind = "feedback_loop"

[[identifiers]]
where = "return_path"
pattern = '^b-(?P<payload>(?P<account>[^.]+)\\.[^-]+)-(?P<signature>[0-9a-f]{16})@bounce\\.example\\.com$'
signed_with = "hmac-sha256"
secret = " with blanks "

[[identifiers]]
where = "header:X-Account"
pattern = '(?P<account>\\d+)'
"""
SIGNED = "[[identifiers]]\nwhere='body'\npattern='{pattern}'\nsigned_with='hmac-sha256'\n{secret}"
PATTERN = "(?P<payload>a+)(?P<signature>b+)"


def test_the_example_of_the_contract_is_read() -> None:
    platform = parse(WHOLE, {})
    assert (platform.domain, platform.mailboxes["public"]) == ("example.com", "badactor@example.com")
    assert platform.outbound_networks == (ip_network("198.51.100.0/24"), ip_network("2001:db8::/32"))
    assert platform.send_log_complete_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert [each.where for each in platform.identifiers] == ["return_path", "header:X-Account"]
    assert platform.ignored == ()


def test_a_secret_keeps_its_blanks_and_stays_out_of_what_is_printed() -> None:
    first = parse(WHOLE, {}).identifiers[0]
    assert first.secret == b" with blanks "
    assert "with blanks" not in repr(first)


def test_a_secret_may_come_from_the_environment() -> None:
    toml = SIGNED.format(pattern=PATTERN, secret="secret_env='STAMP_SECRET'")
    assert parse(toml, {"STAMP_SECRET": "s3"}).identifiers[0].secret == b"s3"
    assert parse(toml, {}).identifiers[0].secret == b""


def test_nothing_gives_the_empty_platform() -> None:
    assert parse("", {}) == Platform()


def test_a_native_toml_time_is_read() -> None:
    platform = parse("send_log_complete_from = 2026-01-01T00:00:00Z", {})
    assert platform.send_log_complete_from == datetime(2026, 1, 1, tzinfo=UTC)


def test_unknown_keys_are_named_for_a_warning() -> None:
    toml = 'colour = "red"\n[[reporters]]\ndomain="a.example"\nkind="network"\nnote="x"'
    assert parse(toml, {}).ignored == ("reporters[1].note", "colour")


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ("name = ", "file"),
        ("name = 7", "name"),
        ('outbound_networks = ["198.51.100.0/40"]', "outbound_networks"),
        ("outbound_networks = 5", "outbound_networks"),
        ('send_log_complete_from = "2026-01-01T00:00:00"', "send_log_complete_from"),
        ('send_log_complete_from = "soon"', "send_log_complete_from"),
        ('mailboxes = "x"', "mailboxes"),
        ('mailboxes = { public = "nobody" }', "mailboxes.public"),
        ('[[reporters]]\nkind = "network"', "reporters[1].domain"),
        ('[[reporters]]\ndomain = "a.example"\nkind = "friend"', "reporters[1].kind"),
        ("reporters = 3", "reporters"),
        ("[[identifiers]]\nwhere='attic'\npattern='a'", "identifiers[1].where"),
        ("[[identifiers]]\nwhere='header:'\npattern='a'", "identifiers[1].where"),
        ("[[identifiers]]\nwhere='body'", "identifiers[1].pattern"),
        ("[[identifiers]]\nwhere='body'\npattern='(a'", "identifiers[1].pattern"),
        ("[[identifiers]]\nwhere='body'\npattern='(?P<colour>a)'", "identifiers[1].pattern"),
        ("[[identifiers]]\nwhere='body'\npattern='a*'", "identifiers[1].pattern"),
        ("[[identifiers]]\nwhere='body'\npattern='" + "a" * 3000 + "'", "identifiers[1].pattern"),
        ("[[identifiers]]\nwhere='body'\npattern='a'\nsecret='s'", "identifiers[1].signed_with"),
        (SIGNED.format(pattern="(?P<payload>a+)", secret="secret='s'"), "identifiers[1].pattern"),
        (SIGNED.format(pattern=PATTERN, secret=""), "identifiers[1].secret"),
        (SIGNED.format(pattern=PATTERN, secret="secret='s'\nsecret_env='S'"), "identifiers[1].secret_env"),
        (SIGNED.format(pattern=PATTERN, secret="secret='s'").replace("sha256", "md5"), "identifiers[1].signed_with"),
    ],
)
def test_an_error_names_its_key(toml: str, key: str) -> None:
    with pytest.raises(PlatformError) as caught:
        parse(toml, {})
    assert caught.value.key == key
    assert key in str(caught.value)
