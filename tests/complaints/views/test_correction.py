"""Pages on which people correct readings: what they offer, to whom, and what they refuse."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from complaints.models import Case, Complaint, RawMessage
from tests import builders
from tests.complaints.received import HIDDEN, ORIGINAL, as_direct, auto_reply, take_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def _lost(_: RawMessage) -> bytes:
    message = "gone"
    raise OSError(message)


HOSTILE = b"From: <script>alert(1)</script>\r\nSubject: \xe2\x80\xaegnp.exe\r\n\r\n</td><script>alert(2)</script>\r\n"


def test_a_page_of_no_complaint_offers_to_make_it_one(client: Client) -> None:
    builders.log_in(client)
    complaint = auto_reply()
    page = client.get(f"/desk/complaints/{complaint.pk}/").content.decode()
    assert f'action="/desk/complaints/{complaint.pk}/complaint/"' in page


def test_one_press_makes_it_a_complaint(client: Client) -> None:
    builders.log_in(client)
    complaint = auto_reply()
    response = client.post(f"/desk/complaints/{complaint.pk}/complaint/", {"version": 0, "note": "Ann rang."})
    assert response["Location"] == f"/desk/complaints/{complaint.pk}/"
    assert Complaint.objects.get(pk=complaint.pk).status == "accepted"
    assert "Ann rang." in client.get(response["Location"]).content.decode()


def test_a_second_press_is_refused_with_a_way_back(client: Client) -> None:
    builders.log_in(client)
    complaint = auto_reply()
    client.post(f"/desk/complaints/{complaint.pk}/complaint/", {"version": 0})
    response = client.post(f"/desk/complaints/{complaint.pk}/complaint/", {"version": 0})
    assert response.status_code == 409
    assert f"Look at complaint #{complaint.pk} again" in response.content.decode()


@pytest.mark.parametrize("action", ["complaint", "no-complaint", "original/save"])
def test_a_role_that_may_only_look_corrects_nothing(client: Client, action: str) -> None:
    builders.log_in(client, role="")
    complaint = auto_reply()
    response = client.post(f"/desk/complaints/{complaint.pk}/{action}/", {"version": 0, "part": "1", "first": 1})
    assert response.status_code == 403
    assert Complaint.objects.get(pk=complaint.pk).version == 0


@pytest.mark.parametrize("page", ["original/", "original/preview/"])
def test_what_is_not_there_is_not_found(client: Client, page: str) -> None:
    builders.log_in(client)
    assert client.get(f"/desk/complaints/99/{page}?part=1&first=1").status_code == 404


def test_marking_begins_with_the_line_that_looks_like_a_header(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(b"Hello,\r\n\r\n" + ORIGINAL)
    page = client.get(f"/desk/complaints/{complaint.pk}/original/").content.decode()
    assert 'value="3" aria-label="The original starts in line 3" checked' in page


def test_hostile_lines_stay_text(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(HOSTILE)
    for path in ("original/", "original/preview/?part=1&first=1", "original/?part=raw"):
        page = client.get(f"/desk/complaints/{complaint.pk}/{path}").content.decode()
        assert "<script>alert" not in page
        assert "\u202e" not in page


def test_long_mail_is_shown_a_page_at_a_time(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(b"line\r\n" * 6_000)
    page = client.get(f"/desk/complaints/{complaint.pk}/original/?part=1&page=25").content.decode()
    assert "Page 25 of 25; only the first 5000 lines can be marked" in page
    assert 'id="line-4801"' in page
    assert 'id="line-4800"' not in page


def test_a_start_chosen_on_another_page_of_lines_is_kept(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(b"line\r\n" * 500)
    page = client.get(f"/desk/complaints/{complaint.pk}/original/?part=1&kept_first=7&page=3").content.decode()
    assert 'name="kept_first" value="7"' in page


def test_a_preview_says_what_would_be_read_and_changes_nothing(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(HIDDEN)
    page = client.get(f"/desk/complaints/{complaint.pk}/original/preview/?part=1&first=4&last=0").content.decode()
    assert "What would be read" in page
    assert not complaint.incidents.exists()
    assert Complaint.objects.get(pk=complaint.pk).version == 0


@pytest.mark.parametrize("query", ["part=1&first=9000", "part=1&first=5&last=2", "part=7&first=1", "first=x"])
def test_a_mark_that_makes_no_sense_is_asked_for_again(client: Client, query: str) -> None:
    builders.log_in(client)
    complaint = take_in(HIDDEN)
    response = client.get(f"/desk/complaints/{complaint.pk}/original/preview/?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


def test_a_saved_mark_leads_to_the_incident(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(HIDDEN)
    given = {"part": "1", "first": 3, "last": 0, "version": 0, "note": "Typed off."}
    response = client.post(f"/desk/complaints/{complaint.pk}/original/save/", given, follow=True)
    page = response.content.decode()
    assert complaint.incidents.count() == 1
    assert "Original marked by hand: part 1, from line 3 to the end." in page


def test_the_archive_is_narrowed_by_kind_and_format(client: Client) -> None:
    builders.log_in(client)
    away, pasted = auto_reply(), take_in(b"Spam!\r\n" + ORIGINAL)
    for query, shown, hidden in (("kind=auto_reply", away, pasted), ("format=inline", pasted, away)):
        page = client.get(f"/desk/complaints/?{query}").content.decode()
        assert f"/desk/complaints/{shown.pk}/" in page
        assert f"/desk/complaints/{hidden.pk}/" not in page


def test_a_complaint_says_how_complete_its_original_is(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(b"Spam!\r\n" + ORIGINAL)
    assert "Complete headers" in client.get(f"/desk/complaints/{complaint.pk}/").content.decode()
    incident = complaint.incidents.get()
    assert "Complete headers" in client.get(f"/desk/case/{incident.case_id}/?tab=message").content.decode()


def test_direct_spam_has_a_view_of_its_own_and_waits_in_no_other(client: Client) -> None:
    builders.log_in(client)
    complaint = as_direct(take_in(b"You won.\r\n"))
    address = f"/desk/case/{complaint.case_id}/"
    assert address in client.get("/desk/queue/direct/").content.decode()
    assert address not in client.get("/desk/queue/open/").content.decode()
    assert address not in client.get("/desk/queue/unattributed/").content.decode()


def test_ticked_cases_are_closed_in_one_go(client: Client) -> None:
    builders.log_in(client)
    complaint = as_direct(take_in(b"You won.\r\n"))
    response = client.post("/desk/queue/direct/close/", {"case": f"{complaint.case_id}-0"}, follow=True)
    assert "Closed 1 case as no complaint." in response.content.decode()
    assert Case.objects.get(kind="direct").state == "decided"


@pytest.mark.parametrize("ticked", ["", "x", "1-", "1-2-3", "9" * 30])
def test_nothing_sensible_ticked_closes_nothing(client: Client, ticked: str) -> None:
    builders.log_in(client)
    response = client.post("/desk/queue/direct/close/", {"case": ticked}, follow=True)
    assert "Tick the cases to be closed first." in response.content.decode()


def test_a_closed_case_leads_to_the_mail_that_was_taken_out_of_it(client: Client) -> None:
    builders.log_in(client)
    complaint = as_direct(take_in(b"You won.\r\n", subject="<b>Win</b>"))
    client.post("/desk/queue/direct/close/", {"case": f"{complaint.case_id}-0"})
    page = client.get(f"/desk/case/{complaint.case_id}/?tab=complaint").content.decode()
    assert f'href="/desk/complaints/{complaint.pk}/"' in page
    assert "not a complaint, direct spam" in page
    assert "<b>Win" not in page


def test_closing_keeps_what_was_searched_for(client: Client) -> None:
    builders.log_in(client)
    complaint = as_direct(take_in(b"You won.\r\n"))
    given = {"case": f"{complaint.case_id}-0", "q": "lunch & more"}
    response = client.post("/desk/queue/direct/close/", given)
    assert response["Location"] == "/desk/queue/direct/?q=lunch+%26+more"


def test_the_words_of_direct_spam_stay_apart_where_lines_ended(client: Client) -> None:
    builders.log_in(client)
    as_direct(take_in(b"Dear Sir,\r\nyou won\r\nagain.\r\n"))
    assert "Dear Sir, you won again." in client.get("/desk/queue/direct/").content.decode()


@pytest.mark.parametrize(("action", "given"), [("complaint", {}), ("original/save", {"part": "1", "first": 3})])
def test_a_store_that_lost_the_mail_is_said_and_changes_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, action: str, given: dict[str, object]
) -> None:
    builders.log_in(client)
    complaint = auto_reply()
    monkeypatch.setattr(RawMessage, "content", _lost)
    sent = {"version": 0, "note": "Ann rang.", **given}
    response = client.post(f"/desk/complaints/{complaint.pk}/{action}/", sent)
    assert response.status_code == 409
    assert "could not be read from the store. Try again later." in response.content.decode()
    assert "Ann rang." in response.content.decode()


def test_a_case_closed_without_a_decision_says_so_and_takes_none(client: Client) -> None:
    builders.log_in(client)
    complaint = as_direct(take_in(b"You won.\r\n"))
    client.post("/desk/queue/direct/close/", {"case": f"{complaint.case_id}-0"})
    page = client.get(f"/desk/case/{complaint.case_id}/").content.decode()
    assert "Closed without a decision" in page
    assert "Preview and confirm" not in page


def test_a_complaint_is_saved_as_a_redacted_sample_with_its_corrected_reading(client: Client) -> None:
    builders.log_in(client)
    complaint = take_in(HIDDEN)
    given = {"part": "1", "first": 3, "last": 0, "version": 0, "unquote": "on"}
    client.post(f"/desk/complaints/{complaint.pk}/original/save/", given)
    response = client.get(f"/desk/complaints/{complaint.pk}/sample/?name=percent_signs")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        mail, wanted = (archive.read(name) for name in sorted(archive.namelist()))
    assert b"acme.example" not in mail
    assert len(json.loads(wanted)["originals"]) == 1


def test_a_sample_with_a_path_for_a_name_is_refused(client: Client) -> None:
    builders.log_in(client)
    response = client.get(f"/desk/complaints/{auto_reply().pk}/sample/?name=../../x")
    assert response.status_code == 409
    assert "Name the sample in small letters" in response.content.decode()
