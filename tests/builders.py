"""Rows for tests of pages: log-ins with a role, and incidents whose original really lies in the raw store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from accounts.models import HourlyVolume, MailingList, SentCount, Subscription, SubscriptionChange
from complaints.models import Case, Incident, RawMessage
from complaints.services.keep_raw import keep_raw
from tests.complaints import rows

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import Staff

TEXT = b"From: Acme <news@acme.example>\r\nTo: reader1@isp.example\r\nSubject: Watches\r\n\r\nBuy our watches.\r\n"

HOSTILE_HTML = """<!doctype html><html><head><title>x</title><base href="http://evil.invalid/">
<link rel="stylesheet" href="http://evil.invalid/a.css"><link rel="prefetch" href="http://evil.invalid/p">
<meta http-equiv="refresh" content="0;url=http://evil.invalid/refresh"><style>@import url(http://evil.invalid/i.css);
@font-face{font-family:f;src:url(http://evil.invalid/f.woff)}</style></head>
<body background="http://evil.invalid/bg.png" onload="document.title='pwned'">
<p style="color:red;background-image:url(http://evil.invalid/css.png)">Dear <b>reader</b></p>
<img src="http://evil.invalid/pixel.gif" srcset="http://evil.invalid/2x.gif 2x" onerror="alert(1)">
<img src="cid:logo@acme"><img src="data:image/svg+xml;base64,PHN2Zy8+">
<a href="http://phish.invalid/login?u=1" target="_top">Your bank</a> <a href="javascript:alert(1)">script</a>
<iframe src="http://evil.invalid/frame"></iframe><object data="http://evil.invalid/o"></object>
<video src="http://evil.invalid/v.mp4" poster="http://evil.invalid/v.png"></video>
<svg><image href="http://evil.invalid/svg.png"/><script>alert(2)</script></svg>
<form action="http://evil.invalid/form"><input name="password"><button>Send</button></form>
<script>document.title = "pwned"; fetch("http://evil.invalid/fetch")</script></body></html>"""


def hostile_message() -> bytes:
    """Give a mail that tries everything: remote loads, scripts, forms, frames, a trap of an attachment."""
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    lines = (
        *("From: =?utf-8?q?Your_=E2=80=AEknab?= <news@acme.example>", "To: reader1@isp.example"),
        *("Subject: <script>alert(3)</script>", "Message-ID: <hostile@acme.example>", "MIME-Version: 1.0"),
        *('Content-Type: multipart/related; boundary="edge"', ""),
        *("--edge", "Content-Type: text/html; charset=utf-8", "", HOSTILE_HTML),
        *("--edge", "Content-Type: image/png", "Content-ID: <logo@acme>", "Content-Transfer-Encoding: base64", "", png),
        *("--edge", 'Content-Type: text/html; name="../../invoice.html"', "Content-Disposition: attachment"),
        *("", "<script>alert(4)</script>", "--edge--", ""),
    )
    return "\r\n".join(lines).encode()


def log_in(client: Client, role: str = "agents", name: str = "agent") -> Staff:
    """Log a new member of staff in, with a role; "" gives none."""
    person = rows.staff(name, *([role] if role else []))
    client.force_login(person)
    return person


def subscription_records(account_id: str = "acme") -> None:
    """Give an account a list with a record that changed, what it sent, and complaints that the platform counted."""
    taken = rows.NOW - timedelta(days=90)
    kept = MailingList.objects.create(pk="l1", account_id=account_id, name="Watches", consent="imported")
    SentCount.objects.bulk_create(
        SentCount(
            account_id=account_id, day=rows.NOW.date() - timedelta(days=days), list_id=list_id, provider=to, sent=900
        )
        for days in range(28)
        for list_id in ("l1", "")
        for to in ("google", "yahoo", "other")
    )
    HourlyVolume.objects.create(account_id=account_id, hour=rows.NOW, sent=9000, bounced=700, complained=40)
    for email in ("reader1@isp.example", "other@isp.example"):
        row = Subscription.objects.create(
            mailing_list=kept,
            email=email,
            subscribed_at_recorded=taken.isoformat(),
            subscribed_at=taken,
            ip="9.9.9.9",
            source="web_form",
        )
        SubscriptionChange.objects.create(
            subscription=row, changed_at=rows.NOW + timedelta(days=3), values={"ip": ["", "9.9.9.9"]}
        )


def case_with_original(content: bytes = TEXT, **changes: Any) -> tuple[Case, Incident]:
    """Make a case with one incident whose original is kept in the raw store."""
    case = rows.case(0, title=changes.pop("title", "Watches"), grouping=changes.pop("grouping", "group"))
    incident = rows.add_incident(case, 1, from_address="news@acme.example", **changes)
    incident.original = RawMessage.objects.get(pk=keep_raw(content, now=rows.NOW))
    incident.save()
    return case, incident
