"""SMTP TLS reports: statistics in JSON, complaining about nobody.

Source: RFC 8460 sections 5.3 and 5.6.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from complaints.domain.formats._json import is_bare
from complaints.domain.formats._readings import no_complaint

if TYPE_CHECKING:
    from complaints.domain.facts import Reading
    from complaints.domain.mime import Message

name = "tls_report"

_TYPES = frozenset({"application/tlsrpt+gzip", "application/tlsrpt+json"})
_JSON = re.compile(rb'"(?:organization-name|report-id)"[^\x00]{0,4000}"policies"')


def read(message: Message) -> Reading | None:
    """See `Recogniser`."""
    declared = (
        message.root.parameters.get("report-type", "").lower() == "tlsrpt" or "tls-report-domain" in message.headers
    )
    if not declared and not any(part.content_type in _TYPES for part in message.parts()):
        carried = [part.decoded() for part in message.parts() if part.content_type == "application/json"]
        carried += [message.raw] if is_bare(message) else []
        if not any(_JSON.search(content[:8192]) for content in carried):
            return None
    return no_complaint(name, name, "The mail carries an SMTP TLS report.")
