"""Mail made to hurt a parser, and a programme that reads it and says what that cost.

`python -m tests.complaints.domain.formats.bombs NAME...` prints a line of JSON for each bomb. It is meant for a fresh
process, whose memory nothing else has touched; between bombs the kernel's record of the peak is set back.

Source: what Python 3.11's own parsers fail on, and the usual bombs of archives, markup, JSON and YAML.
"""

from __future__ import annotations

import base64
import gc
import gzip
import io
import json
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.domain.evidence import collect
from complaints.domain.original import describe, lacks
from tests.complaints.domain.formats import samples
from tests.complaints.domain.world import PERSON, NoDns, World

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 25 * 1024 * 1024 - 4096
TOP = b"From: a@isp.example\r\nTo: badactor@example.com\r\n"
SPAM = b"Received: from a by b; Thu, 05 Nov 2026 15:14:31 +0000\r\nFrom: a@b.example\r\nDate: x\r\nSubject: x\r\n"


def mail(headers: bytes = b"", body: bytes = b"spam") -> bytes:
    """Give a complaint with those fields and that body."""
    return TOP + headers + b"\r\n" + body


def multipart(parts: bytes, boundary: bytes = b"b") -> bytes:
    """Give a complaint of those parts."""
    return mail(b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=" + boundary + b"\r\n", parts)


def attached(raw: bytes) -> bytes:
    """Give a complaint with an original attached."""
    return multipart(b"--outer\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--outer--\r\n", b"outer")


def attached_file(name: bytes, content: bytes, kind: bytes = b"application/octet-stream") -> bytes:
    """Give a complaint with a file attached in base64."""
    return multipart(
        b"--b\r\nContent-Type: " + kind + b'\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content) + b"--b--\r\n"
    )


def full(piece: bytes) -> bytes:
    """Give 25 MB of a piece, just under the limit."""
    return piece * (SIZE // len(piece))


def html(source: bytes) -> bytes:
    """Give a complaint in HTML."""
    return mail(b"Content-Type: text/html\r\n", source)


def nested(levels: int) -> bytes:
    """Give multiparts inside each other."""
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(levels)
    )
    return TOP + opening + b"\r\nx"


def matryoshka() -> bytes:
    """Give messages inside each other, each in base64."""
    inner = mail()
    for _ in range(30):
        encoded = base64.encodebytes(inner)
        inner = mail(b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", encoded)
    return inner


def quoted_matryoshka() -> bytes:
    """Give 25 MB inside 15 levels of quoted-printable, which does not shrink when decoded."""
    level = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return TOP + level * 15 + SPAM + b"\r\n" + b"x" * (SIZE - 10_000)


def zipped(members: dict[str, bytes]) -> bytes:
    """Pack files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def zip_bomb() -> bytes:
    """Pack 8 mails of 20 MB that are blanks."""
    return zipped({f"{number}.eml": b"From: a@b.example\r\n" + b" " * 20_000_000 for number in range(8)})


def nested_zip() -> bytes:
    """Pack packed files 10 deep, each twice."""
    inner = zipped({"a.eml": SPAM + b" " * 5_000_000})
    for _ in range(10):
        inner = zipped({"a.zip": inner, "b.zip": inner})
    return inner


def yaml_bomb() -> bytes:
    """Give aliases that multiply ninefold nine times."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(["Version: 1", "Report-Type: spam", *lines]).encode()


def sections() -> bytes:
    """Give a file name in 16,000 numbered pieces."""
    pieces = b"".join(b'; filename*%d="x"' % number for number in range(16_000))
    return mail(b"Content-Disposition: attachment" + pieces + b"\r\n")


BOMBS: dict[str, Callable[[], bytes]] = {
    "16,000 encoded words": lambda: mail(b"Subject: " + b"=?utf-8?B?YQ==?= " * 16_000 + b"\r\n"),
    "stars in a subject": lambda: mail(b"Subject: " + b"*" * 32_000 + b"\r\n"),
    "capitals in a subject": lambda: mail(b"Subject: " + b"A" * 32_000 + b"\r\n"),
    "100,000 empty parts": lambda: multipart(b"--b\r\n\r\n" * 100_000),
    "20,000 addresses": lambda: attached(TOP + b"Cc: " + b"a@b.example, " * 19_000 + b"\r\n\r\nx"),
    "16,000 parameters": lambda: mail(b"Content-Type: text/plain" + b"; a=b" * 16_000 + b"\r\n"),
    "semicolons": lambda: mail(b"Content-Type: text/html" + b" ;" * 100_000 + b"\r\n"),
    "2,000 brackets": lambda: attached(b"To: " + b"(" * 2000 + b"\r\nFrom: " + b"(" * 20_000 + b"\r\n\r\nx"),
    "escaped quotes": lambda: attached(b"From: " + b'"\\' * 100_000 + b"\r\nTo: x" + b" " * 30_000 + b"y@\r\n\r\nx"),
    "400 nested multiparts": lambda: nested(400),
    "matryoshka in base64": matryoshka,
    "one header of 2 MB": lambda: mail(b"Subject: " + b"x" * 2_000_000 + b"\r\n"),
    "folded 100,000 times": lambda: mail(b"Subject: a\r\n" + b" b\r\n" * 50_000),
    "10,000 header fields": lambda: mail(b"X: y\r\n" * 10_000),
    "a million carriage returns": lambda: mail(b"", b"\r" * 1_000_000),
    "carriage returns in the headers": lambda: b"A: b" + b"\r" * 1_000_000,
    "unending quote marks": lambda: mail(b"", b"> " * 500_000 + b"\n" + b">" * 500_000),
    "forward lines": lambda: mail(b"Subject: Fwd: x\r\n", b"---- Forwarded message ----\n" * 20_000),
    "forward lines in one": lambda: mail(b"", b"---- Forwarded message ---- From: a To: " * 20_000),
    "labels of no use": lambda: mail(b"Subject: Fwd: x\r\n", b"Importance: high\n" * 20_000),
    "label lines": lambda: mail(b"", b"From: a\nTo: b,\nc,\n" * 30_000),
    "half-open blocks": lambda: mail(b"", b"From: a\n\n\n" * 60_000),
    "attributions": lambda: mail(b"Subject: Re: x\r\n", b"On 1 Jan 2026 a wrote:\n" * 40_000),
    "a line of colons": lambda: mail(b"", b":" * 1_000_000),
    "pasted header lines": lambda: mail(b"", b"Received: x\nFrom: a\n\n" * 60_000),
    "200,000 nested divs": lambda: html(b"<div>" * 200_000),
    "100,000 attributes": lambda: html(b"<a " + b"a=1 " * 100_000 + b">x"),
    "open comments": lambda: html(b"<!--" * 200_000),
    "open scripts": lambda: html(b"<script>" * 100_000),
    "open quotes in tags": lambda: html(b'<a href="' * 100_000),
    "lone angles": lambda: html(b"<" * 1_000_000),
    "long character number": lambda: html(b"&#" + b"9" * 100_000 + b";"),
    "ampersands": lambda: html(b"&" * 1_000_000),
    "deep JSON": lambda: attached_file(b"xarf.json", b'{"Report":' + b"[" * 200_000, b"application/json"),
    "wide JSON": lambda: attached_file(b"xarf.json", b'{"Report":[' + b"[]," * 1_000_000 + b"1]}", b"application/json"),
    "big JSON number": lambda: attached_file(
        b"xarf.json", b'{"xarf_version":' + b"9" * 100_000 + b"}", b"application/json"
    ),
    "zip bomb": lambda: attached_file(b"mails.zip", zip_bomb()),
    "zip bomb called DMARC": lambda: attached_file(b"dmarc.zip", zip_bomb()),
    "dots and dashes": lambda: mail(b"Subject: spamhaus blocklist listed\r\n", b"1.2.3.4." * 100_000 + b":" * 100_000),
    "25 MB of text": lambda: mail(b"", b"spam and more spam, " * 1_200_000),
    "25 MB of base64": lambda: attached_file(b"mail.eml", b"From: a\r\n" * 2_000_000),
    "400 nested messages": lambda: TOP + b"Content-Type: message/rfc822\r\n\r\n" * 400 + b"x",
    "25 MB in 15 levels of quoted-printable": quoted_matryoshka,
    "numbered pieces of a file name": sections,
    "a header of 1 MB of folds": lambda: mail(b"Subject: a\r\n" + b" b\r\n" * 250_000),
    "an original with 200 KB of folds": lambda: attached(
        b"Received: a\r\nSubject: a\r\n" + b" b\r\n" * 50_000 + b"\r\nx"
    ),
    "a boundary of regular expression": lambda: multipart(full(b"--(.*)+$\r\n"), b'"(.*)+$"'),
    "an empty boundary": lambda: multipart(full(b"--\r\n"), b'""'),
    "a boundary of 10 KB": lambda: multipart(full(b"--" + b"x" * 9_999 + b"\r\n"), b"x" * 10_000),
    "lines like boundaries": lambda: multipart(full(b"--bb\r\n")),
    "a boundary without line ends": lambda: multipart(b"--b\r\n\r\n" + full(b"--b ")),
    "25 MB of quote marks": lambda: mail(b"", full(b"> ")),
    "25 MB of quoted lines": lambda: mail(b"", full(b"> x\n")),
    "25 MB of quoted lines under a block": lambda: mail(
        b"", b"spam!\n\n> From: a@b.example\n> Subject: x\n>\n" + full(b"> x\n")
    ),
    "25 MB in one line": lambda: mail(b"", full(b"x")),
    "25 MB of blank lines": lambda: mail(b"", full(b"\r\n")),
    "25 MB of From lines": lambda: mail(b"", full(b"From a\n")),
    "25 MB of From fields": lambda: mail(b"", full(b"From: a@b.example\n")),
    "25 MB of base64 letters": lambda: mail(b"Content-Transfer-Encoding: base64\r\n", full(b"QUJD")),
    "25 MB of encoded-word openings": lambda: mail(b"", full(b"=?")),
    "25 MB of angles": lambda: html(full(b"<")),
    "25 MB of divs": lambda: html(full(b"<div>")),
    "25 MB of ampersands": lambda: html(full(b"&")),
    "25 MB of comments": lambda: html(full(b"<!--")),
    "25 MB of HTML parts": lambda: multipart(
        (b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>a</p>" * 250_000 + b"\r\n") * 12
    ),
    "25 MB of HTML parts in an original": lambda: attached(
        SPAM
        + b"Content-Type: multipart/mixed; boundary=c\r\n\r\n"
        + (b"--c\r\nContent-Type: text/html\r\n\r\n" + b"<a href=x>a</a>" * 130_000 + b"\r\n") * 12
        + b"--c--\r\n"
    ),
    "25 MB of plain parts in an original": lambda: attached(
        SPAM
        + b"Content-Type: multipart/mixed; boundary=c\r\n\r\n"
        + (b"--c\r\n\r\n" + b"a\xe9 " * 600_000 + b"\r\n") * 12
    ),
    "500 links to quotes": lambda: html((b"<a " + b"href='href=\"" * 680 + b">") * 240),
    "25 MB of Received lines": lambda: mail(b"", full(b"Received: from a by b; x\n")),
    "25 MB of Received fields in an original": lambda: attached(full(b"Received: from a by b; x\r\n")),
    "25 MB of blanks before a colon": lambda: mail(b"", b"From" + full(b" ") + b": x"),
    "200 KB of blanks in a field name": lambda: b"From" + b" " * 200_000 + b": x\r\nA" + b"\t" * 50_000 + b"\r\n\r\nx",
    "25 MB of addresses": lambda: mail(b"", full(b"a@")),
    "25 MB of whole addresses": lambda: mail(b"Subject: spam\r\n", full(b"a@b.example, ")),
    "25 MB of attributions": lambda: mail(b"Subject: Re: x\r\n", full(b"On 1 Jan 2026 a@b.example wrote:\n")),
    "25 MB of forward lines": lambda: mail(b"Subject: Fwd: x\r\n", full(b"---- Forwarded message ----\nFrom: a\n\n")),
    "25 MB of addresses of hosts": lambda: mail(
        b"Subject: spamhaus blocklist listed\r\n", full(b"198.51.100.7 listed ")
    ),
    "25 MB of NUL": lambda: mail(b"", full(b"\x00")),
    "a million combining marks": lambda: mail(
        b"Content-Type: text/plain; charset=utf-8\r\n", b"a" + "\u0301".encode() * 1_000_000
    ),
    "marks in a subject": lambda: attached(
        SPAM.replace(b"Subject: x", b"Subject: a" + "\u0301".encode() * 60_000) + b"\r\nx"
    ),
    "lone surrogates": lambda: mail(b"Content-Type: text/plain; charset=utf-16-le\r\n", b"\x00\xd8" * 1_000_000),
    "turning controls": lambda: mail(b"", full("\u202e".encode())),
    "a packed file that swells": lambda: attached_file(
        b"dmarc.xml.gz", gzip.compress(b"<feedback>" + b" " * 100_000_000)
    ),
    "a million members": lambda: attached_file(b"m.zip", zipped({f"{number}.eml": b"x" for number in range(20_000)})),
    "zips inside zips": lambda: attached_file(b"mails.zip", nested_zip()),
    "deep JSON objects": lambda: attached_file(b"xarf.json", b'{"a":' * 200_000, b"application/json"),
    "deep JSON in the text": lambda: mail(b"Subject: abuse report\r\n", b'{"XARF":' * 100_000 + b"[" * 1_000_000),
    "25 MB of JSON openings": lambda: mail(b"Subject: xarf\r\n", full(b'{"Version":"1"')),
    "many big JSON numbers": lambda: attached_file(
        b"xarf.json", b"[" + (b"9" * 4_000 + b",") * 5_000 + b"1]", b"application/json"
    ),
    "YAML aliases": lambda: attached_file(b"report.yaml", yaml_bomb(), b"text/yaml"),
    "25 MB of uuencode": lambda: mail(b"", full(b"begin 644 a.eml\nM")),
    "uuencode that never ends": lambda: mail(
        b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 a\n" + full(b"M" + b"_" * 60 + b"\n")
    ),
    "feedback fields": lambda: mail(
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n",
        b"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
        + full(b"Reported-Domain: a.example\r\n"),
    ),
    "signatures": lambda: attached(
        SPAM
        + b"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; c=relaxed/relaxed; h=from; bh=x; b=y\r\n" * 450
        + b"\r\n"
        + b"x \t\r\n" * 4_000_000
    ),
    "signature tags": lambda: attached(SPAM + b"DKIM-Signature: " + b"a=b; " * 40_000 + b"\r\n\r\nx"),
    "blanks for canonical forms": lambda: attached(
        SPAM + b"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=from; bh=x; b=y\r\n\r\n" + full(b" ")
    ),
    "lines for canonical forms": lambda: attached(
        SPAM + b"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=from; bh=x; b=y\r\n\r\n" + full(b"\r\n")
    ),
    "seals": lambda: attached(SPAM + b"ARC-Seal: i=1; a=rsa-sha256\r\n" * 480 + b"\r\nx"),
    "Received that loops": lambda: attached(
        (b"Received: from (" + b"(" * 400 + b" by " * 30 + b"; x\r\n") * 400 + SPAM + b"\r\nx"
    ),
    "100 originals": lambda: multipart(
        (b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + SPAM + b"\r\n" + b"word " * 50_000 + b"\r\n") * 100
    ),
    "400 originals": lambda: multipart((b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + SPAM + b"\r\nx\r\n") * 400),
}


def main(names: list[str]) -> None:
    """Read each bomb and print what it took: seconds of work, seconds that passed, and megabytes above idle."""
    for name in names:
        raw = BOMBS[name]()
        gc.collect()
        before = _memory("VmRSS") - len(raw) // 1024
        Path("/proc/self/clear_refs").write_text("5")
        worked, passed = time.process_time(), time.process_time()
        outcome = read_whole(raw)
        worked, passed = time.process_time() - worked, time.process_time() - passed
        cost = {"worked": worked, "passed": passed, "megabytes": (_memory("VmHWM") - before) / 1024}
        print(json.dumps({"name": name, **cost, **outcome}), flush=True)  # noqa: T201 - the programme's answer


def read_whole(raw: bytes) -> dict[str, object]:
    """Read a complaint and all that is proved by its originals, as ingest does."""
    reading = samples.read_bytes(raw)
    for original in reading.originals:
        describe(original)
        lacks(original)
        collect(original, reporter=PERSON, directory=World(), dns=NoDns(), now=samples.NOW)
    return {"recogniser": reading.recogniser, "originals": len(reading.originals), "trace": list(reading.trace)}


def _memory(field: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0])


if __name__ == "__main__":
    main(sys.argv[1:] or list(BOMBS))
