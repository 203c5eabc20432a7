"""The corpus: where it lies, what it holds, and what each kind of mail is to be read as."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEFAULT = Path(__file__).parents[3] / "shared" / "corpus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message and what its source states (`expected`) or a line scanner read off its bytes (`derived`)."""

    path: str
    kind: str
    raw: bytes = field(repr=False)
    expected: dict[str, Any]
    derived: dict[str, Any]


def folder() -> Path:
    """Give the corpus's folder, which need not be there."""
    return Path(os.environ.get("DESK_CORPUS") or DEFAULT)


def is_there(where: Path) -> bool:
    return (where / "manifest.jsonl").is_file()


def rows(where: Path) -> tuple[Row, ...]:
    """Read all messages, about 5 MB."""
    found = (json.loads(line) for line in (where / "manifest.jsonl").read_text().splitlines())
    return tuple(
        Row(
            path=one["path"],
            kind=one["kind"],
            raw=(where / one["path"]).read_bytes(),
            expected=one.get("expected") or {},
            derived=one.get("derived") or {},
        )
        for one in found
    )


# What a mail may be read as, for each kind: words of `Answer.category`. () asks only that reading it does not fail.
KINDS: dict[str, tuple[str, ...]] = {
    "arf_abuse": ("arf",),
    "arf_auth_failure": ("dmarc_failure",),
    "arf_optout": ("opt_out",),
    "autoreply": ("auto_reply",),
    "blocklist_listing": ("listing",),
    "bounce_dsn": ("bounce",),
    "dmarc_aggregate": ("dmarc_aggregate",),
    "forward_attached": ("attached",),
    # SpamCop's text is the frame around two of them; another one has the original attached as well.
    "forward_inline_fullheaders": ("inline", "spamcop", "attached"),
    "forward_inline_html": ("inline",),
    "forward_inline_text": ("inline",),
    "jmrp_hotmail": ("jmrp", "arf"),
    # Broken on purpose; some are bounces, some hold messages.
    "mime_torture": (),
    # A provider's refusal that a bounce handler does not count: no complaint in any case.
    "not_bounce": ("bounce", "auto_reply", "reply", "words"),
    # Mail as it was sent to anybody, not to a desk: some of it carries or quotes other mail.
    "original_plain": (),
    "original_signed": (),
    # Reports on log-ins, attacks and the like, in free text or X-ARF.
    "other_abuse": ("words", "xarf", "direct"),
    "plain_text_complaint": ("words",),
    "reply_not_forward": ("reply",),
    "spamcop": ("spamcop",),
    "unsubscribe_mail": ("opt_out",),
    "url_takedown_notice": ("words",),
    "xarf_v0_email": ("xarf",),
    "xarf_v3_json": ("xarf",),
    # Published to be refused by a validator; the desk takes what still shows itself to be a report.
    "xarf_v3_json_invalid": ("xarf", "words"),
    "xarf_v4_json": ("xarf",),
    "xarf_v4_json_invalid": ("xarf",),
}
ARF_KINDS = frozenset({"arf_abuse", "arf_auth_failure", "arf_optout"})
FORWARDS = frozenset({"forward_inline_text", "forward_inline_html", "forward_inline_fullheaders", "forward_attached"})
NO_COMPLAINTS = frozenset(
    {"reply_not_forward", "autoreply", "bounce_dsn", "unsubscribe_mail", "arf_optout", "arf_auth_failure"}
    | {"dmarc_aggregate", "not_bounce"}
)
COMPLAINTS = frozenset({"arf", "jmrp", "spamcop", "xarf", "listing", "attached", "inline", "redirected"})

# Messages whose label in the manifest is not what they are, and what they are to be read as instead.
_DSN = "it is a delivery status report"
MISLABELLED: dict[str, tuple[str, str]] = {
    "cpython-test-email/msg_05.txt": ("bounce", _DSN),
    "spamassassin-corpus/easy-ham-1/01542.ed72bf2cd81ccd4c076533fb0af004e5.txt": ("bounce", _DSN),
    "spamassassin-corpus/easy-ham-1/01436.dc449ba377210e77d84647619e49c872.txt": ("bounce", _DSN),
    "spamassassin-corpus/easy-ham-2/01311.b6a06b3e24130a32172b4c5225a1d5a6.txt": ("bounce", _DSN),
    "email-arf/t/messages/example1.msg": ("opt_out", "its Feedback-Type is opt-out"),
}
