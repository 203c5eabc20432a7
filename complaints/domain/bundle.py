"""An evidence bundle: a ZIP that shows an outsider what a case rests on, and that is checked without the desk.

Every file stands in `manifest.json` with its SHA-256; the hash of the manifest is the fingerprint of the whole, which
the desk notes in the case's history when it hands a bundle out. Checking it reads the mail anew and verifies every
DKIM signature again with the keys in the bundle.

Source: ISO/IEC 27037 (identification, collection and preservation of digital evidence), RFC 6376.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from accounts.domain.records import DkimKeyRecord, IdentityRecord
from complaints.domain.evidence.signatures import Moment, check_signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from complaints.domain.facts import SignatureCheck

FORMAT = "abusedesk-evidence/1"
MANIFEST, KEYS = "manifest.json", "keys.json"
MAX_FILES = 100_000
MAX_FILE_BYTES = 64 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError, NotImplementedError)
_COMPARED = ("domain", "selector", "headers_ok", "body_ok", "body_limited", "whole")
# A ZIP can hold no earlier time; all files bear it, so that equal contents give equal bundles.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Member(NamedTuple):
    """A file of a bundle. `what` tells people what it is."""

    path: str
    content: bytes
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking a bundle showed.

    Attributes:
        fingerprint: SHA-256 of the manifest, to be compared with the one in the case's history; "" without one.
        confirmed: what holds, as sentences.
        problems: what does not; a bundle is whole when there are none.
    """

    fingerprint: str
    confirmed: tuple[str, ...]
    problems: tuple[str, ...]


def pack(file: IO[bytes], members: Iterable[Member], about: dict[str, Any]) -> str:
    """Write a bundle.

    Args:
        file: open for writing; a pipe will do.
        members: one at a time, so that a big case needs no big memory.
        about: what the manifest says of the whole: JSON values.

    Returns:
        The bundle's fingerprint.
    """
    listed = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(_entry(member.path), member.content)
            digest = hashlib.sha256(member.content).hexdigest()
            listed.append({"path": member.path, "sha256": digest, "bytes": len(member.content), "what": member.what})
        manifest = json.dumps({"format": FORMAT, **about, "files": listed}, indent=1, ensure_ascii=False).encode()
        archive.writestr(_entry(MANIFEST), manifest)
    return hashlib.sha256(manifest).hexdigest()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def verify(file: IO[bytes]) -> Verification:
    """Check a bundle: that every file is there unchanged, none besides, and that the proofs in it hold again.

    Args:
        file: seekable; anything at all. Nothing in it is unpacked to disk.

    Returns:
        What holds and what does not. Never raises on a bad bundle.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _verified(archive)
    except _BROKEN as error:
        return Verification(fingerprint="", confirmed=(), problems=(f"It is no readable bundle: {error}",))


def _verified(archive: zipfile.ZipFile) -> Verification:
    raw = _read(archive, MANIFEST)
    manifest = json.loads(raw)
    fingerprint = hashlib.sha256(raw).hexdigest()
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return Verification(fingerprint=fingerprint, confirmed=(), problems=(f"The manifest is not of {FORMAT}.",))
    listed = {str(each["path"]): each for each in manifest.get("files", ())[:MAX_FILES]}
    problems = list(_file_problems(archive, listed))
    confirmed = [f"{len(listed) - len(problems)} of {len(listed)} files are as the manifest lists them."]
    if not problems:
        for sentence, holds in _proofs(archive, listed):
            (confirmed if holds else problems).append(sentence)
    return Verification(fingerprint=fingerprint, confirmed=tuple(confirmed), problems=tuple(problems))


def _file_problems(archive: zipfile.ZipFile, listed: dict[str, Any]) -> Iterator[str]:
    present = Counter(archive.namelist())
    for path in sorted(name for name, times in present.items() if times > 1):
        yield f"{path} is there more than once."
    for path in sorted(set(present) - set(listed) - {MANIFEST}):
        yield f"{path} is not in the manifest."
    for path, entry in listed.items():
        if path not in present:
            yield f"{path} is missing."
        elif hashlib.sha256(_read(archive, path)).hexdigest() != entry["sha256"]:
            yield f"{path} was changed: its SHA-256 is not the one in the manifest."


def _read(archive: zipfile.ZipFile, path: str) -> bytes:
    with archive.open(path) as member:
        content = member.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        message = f"{path} is larger than {MAX_FILE_BYTES} bytes."
        raise ValueError(message)
    return content


def _proofs(archive: zipfile.ZipFile, listed: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Verify every signature of every original again, and say whether the answer is the one that was recorded."""
    archived = _Keys(json.loads(_read(archive, KEYS))) if KEYS in listed else _Keys([])
    for path in listed:
        if not path.startswith("incidents/"):
            continue
        incident = json.loads(_read(archive, path))
        content = _read(archive, str(incident["original"]))
        moment = Moment(
            judged_at=_moment(incident["evidence"].get("at")), now=datetime.fromisoformat(incident["judged_as_of"])
        )
        checks = check_signatures(content, directory=archived, dns=archived, moment=moment)
        recorded = incident["evidence"].get("signatures") or []
        yield from _compared(f"Incident {incident['incident']}", checks, recorded)


def _compared(
    name: str, checks: tuple[SignatureCheck, ...], recorded: list[dict[str, Any]]
) -> Iterator[tuple[str, bool]]:
    if len(checks) != len(recorded):
        yield f"{name}: {len(recorded)} signatures were recorded, {len(checks)} are in the original.", False
        return
    for check, row in zip(checks, recorded, strict=True):
        same = all(getattr(check, field) == row.get(field) for field in _COMPARED)
        which = f"{name}: the signature of {check.domain} ({check.selector})"
        verdict = "verifies whole" if check.whole else "does not verify whole"
        yield (f"{which} {verdict}, as recorded." if same else f"{which} {verdict}, which was not recorded so."), same


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


class _Keys:
    """The keys that the bundle brings, in the place of our archive and of DNS. See `KeyArchive` and `DnsLookup`."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def dkim_keys(self, domain: str, selector: str) -> tuple[DkimKeyRecord, ...]:
        return tuple(
            DkimKeyRecord(
                domain=domain,
                selector=selector,
                record=str(row["record"]),
                valid_from=_moment(row.get("valid_from")),
                valid_until=_moment(row.get("valid_until")),
                exposed_at=_moment(row.get("exposed_at")),
            )
            for row in self._rows
            if row.get("archived") and (row["domain"], row["selector"]) == (domain.lower(), selector.lower())
        )

    def identities(self, kind: str, value: str, at: datetime | None) -> tuple[IdentityRecord, ...]:
        del kind, value, at
        return ()

    def txt(self, name: str) -> bytes | None:
        found = (row for row in self._rows if f"{row['selector']}._domainkey.{row['domain']}" == name)
        return next((str(row["record"]).encode() for row in found if not row.get("archived")), None)
