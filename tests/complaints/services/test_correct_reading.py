from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.domain.errors import CorrectionError, StaleChangeError, UnknownChoiceError, UnreadableMarkError
from complaints.domain.marking import Correction
from complaints.models import Case, Charge, Complaint, Incident, OutboxRow, ReadingCorrection
from complaints.selectors.answer import answer
from complaints.services.close_direct import close_direct
from complaints.services.correct_reading import mark_original, take_as_complaint, take_as_none
from complaints.services.decide import decide
from tests.complaints.received import HIDDEN, ORIGINAL, as_direct, auto_reply, take_in
from tests.complaints.rows import LATER, NOW, account, add_incident, kinds, order, review, staff
from tests.complaints.rows import case as make_case

if TYPE_CHECKING:
    from accounts.models import Staff

pytestmark = pytest.mark.django_db

WORDS = b"This is spam, stop it!\r\nHere it is, typed off:\r\n"


@pytest.fixture
def agent() -> Staff:
    return staff("agent")


def pasted() -> Complaint:
    """Receive a complaint whose original is found by itself, and cut too long."""
    return take_in(WORDS + ORIGINAL + b"Please act. Ann\r\n")


def end_of(complaint: Complaint) -> Correction:
    """Mark the pasted original without the reporter's last words."""
    return Correction(part_path="1", first_line=3, last_line=10)


def case_of(complaint: Complaint) -> Case:
    """Give the case that a complaint was in when it was read."""
    assert complaint.case_id is not None
    return Case.objects.get(pk=complaint.case_id)


def direct(subject: str = "Win", sender: str = "x@spam.example") -> Complaint:
    """Make a complaint that was read as probably sent to the desk itself."""
    complaint = take_in(b"You won. %d\r\n" % Complaint.objects.count(), sender=sender, subject=subject)
    return as_direct(complaint)


def test_what_was_no_complaint_becomes_one_with_a_case(agent: Staff) -> None:
    complaint = auto_reply()
    assert complaint.status == "not_a_complaint"
    done = take_as_complaint(complaint.pk, "Ann rang.", agent, LATER, 0)
    assert done.status == "accepted"
    assert done.case is not None
    assert done.case.kind == Case.Kind.NEEDS_ORIGINAL
    assert "Ann rang." in done.case.events.get(kind="reading_corrected").sentence


def test_a_correction_keeps_what_was_read_before_and_who_said_otherwise(agent: Staff) -> None:
    complaint = auto_reply()
    take_as_complaint(complaint.pk, "", agent, LATER, 0)
    row = ReadingCorrection.objects.get(complaint=complaint)
    assert (row.by, row.at, row.kind) == (agent, LATER, "complaint")
    assert row.before["status"] == "not_a_complaint"
    assert row.before["kind"] == "auto_reply"


def test_nobody_is_written_to_when_a_reading_is_corrected(agent: Staff) -> None:
    take_as_complaint(auto_reply().pk, "", agent, LATER, 0)
    assert not OutboxRow.objects.exists()


def test_the_same_correction_sent_twice_is_made_once(agent: Staff) -> None:
    complaint = auto_reply()
    take_as_complaint(complaint.pk, "", agent, LATER, 0)
    with pytest.raises(StaleChangeError):
        take_as_complaint(complaint.pk, "", agent, LATER, 0)
    assert ReadingCorrection.objects.count() == 1


def test_what_is_a_complaint_already_cannot_become_one(agent: Staff) -> None:
    with pytest.raises(CorrectionError, match="already"):
        take_as_complaint(pasted().pk, "", agent, LATER, 0)


def test_a_marked_original_becomes_an_incident(agent: Staff) -> None:
    complaint = take_in(HIDDEN)
    assert not complaint.incidents.exists()
    raw = mark_original(complaint.pk, Correction(part_path="1", first_line=3), "", agent, LATER, 0)
    assert raw.incidents.filter(superseded_by=None).count() == 1


