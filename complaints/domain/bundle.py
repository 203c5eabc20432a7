"""An evidence bundle: a ZIP that shows an outsider what a case rests on, and that is checked without the desk.

Every file stands in `manifest.json` with its SHA-256; the hash of the manifest is the fingerprint of the whole, which
the desk notes in the case's history when it hands a bundle out. Checking it reads the mail anew and verifies every
DKIM signature again with the keys in the bundle. A bundle is not signed: whoever has one can make up another that
agrees with itself. Only the fingerprint, asked of the desk in another way, tells which one the desk handed out.

Source: ISO/IEC 27037 (identification, collection and preservation of digital evidence), RFC 6376.
"""

from __future__ import annotations

import hashlib
import json
import struct
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
MAX_FILES = 300_000
MAX_FILE_BYTES = 64 * 1024 * 1024
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError),
    *(TypeError, AttributeError, NotImplementedError),
)
_COMPARED = (
    *("domain", "selector", "algorithm", "known", "headers_ok", "body_ok", "body_limited"),
    *("valid_then", "exposed", "whole"),
)
# The record that ends a ZIP without a comment (APPNOTE.TXT section 4.3.16).
_END_MARK, _END_BYTES = b"PK\x05\x06", 22
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
        problem = f"It is no readable bundle: {type(error).__name__}, {error}"
        return Verification(fingerprint="", confirmed=(), problems=(problem,))


def _verified(archive: zipfile.ZipFile) -> Verification:
    raw = _read(archive, MANIFEST)
    manifest = json.loads(raw)
    fingerprint = hashlib.sha256(raw).hexdigest()
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return Verification(fingerprint=fingerprint, confirmed=(), problems=(f"The manifest is not of {FORMAT}.",))
    files = manifest.get("files", [])
    if len(files) > MAX_FILES:
        problem = f"The manifest lists more than {MAX_FILES:,} files."
        return Verification(fingerprint=fingerprint, confirmed=(), problems=(problem,))
    listed = {str(each["path"]): each for each in files}
    problems = list(_file_problems(archive, listed))
    confirmed = [f"{len(listed) - len(problems)} of {len(listed)} files are as the manifest lists them."]
    problems = problems or list(_order_problems(archive, [str(each["path"]) for each in files]))
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


def _order_problems(archive: zipfile.ZipFile, paths: list[str]) -> Iterator[str]:
    """Say what was done to the container round files that are whole."""
    if archive.namelist() != [*paths, MANIFEST]:
        yield "The files do not stand in the order in which the manifest lists them."
    if min(entry.header_offset for entry in archive.infolist()) or not _ends_there(archive):
        yield "Something that the manifest does not list stands before the files or after them."


def _ends_there(archive: zipfile.ZipFile) -> bool:
    if archive.fp is None:
        return False
    archive.fp.seek(-_END_BYTES, 2)
    return archive.fp.read(len(_END_MARK)) == _END_MARK


def _read(archive: zipfile.ZipFile, path: str) -> bytes:
    with archive.open(path) as member:
        content = member.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        message = f"{path} is larger than {MAX_FILE_BYTES} bytes."
        raise ValueError(message)
    return content


def _proofs(archive: zipfile.ZipFile, listed: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Verify every signature of every original again, and say whether the answer is the one that was recorded."""
    shipped = {_told(row) for row in (json.loads(_read(archive, KEYS)) if KEYS in listed else ())}
    for path in (path for path in listed if path.startswith("incidents/")):
        incident = json.loads(_read(archive, path))
        if incident.get("forgotten"):
            yield f"Incident {incident['incident']}: {incident['forgotten']}", True
        else:
            yield from _judged_again(archive, incident, shipped)
        if incident["complaint"] not in listed:
            yield f"Incident {incident['incident']}: the complaint that it was cut from is missing.", False
    for path in (path for path in listed if path.startswith("complaints/") and path.endswith(".json")):
        receipt = json.loads(_read(archive, path))
        if receipt.get("forgotten"):
            yield f"Complaint {receipt['complaint']}: {receipt['forgotten']}", True
        elif _differs(_read(archive, str(receipt["mail"])), receipt["sha256"]):
            yield f"Complaint {receipt['complaint']}: the mail is not the one that was received.", False


def _judged_again(archive: zipfile.ZipFile, incident: dict[str, Any], shipped: set[str]) -> Iterator[tuple[str, bool]]:
    """Judge an original's signatures by the keys that it was judged by, whatever the desk learned of them later."""
    name = f"Incident {incident['incident']}"
    content = _read(archive, str(incident["original"]))
    recorded = incident["evidence"].get("signatures") or []
    keys = [row["key"] | {"archived": row["known"]} for row in recorded if row.get("key")]
    moment = Moment(
        judged_at=_moment(incident["evidence"].get("at")), now=datetime.fromisoformat(incident["judged_as_of"])
    )
    checks = check_signatures(content, directory=_Keys(keys), dns=_Keys(keys), moment=moment)
    yield from _compared(name, checks, recorded)
    for key in keys:
        if _told(key) not in shipped:
            yield f"{name}: the key {key['selector']} of {key['domain']} is not in {KEYS} as it was used.", False
    if _differs(content, incident["original_sha256"]):
        yield f"{name}: the original is not the one that was judged.", False


def _told(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def _differs(content: bytes, sha256: object) -> bool:
    return hashlib.sha256(content).hexdigest() != sha256


def _compared(
    name: str, checks: tuple[SignatureCheck, ...], recorded: list[dict[str, Any]]
) -> Iterator[tuple[str, bool]]:
    if len(checks) != len(recorded):
        yield f"{name}: {len(recorded)} signatures were recorded, {len(checks)} are in the original.", False
        return
    for check, row in zip(checks, recorded, strict=True):
        same = all(getattr(check, field) == row.get(field) for field in _COMPARED)
        which = f"{name}: the signature of {check.domain} ({check.selector})"
        verdict = _verdict(check)
        yield (f"{which} {verdict}, as recorded." if same else f"{which} {verdict}, which was not recorded so."), same


def _verdict(check: SignatureCheck) -> str:
    if check.whole:
        return "verifies whole"
    return "could not be verified" if check.headers_ok is None else "does not verify whole"


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
