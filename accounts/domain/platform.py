"""The platform as `platform.toml` describes it, and how it stamps its mail.

Source: the platform records contract, section 1.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, NoReturn

import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

Network = IPv4Network | IPv6Network

CHANNELS = ("public", "blocklists")
REPORTER_KINDS = ("feedback_loop", "network", "blocklist")
GROUPS = frozenset({"account", "list", "campaign", "message", "recipient", "payload", "signature"})
SIGNATURES = ("hmac-sha256",)
MAX_PATTERN_LENGTH = 2000
_WHERE = re.compile(r"return_path|body|links|header:[!-9;-~]{1,100}")


class PlatformError(ValueError):
    """`platform.toml` can't be used. The text names the key and says what it should be."""

    def __init__(self, key: str, problem: str) -> None:
        self.key = key
        super().__init__(f"platform.toml: {key}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VettedReporter:
    """A network whose word counts once its mail is authenticated. kind: feedback_loop, network or blocklist."""

    domain: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierPattern:
    """One way in which the platform stamps its mail.

    Attributes:
        where: return_path, header:<Name>, body or links.
        pattern: with any of the groups account, list, campaign, message, recipient, payload, signature. Operators write
            it and strangers what it is asked of, so it is of a library that can give up after some time.
        signed_with: "hmac-sha256", or "" for a stamp that anyone can forge.
        secret: key of the signature; b"" when it could not be had, in which case nothing verifies.
    """

    where: str
    pattern: regex.Pattern[str]
    signed_with: str = ""
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The platform itself. The empty one stands for "nothing imported yet".

    Attributes:
        mailboxes: channel ("public", "blocklists") to address, lower case.
        send_log_complete_from: None: never conclude from a missing row.
        identifiers: in order of preference.
        ignored: keys of the file that mean nothing here, for a warning.
    """

    name: str = ""
    domain: str = ""
    mailboxes: dict[str, str] = field(default_factory=dict)
    outbound_networks: tuple[Network, ...] = ()
    send_log_complete_from: datetime | None = None
    mx_authserv_id: str = ""
    reporters: tuple[VettedReporter, ...] = ()
    identifiers: tuple[IdentifierPattern, ...] = ()
    ignored: tuple[str, ...] = ()


def parse(toml_text: str, environ: Mapping[str, str]) -> Platform:
    """Read `platform.toml`.

    Patterns come from the operator, yet they meet hostile text: who matches them bounds the text, not the pattern.

    Args:
        toml_text: the file's content; "" gives the empty platform.
        environ: where `secret_env` is looked up; a name that is not set leaves the secret empty.

    Raises:
        PlatformError: naming the key. Unknown keys are no error; they are named in `Platform.ignored`.

    Source: the platform records contract, section 1.
    """
    ignored: list[str] = []
    table = _Table("", {}, ignored)
    try:
        table.values = tomllib.loads(toml_text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        table.fail("file", f"is not TOML: {error}")
    platform = Platform(
        name=table.text("name").strip(),
        domain=_domain(table.text("domain")),
        mailboxes=_mailboxes(table),
        outbound_networks=tuple(_networks(table)),
        send_log_complete_from=table.moment("send_log_complete_from"),
        mx_authserv_id=table.text("mx_authserv_id").strip().lower(),
        reporters=tuple(_reporter(entry) for entry in table.tables("reporters")),
        identifiers=tuple(_identifier(entry, environ) for entry in table.tables("identifiers")),
    )
    table.finish()
    return replace(platform, ignored=tuple(ignored))


class _Table:
    """A TOML table that hands out each key once, checked, and notes the keys that nobody asked for."""

    def __init__(self, prefix: str, values: dict[str, object], ignored: list[str]) -> None:
        self.prefix = prefix
        self.values = values
        self.ignored = ignored

    def take(self, key: str) -> object:
        return self.values.pop(key, None)

    def fail(self, key: str, problem: str) -> NoReturn:
        raise PlatformError(self.prefix + key, problem)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.take(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            self.fail(key, "is missing" if value is None else "must be a text in quotes")
        return value

    def moment(self, key: str) -> datetime | None:
        value = self.take(key)
        if value is None:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(key, "must be an ISO 8601 time")
        if moment.tzinfo is None:
            self.fail(key, "needs an offset, such as 2026-01-01T00:00:00Z")
        return moment.astimezone(UTC)

    def texts(self, key: str) -> list[str]:
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.fail(key, "must be a list of texts")
        return value

    def tables(self, key: str) -> list[_Table]:
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.fail(key, f"must be written as [[{key}]]")
        return [_Table(f"{key}[{number}].", entry, self.ignored) for number, entry in enumerate(value, start=1)]

    def finish(self) -> None:
        self.ignored.extend(self.prefix + key for key in self.values)


def _domain(text: str) -> str:
    return text.strip().strip(".").lower()


def _mailboxes(table: _Table) -> dict[str, str]:
    value = table.take("mailboxes") or {}
    if not isinstance(value, dict):
        table.fail("mailboxes", 'must be a table such as { public = "badactor@example.com" }')
    channels = _Table("mailboxes.", dict(value), table.ignored)
    found = {channel: channels.text(channel).strip().lower() for channel in CHANNELS if channel in value}
    for channel, address in found.items():
        if "@" not in address:
            channels.fail(channel, "must be an e-mail address")
    channels.finish()
    return found


def _networks(table: _Table) -> list[Network]:
    networks = []
    for text in table.texts("outbound_networks"):
        try:
            networks.append(ip_network(text.strip(), strict=False))
        except ValueError:
            table.fail("outbound_networks", f"{text!r} is no IP network")
    return networks


def _reporter(entry: _Table) -> VettedReporter:
    domain, kind = _domain(entry.text("domain", required=True)), entry.text("kind", required=True)
    reporter = VettedReporter(domain=domain, kind=kind)
    if reporter.kind not in REPORTER_KINDS:
        entry.fail("kind", f"must be one of {', '.join(REPORTER_KINDS)}")
    entry.finish()
    return reporter


def _identifier(entry: _Table, environ: Mapping[str, str]) -> IdentifierPattern:
    where = entry.text("where", required=True)
    if not _WHERE.fullmatch(where):
        entry.fail("where", "must be return_path, header:<Name>, body or links")
    signed_with = entry.text("signed_with")
    pattern = _pattern(entry, signed=bool(signed_with))
    secret = _secret(entry, environ, signed_with)
    entry.finish()
    return IdentifierPattern(where=where, pattern=pattern, signed_with=signed_with, secret=secret)


def _pattern(entry: _Table, *, signed: bool) -> regex.Pattern[str]:
    text = entry.text("pattern", required=True)
    if len(text) > MAX_PATTERN_LENGTH:
        entry.fail("pattern", f"is longer than {MAX_PATTERN_LENGTH} characters")
    try:
        pattern = regex.compile(text)
    except (regex.error, RecursionError, OverflowError) as error:
        entry.fail("pattern", f"is no regular expression: {error}")
    unknown = set(pattern.groupindex) - GROUPS
    if unknown:
        entry.fail("pattern", f"has the unknown group {min(unknown)!r}; known are {', '.join(sorted(GROUPS))}")
    missing = {"payload", "signature"} - set(pattern.groupindex)
    if signed and missing:
        entry.fail("pattern", f"is signed, so it needs the group {min(missing)!r}")
    if pattern.match(""):
        entry.fail("pattern", "matches the empty text, so it would be found in every mail")
    return pattern


def _secret(entry: _Table, environ: Mapping[str, str], signed_with: str) -> bytes:
    secret, name = entry.text("secret"), entry.text("secret_env")
    if signed_with and signed_with not in SIGNATURES:
        entry.fail("signed_with", f"must be {' or '.join(SIGNATURES)}")
    if secret and name:
        entry.fail("secret_env", "stands beside secret; keep one of them")
    if signed_with and not (secret or name):
        entry.fail("secret", "is missing; give secret or secret_env")
    if (secret or name) and not signed_with:
        entry.fail("signed_with", "is missing beside a secret")
    return (secret or environ.get(name, "")).encode()