def test_a_better_cut_supersedes_the_incident_and_deletes_nothing(agent: Staff) -> None:
    complaint = pasted()
    before = complaint.incidents.get()
    done = mark_original(complaint.pk, end_of(complaint), "", agent, LATER, 0)
    before.refresh_from_db()
    now = done.incidents.get(superseded_by=None)
    assert before.superseded_by == ReadingCorrection.objects.get()
    assert before.case is None
    assert now.original.content() == ORIGINAL


def test_superseded_incidents_are_not_answered(agent: Staff) -> None:
    complaint = pasted()
    done = mark_original(complaint.pk, end_of(complaint), "", agent, LATER, 0)
    assert len(answer(done)["incidents"]) == 1
    assert answer(done)["incidents"][0]["duplicate_of"] is None


def test_another_report_takes_the_lead_of_a_superseded_incident(agent: Staff) -> None:
    first = pasted()
    second = take_in(WORDS + ORIGINAL + b"Please act! Ann\r\n")
    leader = first.incidents.get()
    follower = Incident.objects.get(complaint=second)
    Incident.objects.filter(pk=follower.pk).update(duplicate_of=leader)
    mark_original(first.pk, Correction(part_path="1", first_line=4), "", agent, LATER, 0)
    follower.refresh_from_db()
    assert follower.duplicate_of is None or follower.duplicate_of.superseded_by is None


def test_a_case_that_holds_nothing_more_is_closed_and_names_the_new_one(agent: Staff) -> None:
    complaint = auto_reply()
    old = take_as_complaint(complaint.pk, "", agent, LATER, 0).case
    assert old is not None
    done = mark_original(complaint.pk, Correction(part_path="raw", first_line=1), "", agent, LATER, 1)
    new = done.incidents.get(superseded_by=None).case
    old.refresh_from_db()
    assert new is not None
    assert old.state == "decided"
    assert (
        f"It is in case {new.pk} now. Nothing else was in this case, so it is closed."
        in old.events.get(kind="reading_corrected", by=agent, at=LATER, facts__cases=[new.pk]).sentence
    )


def test_a_case_with_other_mail_stays_open(agent: Staff) -> None:
    one, other = take_in(b"Spam again.\r\n"), take_in(b"And spam again.\r\n")
    assert one.case_id == other.case_id
    take_as_none(one.pk, "other", "", agent, LATER, 0)
    case = case_of(other)
    assert case.state == "open"
    assert list(case.complaints.all()) == [other]


def test_an_open_page_of_a_case_goes_stale_when_a_complaint_is_taken_out(agent: Staff) -> None:
    one, _ = take_in(b"Spam again.\r\n"), take_in(b"And spam again.\r\n")
    take_as_none(one.pk, "other", "", agent, LATER, 0)
    assert case_of(one).version == 1


def test_a_charged_incident_stops_a_correction(agent: Staff) -> None:
    complaint = pasted()
    incident = complaint.incidents.get()
    case = make_case(1, grouping="other")
    review(case, agent)
    decision = decide(case.pk, order("warn"), agent, NOW, 0)
    Charge.objects.create(
        decision=decision, incident=incident, account=account(), amount_cents=10_000, currency="USD", at=NOW
    )
    with pytest.raises(CorrectionError, match="Reverse the decision"):
        mark_original(complaint.pk, end_of(complaint), "", agent, LATER, 0)
    incident.refresh_from_db()
    assert incident.superseded_by is None
    assert Complaint.objects.get(pk=complaint.pk).version == 0


def test_a_decided_case_stops_a_correction(agent: Staff) -> None:
    complaint = pasted()
    Case.objects.filter(incidents__complaint=complaint).update(state="decided")
    with pytest.raises(CorrectionError, match="is decided"):
        mark_original(complaint.pk, end_of(complaint), "", agent, LATER, 0)
    assert not ReadingCorrection.objects.exists()


def test_lines_that_are_not_there_change_nothing(agent: Staff) -> None:
    complaint = auto_reply()
    with pytest.raises(UnreadableMarkError):
        mark_original(complaint.pk, Correction(part_path="1", first_line=900), "", agent, LATER, 0)
    assert Complaint.objects.get(pk=complaint.pk).version == 0


