"""Webhooks of mail providers: only with the secret, bytes as they came, yes only after commit."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from anymail.webhooks.amazon_ses import AmazonSESInboundWebhookView
from django.db import OperationalError

from complaints.domain.mail_file import REBUILT_DOOR
from complaints.intake import webhook_kept
from complaints.jobs import drain_inbox
from complaints.models import Complaint, Incident
from tests.complaints.management.test_ingest import ARF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import Settings

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning"),
]

SECRET = "desk:correct-horse-battery"
# Bytes that are no UTF-8, and a line that no parser of ours would write again in the same way.
MAIL = ARF.encode() + b"Caf\xe9 \xff\r\nX: " + b"y" * 1200 + b"\r\n"
TEXT = ARF
SIGNED = {"timestamp": "1762355667", "token": "abc"}


@pytest.fixture(autouse=True)
def _with_a_secret(settings: Settings) -> None:
    settings.REDIS_URL = ""
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": [SECRET],
        "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-key",
        "MANDRILL_WEBHOOK_KEY": "mandrill-key",
        "MANDRILL_WEBHOOK_URL": "https://desk.example/hooks/mandrill/",
    }


def post(client: Client, path: str, content: Any, *, kind: str = "application/json", **fields: str) -> Any:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode(), **fields}
    return client.post(f"/hooks/{path}", body, content_type=kind, headers=headers)


def form(fields: dict[str, bytes | str], files: dict[str, tuple[str, str, bytes]] | None = None) -> tuple[bytes, str]:
    parts = []
    for name, value in fields.items():
        content = value.encode() if isinstance(value, str) else value
        parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + content)
    for name, (filename, kind, content) in (files or {}).items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return body, "multipart/form-data; boundary=edge"


def mailgun(**fields: Any) -> dict[str, bytes | str]:
    message = f"{SIGNED['timestamp']}{SIGNED['token']}".encode()
    signature = hmac.new(b"mailgun-key", message, hashlib.sha256).hexdigest()
    return {**SIGNED, "signature": signature, "sender": "f@isp.example", "recipient": "badactor@example.com", **fields}


def raw_of(door: str = "webhook") -> bytes:
    complaint = Complaint.objects.get()
    assert complaint.door == door
    return complaint.raw.content()


def test_mailgun_hands_over_the_bytes_in_a_form(client: Client) -> None:
    body, kind = form(mailgun(**{"body-mime": MAIL}))
    assert post(client, "mailgun/inbound_mime/", body, kind=kind).status_code == 200
    assert raw_of() == MAIL


def test_mailgun_hands_over_the_bytes_urlencoded(client: Client) -> None:
    body = urlencode(mailgun(**{"body-mime": MAIL})).encode()
    post(client, "mailgun/inbound_mime/", body, kind="application/x-www-form-urlencoded")
    assert raw_of() == MAIL


def test_a_mail_larger_than_django_takes_in_a_field_is_taken(client: Client) -> None:
    large = MAIL + b"x" * 3_000_000
    body, kind = form(mailgun(**{"body-mime": large}))
    assert post(client, "mailgun/inbound_mime/", body, kind=kind).status_code == 200
    assert raw_of() == large


def test_the_envelope_and_the_provider_are_kept(client: Client) -> None:
    body, kind = form(mailgun(**{"body-mime": MAIL}))
    post(client, "mailgun/inbound_mime/", body, kind=kind)
    row = Complaint.objects.get()
    assert (row.mail_from, row.rcpt_to, row.peer) == ("f@isp.example", ["badactor@example.com"], "Mailgun")


def test_sendgrid_hands_over_the_bytes(client: Client) -> None:
    body, kind = form({"email": MAIL, "envelope": '{"to": ["x@example.com"], "from": "f@isp.example"}'})
    assert post(client, "sendgrid/inbound/", body, kind=kind).status_code == 200
    assert raw_of() == MAIL


def test_postmark_hands_over_the_mail_as_text(client: Client) -> None:
    path = [{"Name": "Return-Path", "Value": "<f@isp.example>"}]
    post(client, "postmark/inbound/", {"RawEmail": TEXT, "Headers": path, "OriginalRecipient": "x@example.com"})
    assert raw_of() == TEXT.encode()
    assert Complaint.objects.get().mail_from == "f@isp.example"


def test_text_that_lost_characters_counts_as_rebuilt(client: Client) -> None:
    post(client, "postmark/inbound/", {"RawEmail": TEXT + "\ufffd", "Headers": []})
    assert raw_of(REBUILT_DOOR).endswith("\ufffd".encode())


def test_mandrill_hands_over_every_mail_of_a_batch(client: Client, settings: Settings) -> None:
    events = [{"event": "inbound", "ts": 1, "msg": {"raw_msg": f"{TEXT}{n}", "email": "x@example.com"}} for n in (1, 2)]
    fields = {"mandrill_events": json.dumps(events)}
    signed = settings.ANYMAIL["MANDRILL_WEBHOOK_URL"] + "mandrill_events" + fields["mandrill_events"]
    signature = base64.b64encode(hmac.new(b"mandrill-key", signed.encode(), hashlib.sha1).digest()).decode()
    kind = "application/x-www-form-urlencoded"
    answer = post(client, "mandrill/", urlencode(fields).encode(), kind=kind, **{"X-Mandrill-Signature": signature})
    assert answer.status_code == 200
    assert [row.raw.content() for row in Complaint.objects.order_by("pk")] == [f"{TEXT}{n}".encode() for n in (1, 2)]


def test_sparkpost_hands_over_the_bytes(client: Client) -> None:
    content = {"email_rfc822": base64.b64encode(MAIL).decode(), "email_rfc822_is_base64": True}
    relayed = {"protocol": "smtp", "content": content, "msg_from": "f@isp.example", "rcpt_to": "x@example.com"}
    post(client, "sparkpost/inbound/", [{"msys": {"relay_message": relayed}}])
    assert raw_of() == MAIL


def sns(message: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    notice = {"Type": "Notification", "MessageId": "n1", "Message": json.dumps(message)}
    return notice, {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "n1"}


def test_amazon_hands_over_the_bytes(client: Client) -> None:
    receipt = {"action": {"type": "SNS", "encoding": "BASE64"}, "recipients": ["x@example.com"]}
    content = base64.b64encode(MAIL).decode()
    mail = {"source": "f@isp.example", "messageId": "m1"}
    notice, headers = sns({"notificationType": "Received", "receipt": receipt, "mail": mail, "content": content})
    assert post(client, "amazon_ses/inbound/", notice, kind="text/plain", **headers).status_code == 200
    assert raw_of() == MAIL


def s3_notice() -> tuple[dict[str, Any], dict[str, str]]:
    action = {"type": "S3", "bucketName": "b", "objectKey": "k"}
    receipt = {"action": action, "recipients": ["x@example.com"]}
    return sns({"notificationType": "Received", "receipt": receipt, "mail": {"source": "f@isp.example"}})


def test_a_mail_that_lies_in_s3_is_fetched_byte_for_byte(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def chunks(*_: object) -> Iterator[bytes]:
        yield MAIL[:100]
        yield MAIL[100:]

    monkeypatch.setattr(AmazonSESInboundWebhookView, "fetch_s3_chunks", chunks)
    notice, headers = s3_notice()
    assert post(client, "amazon_ses/inbound/", notice, kind="text/plain", **headers).status_code == 200
    assert raw_of() == MAIL
    assert Complaint.objects.get().rcpt_to == ["x@example.com"]


def test_a_mail_that_cannot_be_fetched_now_is_asked_for_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "S3 is away"
        raise OSError(message)

    monkeypatch.setattr(AmazonSESInboundWebhookView, "fetch_s3_chunks", fail)
    notice, headers = s3_notice()
    answer = post(client, "amazon_ses/inbound/", notice, kind="text/plain", **headers)
    assert (answer.status_code, "Retry-After" in answer) == (503, True)


def parsed() -> tuple[bytes, str]:
    headers = json.dumps([["From", "f@isp.example"], ["Subject", "spam"], ["To", "badactor@example.com"]])
    fields = mailgun(**{"message-headers": headers, "body-plain": "You send spam.", "attachment-count": "1"})
    return form(fields, {"attachment-1": ("spam.eml", "message/rfc822", MAIL)})


def test_a_mail_of_which_only_parts_are_posted_is_rebuilt_and_marked(client: Client) -> None:
    body, kind = parsed()
    assert post(client, "mailgun/inbound/", body, kind=kind).status_code == 200
    assert b"You send spam." in raw_of(REBUILT_DOOR)


def test_of_a_rebuilt_mail_the_trace_says_that_signatures_cannot_be_verified(client: Client) -> None:
    body, kind = parsed()
    post(client, "mailgun/inbound/", body, kind=kind)
    drain_inbox()
    assert "signatures over it cannot be verified" in Complaint.objects.get().trace[0]


def test_what_cannot_be_understood_is_kept_as_it_was_posted(client: Client) -> None:
    content = b'{"From": 17, "Headers": [{"Nome": 1}]}'
    assert post(client, "postmark/inbound/", content).status_code == 200
    assert raw_of(REBUILT_DOOR) == content


POSTMARK = {
    "RecordType": "SpamComplaint",
    "MessageID": "00000000-0000-0000-0000-000000000000",
    "Type": "SpamComplaint",
    "TypeCode": 512,
    "Email": "ann@isp.example",
    "From": "news@acme.example",
    "BouncedAt": "2026-11-05T16:33:54Z",
    "Subject": "Watches",
}


def test_a_complaint_that_a_provider_heard_of_is_kept_as_it_was_posted(client: Client) -> None:
    content = json.dumps(POSTMARK, indent=2).encode()
    assert post(client, "postmark/tracking/", content).status_code == 200
    assert raw_of() == content


def test_a_complaint_that_a_provider_heard_of_becomes_an_incident(client: Client) -> None:
    post(client, "postmark/tracking/", POSTMARK)
    drain_inbox()
    complaint = Complaint.objects.get()
    assert (complaint.status, complaint.recogniser) == ("accepted", "provider_event")
    assert Incident.objects.get().recipient == "ann@isp.example"


def test_of_many_events_only_the_complaints_are_kept(client: Client) -> None:
    common = {"email": "ann@isp.example", "timestamp": 1762355667, "sg_message_id": "m1", "sg_event_id": "e"}
    events = [{**common, "event": word} for word in ("open", "spamreport", "click", "spamreport")]
    events[3] |= {"email": "bob@isp.example"}
    assert post(client, "sendgrid/tracking/", events).status_code == 200
    drain_inbox()
    assert Complaint.objects.count() == 2
    assert set(Incident.objects.values_list("recipient", flat=True)) == {"ann@isp.example", "bob@isp.example"}


def test_events_that_are_no_complaints_leave_nothing(client: Client) -> None:
    assert post(client, "postmark/tracking/", POSTMARK | {"RecordType": "Delivery"}).status_code == 200
    assert not Complaint.objects.exists()


def test_a_notice_of_amazons_about_two_recipients_is_one_complaint(client: Client) -> None:
    complained = [{"emailAddress": "ann@isp.example"}, {"emailAddress": "bob@isp.example"}]
    mail = {"messageId": "m1", "source": "news@acme.example", "destination": ["ann@isp.example", "bob@isp.example"]}
    complaint = {"complainedRecipients": complained, "complaintFeedbackType": "abuse"}
    notice, headers = sns({"notificationType": "Complaint", "complaint": complaint, "mail": mail})
    assert post(client, "amazon_ses/tracking/", notice, kind="text/plain", **headers).status_code == 200
    drain_inbox()
    assert Complaint.objects.get().recogniser == "ses"
    assert Incident.objects.count() == 2


def test_the_secret_is_asked_for(client: Client) -> None:
    answer = client.post("/hooks/postmark/inbound/", b"{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Basic")


def test_a_wrong_secret_lets_nobody_in(client: Client) -> None:
    wrong = "Basic " + base64.b64encode(b"desk:guessed").decode()
    assert post(client, "postmark/tracking/", POSTMARK, Authorization=wrong).status_code == 401
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("method", ["post", "head"])
def test_without_a_secret_there_are_no_webhooks(client: Client, settings: Settings, method: str) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": []}
    assert getattr(client, method)("/hooks/postmark/inbound/").status_code == 404


def test_a_wrong_signature_is_refused(client: Client) -> None:
    body, kind = form(mailgun(**{"body-mime": MAIL, "signature": "0" * 64}))
    assert post(client, "mailgun/inbound_mime/", body, kind=kind).status_code == 403
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("error", [OSError("disk full"), OperationalError("gone")])
def test_what_could_not_be_stored_is_to_be_posted_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(webhook_kept, "commit", fail)
    answer = post(client, "postmark/inbound/", {"RawEmail": TEXT})
    assert (answer.status_code, "Retry-After" in answer) == (503, True)


def test_of_a_batch_all_or_nothing_is_stored(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.MESSAGE_LIMIT_BYTES = len(TEXT) + 10
    events = [{"content": {"email_rfc822": text, "email_rfc822_is_base64": False}} for text in (TEXT, TEXT + "x" * 20)]
    answer = post(client, "sparkpost/inbound/", [{"msys": {"relay_message": event}} for event in events])
    assert answer.status_code == 413
    assert not Complaint.objects.exists()


def test_a_setting_that_is_missing_is_no_reason_to_lose_a_mail(client: Client, settings: Settings) -> None:
    del settings.ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"]
    body, kind = form(mailgun(**{"body-mime": MAIL}))
    assert post(client, "mailgun/inbound_mime/", body, kind=kind).status_code == 503


@pytest.mark.parametrize(
    "content", [b" ", b"\xff", b"[" * 100_000, b'"x"', b"[[]]", b'{"RawEmail": 1}', b'{"RawEmail": "\\ud800"}', b"null"]
)
@pytest.mark.parametrize("path", ["postmark/inbound/", "postmark/tracking/", "sparkpost/inbound/", "postal/inbound/"])
def test_no_content_makes_a_webhook_crash(client: Client, settings: Settings, path: str, content: bytes) -> None:
    settings.ANYMAIL["POSTAL_WEBHOOK_KEY"] = "x"
    assert post(client, path, content).status_code in {200, 403, 503}
