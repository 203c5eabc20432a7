"""Gathering evidence again and handing it out, as pages offer them, and what the headers tab says."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string

from complaints.domain.bundle import verify
from complaints.models import Case, Complaint, Incident
from tests import builders
from tests.complaints.late_records import complain, import_keys, import_platform
from tests.complaints.received import auto_reply

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint() -> Complaint:
    """Receive a genuine complaint before the keys arrive."""
    import_platform(keys=False)
    return complain()


def headers_tab(client: Client, complaint: Complaint) -> str:
    incident = complaint.incidents.get(superseded_by=None)
    return client.get(f"/desk/case/{incident.case_id}/?tab=headers&incident={incident.pk}").content.decode()


def press(client: Client, complaint: Complaint, **fields: object) -> str:
    answer = client.post(f"/desk/complaints/{complaint.pk}/evidence/", {"version": 0, **fields}, follow=True)
    return answer.content.decode()


def test_the_button_stands_on_the_headers_tab_and_on_the_complaint(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    button = f'action="/desk/complaints/{complaint.pk}/evidence/"'
    assert button in headers_tab(client, complaint)
    assert button in client.get(f"/desk/complaints/{complaint.pk}/").content.decode()


def test_the_result_is_said_on_the_headers_of_the_new_incident(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    before = complaint.incidents.get()
    import_keys()
    page = press(client, complaint, incident=before.pk)
    assert "The evidence was gathered again. The origin was plausible and is proven now." in page
    assert "We sent this, because our DKIM signature verifies" in page


def test_earlier_results_stand_on_the_headers_tab(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    import_keys()
    press(client, complaint)
    page = headers_tab(client, complaint)
    assert "1 earlier result" in page
    assert "evidence gathered again by agent" in page


def test_no_change_is_said_too(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    assert "nothing changed" in press(client, complaint)


def test_a_second_press_from_an_old_page_is_refused(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    import_keys()
    press(client, complaint)
    answer = client.post(f"/desk/complaints/{complaint.pk}/evidence/", {"version": 0})
    assert answer.status_code == 409


def test_a_complaint_without_an_original_says_what_to_do(client: Client) -> None:
    builders.log_in(client)
    answer = client.post(f"/desk/complaints/{auto_reply().pk}/evidence/", {"version": 0})
    assert answer.status_code == 409
    assert "Mark its original first." in answer.content.decode()


def test_a_role_that_only_looks_neither_gathers_nor_downloads(client: Client, complaint: Complaint) -> None:
    builders.log_in(client, role="")
    case = Case.objects.get(incidents__complaint=complaint)
    assert client.post(f"/desk/complaints/{complaint.pk}/evidence/", {"version": 0}).status_code == 403
    assert client.post(f"/desk/case/{case.pk}/evidence/").status_code == 403


def test_the_download_is_a_bundle_that_holds(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    case = Case.objects.get(incidents__complaint=complaint)
    answer = client.post(f"/desk/case/{case.pk}/evidence/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="case-{case.pk}-evidence.zip"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert verify(io.BytesIO(content)).problems == ()


def test_the_history_shows_the_fingerprint_of_a_download(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    case = Case.objects.get(incidents__complaint=complaint)
    content = b"".join(client.post(f"/desk/case/{case.pk}/evidence/").streaming_content)  # type: ignore[attr-defined]
    fingerprint = verify(io.BytesIO(content)).fingerprint
    assert fingerprint in client.get(f"/desk/case/{case.pk}/?tab=history").content.decode()


def test_a_page_that_is_only_looked_at_hands_nothing_out(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    case = Case.objects.get(incidents__complaint=complaint)
    assert client.get(f"/desk/case/{case.pk}/evidence/").status_code == 405


def test_a_case_with_a_lost_message_hands_out_no_bundle(client: Client, complaint: Complaint) -> None:
    builders.log_in(client)
    case = Case.objects.get(incidents__complaint=complaint)
    lost = Incident.objects.get(case=case).original
    lost.__class__.objects.create(sha256="0" * 64, size_bytes=1, stored_at=complaint.received_at)
    Incident.objects.filter(case=case).update(original_id="0" * 64)
    answer = client.post(f"/desk/case/{case.pk}/evidence/")
    assert answer.status_code == 409
    assert not case.events.filter(kind="bundle").exists()


def test_the_headers_tab_shows_the_key_that_a_signature_was_judged_by(client: Client) -> None:
    builders.log_in(client)
    import_platform()
    page = headers_tab(client, complain())
    assert "s1._domainkey.acme.example" in page
    assert "not that we know" in page


def test_marks_of_sending_services_are_shown_as_hints(client: Client) -> None:
    builders.log_in(client)
    mark: dict[str, object] = {"esp": "Mailgun", "header": "X-Mailgun-Sid", "value": "<b>WyI</b>", "tokens": []}
    marks = [mark | {"recipient": None}]
    case, _ = builders.case_with_original(evidence={"signs": [], "marks": marks})
    page = client.get(f"/desk/case/{case.pk}/?tab=headers").content.decode()
    assert "Mailgun: <code>X-Mailgun-Sid: &lt;b&gt;WyI&lt;/b&gt;</code>" in page
    assert "Anyone can copy them" in page


def test_signatures_below_the_judged_ones_are_counted(client: Client) -> None:
    builders.log_in(client)
    mail = b"DKIM-Signature: v=1; d=a.example; s=s\r\n" * 12 + b"From: x@y.example\r\n\r\nHi.\r\n"
    checks = [{"domain": "a.example", "selector": "s"}] * 10
    case, _ = builders.case_with_original(mail, evidence={"signatures": checks})
    page = client.get(f"/desk/case/{case.pk}/?tab=headers").content.decode()
    assert "2 more signatures stand below these. Only the topmost are judged." in page


@pytest.mark.parametrize(("total", "said"), [(12, False), (5000, True)])
def test_a_case_of_thousands_says_that_its_download_takes_a_while(total: int, *, said: bool) -> None:
    page = SimpleNamespace(case=SimpleNamespace(pk=1), incident_total=total)
    part = render_to_string("complaints/parts/download_evidence.html", {"page": page, "may_decide": True})
    assert ("that takes a while" in part) is said
