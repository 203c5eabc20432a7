"""platform.toml of Example Mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.demo.campaigns import HISTORY_DAYS
from complaints.demo.stamps import LINK_DIGITS, RETURN_PATH_DIGITS

DOMAIN = "example.com"
PUBLIC = "badactor@example.com"
BLOCKLISTS = "blacklists@example.com"
AUTHSERV_ID = "mx.example.com"
OUTBOUND = "198.51.100.0/24"

# domain and kind: whose word counts once their mail is authenticated.
REPORTERS = {
    "arf.mail.example": "feedback_loop",
    "arf.isp.example": "feedback_loop",
    "fbl.inbox.example": "feedback_loop",
    "fbl.post.example": "feedback_loop",
    "abuse.backbone.example": "network",
    "reports.spamwatch.example": "network",
    "dnsbl.example": "blocklist",
}

_TEXT = """\
name = "Example Mail"
domain = "{domain}"
mailboxes = {{ public = "{public}", blocklists = "{blocklists}" }}
outbound_networks = ["{outbound}"]
send_log_complete_from = "{complete}"
mx_authserv_id = "{authserv}"
{reporters}
[[identifiers]]
where = "return_path"
pattern = '^b-(?P<payload>(?P<account>[^.]+)\\.(?P<list>[^.]+)\\.[^.-]+)-(?P<signature>[0-9a-f]{{{return_digits}}})@bounce\\.example\\.com$'
signed_with = "hmac-sha256"
secret = "{secret}"

[[identifiers]]
where = "links"
pattern = '^https://click\\.example\\.com/u/(?P<payload>(?P<account>[^./]+)\\.(?P<campaign>[^./]+)\\.[^./]+)/(?P<signature>[0-9a-f]{{{link_digits}}})$'
signed_with = "hmac-sha256"
secret = "{secret}"

[[identifiers]]
where = "header:Feedback-ID"
pattern = '^(?P<campaign>[^:]+):(?P<account>[^:]+):campaign:exml$'

[[identifiers]]
where = "header:X-EM-Account"
pattern = '^(?P<account>cu[0-9]+)$'
"""  # noqa: E501 - one pattern is one line


def platform_toml(secret: str, now: datetime) -> str:
    """Give the text of platform.toml."""
    complete = now - timedelta(days=HISTORY_DAYS)
    return _TEXT.format(
        domain=DOMAIN,
        public=PUBLIC,
        blocklists=BLOCKLISTS,
        outbound=OUTBOUND,
        complete=complete.isoformat(),
        authserv=AUTHSERV_ID,
        reporters="".join(f'\n[[reporters]]\ndomain = "{d}"\nkind = "{k}"\n' for d, k in REPORTERS.items()),
        secret=secret,
        return_digits=RETURN_PATH_DIGITS,
        link_digits=LINK_DIGITS,
    )