def test_a_second_receipt_sends_one_to_the_first(agent: Staff) -> None:
    first = auto_reply()
    second = auto_reply()
    assert second.duplicate_of == first
    with pytest.raises(CorrectionError, match=f"Correct complaint {first.pk}"):
        take_as_complaint(second.pk, "", agent, LATER, 0)


def test_a_complaint_without_an_original_can_be_no_complaint(agent: Staff) -> None:
    complaint = take_in(b"Spam again.\r\n")
    done = take_as_none(complaint.pk, "newsletter", "Not for us.", agent, LATER, 0)
    case = case_of(complaint)
    assert (done.status, done.kind, done.case) == ("not_a_complaint", "newsletter", None)
    assert case.state == "decided"
    assert kinds(case)[-1] == "reading_corrected"


def test_there_and_back_again_opens_a_case_that_follows(agent: Staff) -> None:
    complaint = take_in(b"Spam again.\r\n")
    take_as_none(complaint.pk, "other", "", agent, LATER, 0)
    done = take_as_complaint(complaint.pk, "", agent, LATER, 1)
    assert done.case is not None
    assert done.case.follows_id == complaint.case_id


def test_a_complaint_with_an_incident_is_decided_and_not_called_something_else(agent: Staff) -> None:
    with pytest.raises(CorrectionError, match="Decide its case"):
        take_as_none(pasted().pk, "bounce", "", agent, LATER, 0)


def test_a_kind_that_nobody_knows_is_refused(agent: Staff) -> None:
    with pytest.raises(UnknownChoiceError):
        take_as_none(take_in(b"Spam again.\r\n").pk, "nonsense", "", agent, LATER, 0)


def test_ticked_cases_are_closed_with_all_their_mail(agent: Staff) -> None:
    one, two = direct("Win"), direct("Lose", "y@junk.example")
    chosen = [(one.case_id or 0, 0), (two.case_id or 0, 0)]
    done = close_direct(chosen, "", agent, LATER)
    assert done.cases == (one.case_id, two.case_id)
    assert set(Complaint.objects.values_list("status", "kind")) == {("not_a_complaint", "direct_spam")}
    assert ReadingCorrection.objects.filter(case__in=done.cases).count() == 2


def test_a_case_that_changed_or_is_none_of_these_is_left_and_said(agent: Staff) -> None:
    spam, other = direct(), take_in(b"Spam again.\r\n")
    done = close_direct([(spam.case_id or 0, 7), (other.case_id or 0, 0), (9999, 0)], "", agent, LATER)
    assert done.cases == ()
    assert len(done.refused) == 3
    assert not ReadingCorrection.objects.exists()


def test_direct_spam_becomes_a_complaint_of_a_person(agent: Staff) -> None:
    complaint = direct()
    done = take_as_complaint(complaint.pk, "", agent, LATER, 0)
    assert done.case is not None
    assert done.case.kind == Case.Kind.NEEDS_ORIGINAL
    assert case_of(complaint).state == "decided"


def test_an_incident_added_by_hand_to_a_case_is_untouched_by_others_corrections(agent: Staff) -> None:
    complaint = take_in(b"Spam again.\r\n")
    other = add_incident(make_case(1), 9)
    take_as_none(complaint.pk, "other", "", agent, LATER, 0)
    other.refresh_from_db()
    assert other.superseded_by is None


def test_a_notice_of_a_listing_stays_in_its_case_when_its_evidence_is_cut_anew(agent: Staff) -> None:
    parts = (
        b"--b\r\n\r\nIP address: 198.51.100.7\r\nlisted in SBL.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + ORIGINAL
        + b"--b--\r\n"
    )
    head = b'Content-Type: multipart/mixed; boundary="b"\r\n'
    subject = "Spamhaus SBL notification 198.51.100.7"
    complaint = take_in(parts, sender="notification@spamhaus.org", subject=subject, head=head)
    assert case_of(complaint).kind == Case.Kind.LISTING
    done = mark_original(complaint.pk, Correction(part_path="raw", first_line=13), "", agent, LATER, 0)
    case = case_of(complaint)
    assert (done.case_id, case.state) == (case.pk, "open")
    assert done.listing is not None
    assert done.incidents.filter(superseded_by=None, case__state="open").count() == 1
