"""Raw messages in a bucket: as whole, as durable and as patient as in a folder."""

from __future__ import annotations

import base64
import hashlib
import smtplib
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from complaints.domain.facts import Received
from complaints.jobs import drain_inbox
from complaints.models import Complaint
from complaints.models.complaint import raw_name
from complaints.services.keep_raw import keep_bytes
from complaints.services.outage import is_outage
from complaints.services.receive import receive
from complaints.storage import raw_room_bytes
from tests.complaints.intake.listening import serving
from tests.object_store import BUCKET, KEYS, URL, ObjectStore, object_store
from tests.processes import eventually, running
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.storage import Storage
    from pytest_django import Settings

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = b"From: ann@isp.example\r\nTo: badactor@example.com\r\nSubject: spam\r\n\r\n.dots\r\n\xff\x00 bytes\r\n"
NAME = raw_name(hashlib.sha256(MAIL).hexdigest())
KEY = f"complaints/raw/{NAME}"


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    for name, word in KEYS.items():
        monkeypatch.setenv(name, word)
    with object_store() as made:
        settings.STORAGES = settings.STORAGES | {"raw": made.entry()}
        yield made


def raw_store() -> Storage:
    return storages["raw"]


def send(port: int, raw: bytes = MAIL) -> int:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo()
        client.mail("ann@isp.example")
        client.rcpt("badactor@example.com")
        return client.data(raw)[0]


def test_what_the_listener_took_lies_in_the_bucket_byte_for_byte(bucket: ObjectStore) -> None:
    with serving() as port:
        assert send(port) == 250
    assert bucket.client.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == MAIL
    assert Complaint.objects.get().raw.content() == MAIL


def test_the_settings_lead_a_listener_of_its_own_to_the_bucket(bucket: ObjectStore) -> None:
    port, places = free_port(), {"RAW_STORE_URL": URL, "S3_ENDPOINT_URL": bucket.endpoint_url}

    def answers() -> bool:
        try:
            return send(port) == 250
        except OSError:
            return False

    with running("receive_mail", "--port", str(port), **places):
        assert eventually(answers)
    assert bucket.names() == [KEY]


def test_a_complaint_is_processed_out_of_the_bucket(bucket: ObjectStore) -> None:
    number = receive(Received(raw=MAIL, received_at=timezone.now()), door="ingest")
    drain_inbox()
    assert bucket.names()
    assert Complaint.objects.get(pk=number).status == "accepted"


def test_the_same_bytes_are_sent_once(bucket: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_bytes(MAIL)
    monkeypatch.setattr(type(raw_store()), "_save", lambda *_: pytest.fail("they were sent again"))
    keep_bytes(MAIL)
    assert bucket.names() == [KEY]


def test_saving_a_name_again_keeps_it(bucket: ObjectStore) -> None:
    assert {raw_store().save(NAME, ContentFile(MAIL)) for _ in range(2)} == {NAME}
    assert bucket.names() == [KEY]


def test_an_empty_mail_can_be_kept(bucket: ObjectStore) -> None:
    raw_store().save("ab/empty", ContentFile(b""))
    with raw_store().open("ab/empty") as file:
        assert file.read() == b""


@pytest.mark.usefixtures("bucket")
def test_an_upload_carries_the_digests_that_a_torn_one_would_not_fit() -> None:
    sent: list[Any] = []
    client = raw_store()._client  # type: ignore[attr-defined]
    client.meta.events.register("before-send.s3.PutObject", lambda request, **_: sent.append(request))
    raw_store().save(NAME, ContentFile(MAIL))
    [request] = sent
    md5, sha256 = (base64.b64encode(hashlib.new(name, MAIL).digest()) for name in ("md5", "sha256"))
    assert (request.headers["Content-MD5"], request.headers["x-amz-checksum-sha256"]) == (md5, sha256)


def test_bytes_that_changed_in_the_store_are_not_taken_for_the_mail(bucket: ObjectStore) -> None:
    digest = base64.b64encode(hashlib.sha256(MAIL).digest()).decode()
    bucket.client.put_object(Bucket=BUCKET, Key=KEY, Body=MAIL[:-1], ChecksumAlgorithm="SHA256", ChecksumSHA256=digest)
    with pytest.raises(OSError, match="cannot be reached or used"):
        raw_store().open(NAME)


@pytest.mark.usefixtures("bucket")
def test_a_bucket_has_no_room_to_run_out_of() -> None:
    assert raw_room_bytes() is None


@pytest.mark.usefixtures("bucket")
def test_a_missing_object_is_a_missing_file_and_no_outage() -> None:
    assert not raw_store().exists(NAME)
    with pytest.raises(FileNotFoundError) as missing:
        raw_store().open(NAME)
    assert not is_outage(missing.value)


def test_a_missing_bucket_is_an_outage_and_no_missing_file(bucket: ObjectStore) -> None:
    bucket.forget()
    with pytest.raises(OSError, match="NoSuchBucket") as away:
        raw_store().open(NAME)
    assert is_outage(away.value)


def test_a_store_that_lets_nobody_in_says_what_it_must_allow(bucket: ObjectStore) -> None:
    def refuse(**_: object) -> None:
        answer = {"Error": {"Code": "403"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        raise ClientError(answer, "HeadObject")

    raw_store()._client.meta.events.register("before-call.s3.HeadObject", refuse)  # type: ignore[attr-defined]
    with pytest.raises(PermissionError, match="s3:ListBucket"):
        raw_store().exists(NAME)
    assert bucket.names() == []


def test_while_the_store_is_away_senders_are_told_to_try_again(bucket: ObjectStore) -> None:
    bucket.go_away()
    with serving() as port:
        assert send(port) == 451
        assert not Complaint.objects.exists()
        bucket.come_back()
        assert send(port) == 250


def test_while_the_store_is_away_a_complaint_waits_and_no_attempt_counts(bucket: ObjectStore) -> None:
    number = receive(Received(raw=MAIL, received_at=timezone.now()), door="ingest")
    bucket.go_away()
    drain_inbox()
    kept = Complaint.objects.get(pk=number)
    bucket.come_back()
    assert (kept.state, kept.attempts, "OSError" in kept.error) == ("received", 0, True)


def test_a_complaint_whose_object_is_missing_becomes_a_case_for_a_person(bucket: ObjectStore) -> None:
    number = receive(Received(raw=MAIL, received_at=timezone.now()), door="ingest")
    bucket.client.delete_object(Bucket=BUCKET, Key=KEY)
    for _ in range(3):
        drain_inbox(only=[number])
    kept = Complaint.objects.get(pk=number)
    assert (kept.state, kept.case is not None) == ("set_aside", True)


def test_without_a_bucket_raw_messages_lie_in_the_data_folder() -> None:
    assert raw_store().path("") == str(settings.DATA_DIR / "raw")


def test_what_is_forgotten_leaves_the_bucket(bucket: ObjectStore) -> None:
    keep_bytes(MAIL)
    raw_store().delete(NAME)
    raw_store().delete(NAME)
    assert not raw_store().exists(NAME)
    assert bucket.client.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0
