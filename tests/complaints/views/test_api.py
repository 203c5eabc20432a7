"""The HTTP interface: yes only after commit, once however often it is asked, and refusals that say what to do."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from complaints.intake import api_access
from complaints.jobs import drain_inbox
from complaints.models import ApiRequest, ApiToken, Complaint, Incident, RawMessage
from complaints.services import receive_once as receiving
from complaints.services.api_tokens import make_token, revoke_token, token_of
from tests import builders
from tests.complaints.management.test_ingest import ARF, KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

pytestmark = pytest.mark.django_db

MAIL = ARF.encode()
XARF = {
    "xarf_version": "4.2.0",
    "report_id": "7a3a2c1e-0d2c-4c44-9a52-2f2f1f0b9f11",
    "timestamp": "2026-11-05T15:20:00Z",
    "reporter": {"org": "ISP", "contact": "abuse@isp.example", "domain": "isp.example"},
    "sender": {"org": "ISP", "contact": "abuse@isp.example", "domain": "isp.example"},
    "source_identifier": "203.0.113.56",
    "category": "messaging",
    "type": "spam",
    "protocol": "smtp",
    "smtp_from": "offers@example.net",
    "smtp_to": "ann@isp.example",
}
BOTH = tuple(ApiToken.Scope.values)


@pytest.fixture(autouse=True)
def _no_failures_yet(settings: Settings) -> None:
    settings.REDIS_URL = ""
    cache.clear()


def secret_of(*scopes: str, name: str = "reporter", **how: Any) -> str:
    return make_token(name, scopes or BOTH, by=None, now=timezone.now(), **how)[1]


def bring(
    client: Client, content: bytes = MAIL, *, secret: str, kind: str = "message/rfc822", query: str = "", key: str = ""
) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
    return client.post(f"/api/v1/complaints{query}", content, content_type=kind, headers=headers)


def said(response: Any) -> dict[str, Any]:
    answer = json.loads(response.content)
    assert isinstance(answer, dict)
    return answer


def test_a_mail_is_taken_byte_for_byte(client: Client) -> None:
    answer = bring(client, secret=secret_of())
    assert answer.status_code == 202
    assert said(answer)["sha256"] == hashlib.sha256(MAIL).hexdigest()
    assert Complaint.objects.get(pk=said(answer)["complaint_id"]).raw.content() == MAIL


def test_bytes_of_any_kind_are_taken_as_a_mail(client: Client) -> None:
    content = bytes(range(256))
    assert bring(client, content, secret=secret_of(), kind="application/octet-stream").status_code == 202
    assert Complaint.objects.get().raw.content() == content


def test_the_answer_says_where_to_ask_what_became_of_it(client: Client, settings: Settings) -> None:
    settings.DESK_URL = "https://desk.example"
    answer = said(bring(client, secret=secret_of()))
    assert answer["status_url"] == f"https://desk.example/api/v1/complaints/{answer['complaint_id']}"


def test_a_xarf_report_is_kept_as_it_was_sent_and_read(client: Client) -> None:
    content = json.dumps(XARF, indent=3).encode()
    number = said(bring(client, content, secret=secret_of(), kind="application/json"))["complaint_id"]
    drain_inbox()
    complaint = Complaint.objects.get(pk=number)
    assert complaint.raw.content() == content
    assert (complaint.format, complaint.status) == ("xarf", "accepted")
    assert Incident.objects.get().recipient == "ann@isp.example"


def test_envelope_and_channel_can_be_said(client: Client) -> None:
    query = "?channel=blocklists&mail_from=a%40isp.example&rcpt_to=x%40example.com&rcpt_to=y%40example.com"
    bring(client, secret=secret_of(), query=query)
    row = Complaint.objects.get()
    assert (row.channel, row.mail_from, row.rcpt_to) == (
        "blocklists",
        "a@isp.example",
        ["x@example.com", "y@example.com"],
    )


def test_a_complaint_names_the_token_that_brought_it(client: Client) -> None:
    bring(client, secret=secret_of(name="Example ISP"))
    row = Complaint.objects.get()
    assert (row.door, row.peer) == ("api", "Example ISP")


def test_without_a_key_every_request_is_taken(client: Client) -> None:
    secret = secret_of()
    answers = [said(bring(client, secret=secret)) for _ in range(2)]
    assert [one["duplicate_request"] for one in answers] == [False, False]
    assert Complaint.objects.count() == 2


def test_the_same_request_with_the_same_key_has_the_same_answer_and_no_second_complaint(client: Client) -> None:
    secret = secret_of()
    first, second = (said(bring(client, secret=secret, key="k1")) for _ in range(2))
    assert second == first | {"duplicate_request": True}
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(("content", "query"), [(MAIL + b"x", ""), (MAIL, "?channel=public")])
def test_a_key_that_was_given_to_another_request_is_refused(client: Client, content: bytes, query: str) -> None:
    secret = secret_of()
    bring(client, secret=secret, key="k1")
    answer = bring(client, content, secret=secret, query=query, key="k1")
    assert answer.status_code == 422
    assert "a key of its own" in said(answer)["detail"]
    assert Complaint.objects.count() == 1


def test_keys_of_different_tokens_have_nothing_to_do_with_each_other(client: Client) -> None:
    for name in ("one", "two"):
        bring(client, secret=secret_of(name=name), key="k1")
    assert Complaint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_requests_with_one_key_at_the_same_time_one_is_stored() -> None:
    secret, ready, numbers = secret_of(), threading.Barrier(4), []

    def ask() -> None:
        ready.wait()
        answer = bring(Client(), secret=secret, key="k1")
        numbers.append((answer.status_code, said(answer)["complaint_id"]))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == 1
    assert numbers[0][0] == 202
    assert Complaint.objects.count() == ApiRequest.objects.count() == 1


@pytest.mark.parametrize("key", ["é", "k" * 256])
def test_a_key_that_no_header_should_have_is_refused(client: Client, key: str) -> None:
    assert bring(client, secret=secret_of(), key=key).status_code == 422


def test_what_is_not_worked_on_yet_says_so(client: Client) -> None:
    secret = secret_of()
    number = said(bring(client, secret=secret))["complaint_id"]
    answer = said(client.get(f"/api/v1/complaints/{number}", headers={"Authorization": f"Bearer {secret}"}))
    assert (answer["state"], "incidents" in answer) == ("received", False)


def test_what_was_worked_on_is_told_in_the_words_of_ingest(client: Client) -> None:
    secret = secret_of()
    number = said(bring(client, secret=secret))["complaint_id"]
    drain_inbox()
    answer = said(client.get(f"/api/v1/complaints/{number}", headers={"Authorization": f"Bearer {secret}"}))
    assert set(answer) == (KEYS - {"file", "index"}) | {"state"}
    assert (answer["state"], answer["status"], answer["format"]) == ("processed", "accepted", "arf")
    assert answer["incidents"][0]["recipient"] == "ann@isp.example"


@pytest.mark.parametrize("number", [1, 2**63 - 1, 2**63])
def test_a_complaint_that_is_not_there_is_a_problem(client: Client, number: int) -> None:
    answer = client.get(f"/api/v1/complaints/{number}", headers={"Authorization": f"Bearer {secret_of()}"})
    assert answer.status_code in {404, 422}
    assert answer["Content-Type"] == "application/problem+json"


def problem(answer: Any, status: int) -> str:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = said(answer)
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert Complaint.objects.count() == RawMessage.objects.count() == 0
    return str(told["detail"])


@pytest.mark.parametrize("words", ["", "Bearer", "Bearer desk_wrong", "Basic ZGVzazpkZXNr", "Bearer \u00e9", "desk_x"])
def test_nobody_comes_in_without_a_token(client: Client, words: str) -> None:
    answer = client.post("/api/v1/complaints", MAIL, content_type="message/rfc822", headers={"Authorization": words})
    assert "Bearer TOKEN" in problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_somebody_who_is_logged_in_needs_a_token_all_the_same(client: Client) -> None:
    builders.log_in(client, "admins")
    assert problem(client.post("/api/v1/complaints", MAIL, content_type="message/rfc822"), 401)


def test_a_token_that_was_revoked_is_none(client: Client) -> None:
    token, secret = make_token("x", BOTH, by=None, now=timezone.now())
    revoke_token(token, now=timezone.now())
    assert problem(bring(client, secret=secret), 401)


def test_a_token_that_expired_is_none(client: Client) -> None:
    secret = secret_of(expires_at=timezone.now() - timedelta(seconds=1))
    assert problem(bring(client, secret=secret), 401)


def test_a_token_without_the_scope_is_told_which_it_lacks(client: Client) -> None:
    assert "complaints:write" in problem(bring(client, secret=secret_of(ApiToken.Scope.READ)), 403)


def test_a_token_that_may_bring_complaints_may_not_read_them(client: Client) -> None:
    secret = secret_of(ApiToken.Scope.WRITE)
    assert client.get("/api/v1/complaints/1", headers={"Authorization": f"Bearer {secret}"}).status_code == 403


def test_after_many_failures_a_client_is_told_to_wait(client: Client) -> None:
    answers = [bring(client, secret="desk_wrong") for _ in range(api_access.FAILURES_A_MINUTE + 1)]
    assert problem(answers[-1], 429)
    assert answers[-1]["Retry-After"] == "60"


def test_the_failures_of_others_keep_no_good_token_out(client: Client) -> None:
    for _ in range(api_access.FAILURES_A_MINUTE + 1):
        bring(client, secret="desk_wrong")
    assert bring(client, secret=secret_of()).status_code == 202


def test_what_is_too_large_is_refused_unread(client: Client, settings: Settings) -> None:
    settings.MESSAGE_LIMIT_BYTES = len(MAIL) - 1
    assert "at most" in problem(bring(client, secret=secret_of()), 413)


def test_what_is_just_small_enough_is_taken(client: Client, settings: Settings) -> None:
    settings.MESSAGE_LIMIT_BYTES = len(MAIL)
    assert bring(client, secret=secret_of()).status_code == 202


def test_a_body_in_chunks_is_refused_as_nobody_would_see_it(client: Client) -> None:
    headers = {"Authorization": f"Bearer {secret_of()}", "Transfer-Encoding": "chunked"}
    answer = client.post("/api/v1/complaints", MAIL, content_type="message/rfc822", headers=headers)
    assert "Content-Length" in problem(answer, 411)


def test_a_body_that_broke_off_is_no_complaint(client: Client) -> None:
    headers = {"Authorization": f"Bearer {secret_of()}"}
    broken: Any = {
        "wsgi.input": io.BytesIO(MAIL),
        "CONTENT_LENGTH": str(len(MAIL) + 1),
        "CONTENT_TYPE": "message/rfc822",
    }
    answer = client.generic("POST", "/api/v1/complaints", headers=headers, **broken)
    assert "bytes arrived" in problem(answer, 400)


@pytest.mark.parametrize("kind", ["text/html", "multipart/form-data; boundary=x", ""])
def test_another_type_is_refused_with_those_that_are_taken(client: Client, kind: str) -> None:
    assert "message/rfc822" in problem(bring(client, secret=secret_of(), kind=kind), 415)


@pytest.mark.parametrize("content", [b"", b" \r\n"])
def test_an_empty_body_is_refused(client: Client, content: bytes) -> None:
    headers = {"Authorization": f"Bearer {secret_of()}"}
    said_to_be: Any = {"CONTENT_TYPE": "message/rfc822", "CONTENT_LENGTH": str(len(content))}
    answer = client.generic("POST", "/api/v1/complaints", content, headers=headers, **said_to_be)
    assert "empty" in problem(answer, 422)


@pytest.mark.parametrize("content", [b"[]", b"{", b"[" * 100_000, b"\xff\xfe\xff", b'"x"', b'{"a": 1}{"b": 2}'])
def test_json_that_is_no_object_is_refused(client: Client, content: bytes) -> None:
    assert "JSON object" in problem(bring(client, content, secret=secret_of(), kind="application/json"), 422)


@pytest.mark.parametrize("query", ["?channel=private", f"?mail_from={'x' * 999}"])
def test_a_parameter_that_cannot_be_used_is_named(client: Client, query: str) -> None:
    assert query[1:].partition("=")[0] in problem(bring(client, secret=secret_of(), query=query), 422)


@pytest.mark.parametrize("error", [OSError("disk full"), OperationalError("gone"), RuntimeError("bug")])
def test_whatever_goes_wrong_here_is_to_be_tried_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    secret = secret_of()
    monkeypatch.setattr(receiving, "keep_bytes", fail)
    answer = bring(client, secret=secret)
    assert "nothing was accepted" in problem(answer, 503)
    assert int(answer["Retry-After"]) > 0


def test_a_request_that_failed_can_be_sent_again_with_its_key(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError

    secret = secret_of()
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "commit", fail)
        bring(client, secret=secret, key="k1")
    assert said(bring(client, secret=secret, key="k1"))["duplicate_request"] is False


def test_without_room_for_it_nothing_is_taken(client: Client, settings: Settings) -> None:
    settings.DISK_SPARE_BYTES = 2**62
    assert "room" in problem(bring(client, secret=secret_of()), 503)


def test_no_token_of_a_form_is_asked_for_as_no_cookie_counts() -> None:
    client = Client(enforce_csrf_checks=True)
    assert bring(client, secret=secret_of()).status_code == 202


def test_the_description_is_open_and_names_both_scopes_doors(client: Client) -> None:
    description = said(client.get("/api/v1/openapi.json"))
    assert set(description["paths"]) == {"/api/v1/complaints", "/api/v1/complaints/{complaint_id}"}
    assert "message/rfc822" in description["paths"]["/api/v1/complaints"]["post"]["requestBody"]["content"]


def test_there_is_no_page_that_loads_scripts_from_elsewhere(client: Client) -> None:
    assert client.get("/api/v1/docs").status_code == 404


def test_a_secret_is_kept_as_a_hash_only() -> None:
    token, secret = make_token("x", BOTH, by=None, now=timezone.now())
    kept = [str(value) for value in vars(ApiToken.objects.get(pk=token.pk)).values()]
    assert not any(secret in value for value in kept)
    assert token.digest == hashlib.sha256(secret.encode()).hexdigest()


def test_use_is_noted_at_most_once_a_minute(django_assert_num_queries: Callable[..., Any]) -> None:
    _, secret = make_token("x", BOTH, by=None, now=timezone.now())
    now = timezone.now()
    token_of(secret, now=now)
    with django_assert_num_queries(1):
        token_of(secret, now=now + timedelta(seconds=59))
    assert ApiToken.objects.get().last_used_at == now
