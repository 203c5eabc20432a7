"""Pages of what was forgotten say so in plain words, and legal holds are placed where the case is."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from complaints.domain.bundle import verify
from complaints.models import Case, Complaint
from complaints.selectors.pipeline import stages
from complaints.services.make_bundle import make_bundle
from complaints.views.case_tabs import TABS
from tests import builders
from tests.complaints import rows
from tests.complaints.forgettable import LATER, case_of, complain, decided_complaint, forget, incident_of, mail

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

SENTENCE = "Forgotten on 10 November 2027 under the retention rule for decided cases."


@pytest.fixture
def gone(client: Client) -> Complaint:
    """Give a complaint that was forgotten, an agent being logged in."""
    complaint = decided_complaint()
    forget()
    builders.log_in(client)
    return complaint


def test_the_page_of_a_complaint_says_that_it_was_forgotten(gone: Complaint, client: Client) -> None:
    page = client.get(reverse("complaint", args=(gone.pk,)))
    assert page.status_code == 200
    assert SENTENCE in page.content.decode()


def test_the_page_of_a_complaint_offers_no_correction_and_no_download(gone: Complaint, client: Client) -> None:
    page = client.get(reverse("complaint", args=(gone.pk,))).content.decode()
    assert reverse("mark_original", args=(gone.pk,)) not in page
    assert reverse("complaint_raw", args=(gone.pk,)) not in page


@pytest.mark.parametrize("tab", [name for name in TABS if name != "volume"])
def test_every_tab_of_the_case_says_that_it_was_forgotten(gone: Complaint, client: Client, tab: str) -> None:
    Case.objects.update(kind="framed")
    answer = client.get(reverse("case", args=(case_of(gone).pk,)), {"tab": tab})
    assert answer.status_code == 200
    assert SENTENCE in answer.content.decode()


@pytest.mark.parametrize("tab", ["message", "headers", "complaint", "subscription"])
def test_of_a_case_that_holds_more_each_incident_says_it(gone: Complaint, client: Client, tab: str) -> None:
    Case.objects.update(forgotten_at=None)
    page = client.get(reverse("case", args=(case_of(gone).pk,)), {"tab": tab}).content.decode()
    assert SENTENCE in page


def test_the_headers_tab_says_nothing_of_evidence_that_is_gone(gone: Complaint, client: Client) -> None:
    page = client.get(reverse("case", args=(case_of(gone).pk,)), {"tab": "headers"}).content.decode()
    assert "The copy has no DKIM signature" not in page


def test_the_frame_of_the_message_says_it(gone: Complaint, client: Client) -> None:
    page = client.get(reverse("message_body", args=(incident_of(gone).pk,)))
    assert SENTENCE in page.content.decode()


def test_downloads_are_answered_that_it_is_gone(gone: Complaint, client: Client) -> None:
    incident = incident_of(gone)
    for address in (
        reverse("complaint_raw", args=(gone.pk,)),
        reverse("original_raw", args=(incident.pk,)),
        reverse("attachment", args=(incident.pk, "1")),
        reverse("save_sample", args=(gone.pk,)),
        reverse("mark_original", args=(gone.pk,)),
    ):
        answer = client.get(address)
        assert (answer.status_code, SENTENCE in answer.content.decode()) == (410, True), address


def test_a_correction_that_was_begun_before_is_refused_in_plain_words(gone: Complaint, client: Client) -> None:
    answer = client.post(reverse("judge_again", args=(gone.pk,)), {"version": "0", "note": ""})
    assert (answer.status_code, SENTENCE in answer.content.decode()) == (410, True)


def test_lists_and_searches_show_what_was_forgotten(gone: Complaint, client: Client) -> None:
    page = client.get(reverse("complaints"), {"q": str(gone.pk)})
    assert reverse("complaint", args=(gone.pk,)) in page.content.decode()
    assert client.get(reverse("queue", args=("decided",))).status_code == 200


def test_a_mail_to_a_reporter_that_was_emptied_is_shown(gone: Complaint, client: Client) -> None:
    row = rows.outbox_row(state="delivered", payload={"forgotten_at": LATER.isoformat()}, complaint=gone)
    answer = client.get(reverse("outbox_row", args=(row.pk,)))
    assert "cannot be written" not in answer.content.decode()


def test_the_bundle_of_a_forgotten_case_holds_and_says_what_is_missing(gone: Complaint) -> None:
    with make_bundle(case_of(gone).pk, by=None, now=LATER) as file:
        found = verify(file)
    assert found.problems == ()
    assert f"Complaint {gone.pk}: {SENTENCE}" in found.confirmed
    assert f"Incident {incident_of(gone).pk}: {SENTENCE}" in found.confirmed


def test_the_bundle_has_the_sentence_where_the_mail_was_and_its_hash(gone: Complaint) -> None:
    with make_bundle(case_of(gone).pk, by=None, now=LATER) as file, zipfile.ZipFile(file) as archive:
        receipt = json.loads(archive.read(f"complaints/{gone.pk}.json"))
        assert archive.read(receipt["mail"]).decode() == SENTENCE
    assert receipt["sha256"] == gone.raw_id


def test_a_bundle_of_what_is_kept_and_what_was_forgotten_has_the_mail_of_the_kept(gone: Complaint) -> None:
    case = case_of(gone)
    kept = complain(mail("Again."), at=LATER)
    kept.incidents.update(case=case)
    with make_bundle(case.pk, by=None, now=LATER) as file:
        assert verify(file).problems == ()
        with zipfile.ZipFile(file) as archive:
            assert archive.read(f"complaints/{kept.pk}.eml") == mail("Again.")


def test_an_approver_places_a_legal_hold_on_the_case(client: Client) -> None:
    builders.log_in(client, "approvers")
    case = rows.case()
    answer = client.post(reverse("legal_hold", args=(case.pk,)), {"do": "place", "reason": "A court asked."})
    assert answer.status_code == 302
    page = client.get(reverse("case", args=(case.pk,))).content.decode()
    assert "Placed the legal hold: A court asked." in page
    assert "Release the legal hold" in page


def test_an_agent_may_place_none(client: Client) -> None:
    builders.log_in(client)
    case = rows.case()
    answer = client.post(reverse("legal_hold", args=(case.pk,)), {"do": "place", "reason": "A court asked."})
    assert answer.status_code == 403
    assert reverse("legal_hold", args=(case.pk,)) not in client.get(reverse("case", args=(case.pk,))).content.decode()


def test_a_legal_hold_without_a_reason_is_refused_with_what_to_do(client: Client) -> None:
    builders.log_in(client, "approvers")
    answer = client.post(reverse("legal_hold", args=(rows.case().pk,)), {"do": "place", "reason": ""})
    assert "Write a reason" in answer.content.decode()


def test_the_status_tells_of_forgetting(gone: Complaint) -> None:
    stage = next(each for each in stages(LATER) if each.name == "retention")
    assert (stage.stuck, stage.waiting) == (False, 0)
    assert gone.pk
