from __future__ import annotations

from tests.complaints.domain.formats import samples

HEAD = (
    b"From: staff@hotmail.com\r\nTo: badactor@example.com\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/report; report-type=feedback-report; boundary="r"\r\n\r\n'
    b"--r\r\nContent-Type: message/feedback-report\r\n\r\n"
    b"Feedback-Type: abuse\r\nUser-Agent: JMRP/1.0\r\nVersion: 1\r\n\r\n--r\r\nContent-Type: message/rfc822\r\n\r\n"
)
NEWEST = b"Received: from vps.bulk.example ([203.0.113.66]) by mx.hotmail.example; Thu, 5 Nov 2026 15:14:27 +0000\r\n"
EARLIER = b"Delivered-To: ann@isp.example\r\nSubject: x\r\nMessage-ID: <1@example.com>\r\n\r\nBuy\r\n--r--\r\n"
MARK = b"X-HmXmrOriginalRecipient: bob@hotmail.example\r\n"


def recipients(raw: bytes) -> tuple[str, ...]:
    """Give whom the report states as the recipient."""
    return samples.read_bytes(raw).originals[0].reported.recipients


def test_a_stamp_of_an_earlier_delivery_is_not_the_recipient_of_the_report() -> None:
    assert recipients(HEAD + NEWEST + EARLIER) == ()


def test_microsofts_own_mark_is_the_recipient_of_the_report() -> None:
    assert recipients(HEAD + MARK + NEWEST + EARLIER) == ("bob@hotmail.example",)
