"""Records that arrive later change what is shown of a complaint, and nothing is lost by that."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from accounts.models import DkimKey
from complaints.domain.errors import CorrectionError, SendLogAwayError, StaleChangeError
from complaints.domain.marking import Correction
from complaints.models import Case, CaseEvent, Complaint, Incident, OutboxRow, ReadingCorrection
from complaints.services.assign_account import assign_account
from complaints.services.correct_reading import mark_original
from complaints.services.judge_again import judge_again, judge_with_its_kin
from complaints.services.judge_incident import judge_incident
from tests.complaints.domain.world import NOW, Mail, delivered
from tests.complaints.late_records import complain, import_keys, import_log, import_platform
from tests.complaints.received import auto_reply
from tests.complaints.rows import LATER, staff

if TYPE_CHECKING:
    from accounts.models import Staff

pytestmark = pytest.mark.django_db

FOREIGN = (
    b"Received: from a.example ([203.0.113.5]) by mx.isp.example; Thu, 05 Nov 2026 15:14:30 +0000\r\n"
    b"From: x@y.example\r\nSubject: Buy\r\nMessage-ID: <1@y.example>\r\n\r\nBuy.\r\n"
)


@pytest.fixture
def agent() -> Staff:
    return staff("agent")


def standing(complaint: Complaint) -> Incident:
    return complaint.incidents.get(superseded_by=None)


def before_the_keys() -> Complaint:
    """Receive a genuine complaint while the archive of keys is still empty."""
    import_platform(keys=False)
    return complain()


def test_keys_that_arrive_later_turn_plausible_into_proven(agent: Staff) -> None:
    complaint = before_the_keys()
    assert standing(complaint).origin == "plausible"
    import_keys()
    done = judge_again(complaint.pk, "", agent, LATER, 0)
    assert standing(complaint).origin == "proven"
    assert "The origin was plausible and is proven now." in done.changes


def test_a_send_log_that_arrives_later_proves_too(agent: Staff) -> None:
    import_platform(log=False)
    complaint = complain()
    assert standing(complaint).origin == "plausible"
    import_log()
    judge_again(complaint.pk, "", agent, LATER, 0)
    assert standing(complaint).origin == "proven"


def test_the_result_before_is_kept_in_no_case(agent: Staff) -> None:
    complaint = before_the_keys()
    old = standing(complaint)
    import_keys()
    judge_again(complaint.pk, "October's keys.", agent, LATER, 0)
    old.refresh_from_db()
    row = ReadingCorrection.objects.get()
    assert (old.origin, old.superseded_by, old.case) == ("plausible", row, None)
    assert (row.kind, row.by, row.at) == ("evidence", agent, LATER)
    assert row.note.startswith("October's keys. The origin was plausible")


def test_the_history_says_what_changed_and_who_asked(agent: Staff) -> None:
    complaint = before_the_keys()
    import_keys()
    judge_again(complaint.pk, "", agent, LATER, 0)
    event = CaseEvent.objects.get(kind="evidence_again")
    assert event.by == agent
    assert "The origin was plausible and is proven now." in event.sentence


def test_nothing_is_written_when_nothing_differs(agent: Staff) -> None:
    import_platform()
    complaint = complain()
    events = CaseEvent.objects.count()
    assert judge_again(complaint.pk, "", agent, LATER, 0).changes == ()
    assert not ReadingCorrection.objects.exists()
    assert CaseEvent.objects.count() == events
    assert Complaint.objects.get(pk=complaint.pk).version == 0


def test_asking_twice_changes_nothing_the_second_time(agent: Staff) -> None:
    complaint = before_the_keys()
    import_keys()
    judge_again(complaint.pk, "", agent, LATER, 0)
    assert judge_again(complaint.pk, "", agent, LATER, 1).changes == ()
    assert complaint.incidents.count() == 2


def test_what_a_person_judged_goes_along(agent: Staff) -> None:
    complaint = before_the_keys()
    judge_incident(standing(complaint).pk, substantiated=True, by=agent, now=NOW)
    import_keys()
    judge_again(complaint.pk, "", agent, LATER, 0)
    assert standing(complaint).substantiated is True


def test_an_original_that_a_person_marked_stays_marked(agent: Staff) -> None:
    complaint = before_the_keys()
    marked = mark_original(complaint.pk, Correction(part_path="raw", first_line=14), "", agent, NOW, 0)
    cut = standing(marked).cut_from
    import_keys()
    judge_again(complaint.pk, "", agent, LATER, 1)
    assert standing(complaint).cut_from == cut
    assert "marked by hand" in cut


def test_an_account_that_a_person_named_stays_named_where_no_record_names_one(agent: Staff) -> None:
    import_platform()
    complaint = complain(FOREIGN)
    case = Case.objects.get(incidents__complaint=complaint)
    assign_account(case.pk, "beta", "A colleague knows.", agent, NOW, 0)
    assert judge_again(complaint.pk, "", agent, LATER, 0).changes == ()
    assert standing(complaint).account_id == "beta"


def test_a_stale_page_changes_nothing(agent: Staff) -> None:
    complaint = before_the_keys()
    import_keys()
    with pytest.raises(StaleChangeError):
        judge_again(complaint.pk, "", agent, LATER, 7)
    assert standing(complaint).origin == "plausible"


def test_a_decided_case_keeps_the_result_that_it_was_decided_on(agent: Staff) -> None:
    complaint = before_the_keys()
    Case.objects.update(state="decided")
    import_keys()
    with pytest.raises(CorrectionError, match="is decided"):
        judge_again(complaint.pk, "", agent, LATER, 0)
    assert standing(complaint).origin == "plausible"


def test_what_has_no_original_is_refused(agent: Staff) -> None:
    with pytest.raises(CorrectionError, match="no original"):
        judge_again(auto_reply().pk, "", agent, LATER, 0)


def test_nobody_is_written_to(agent: Staff) -> None:
    complaint = before_the_keys()
    waiting = OutboxRow.objects.count()
    import_keys()
    judge_again(complaint.pk, "", agent, LATER, 0)
    assert OutboxRow.objects.count() == waiting


def test_a_key_exposed_after_the_complaint_came_still_proves(agent: Staff) -> None:
    import_platform()
    complaint = complain()
    DkimKey.objects.update(exposed_at=LATER)
    assert judge_again(complaint.pk, "", agent, LATER, 0).changes == ()


def test_other_reports_of_the_same_mail_come_along(agent: Staff) -> None:
    complaint = before_the_keys()
    other = complain(words="I never asked for this.")
    Case.objects.filter(incidents__complaint=complaint).update(open_key=None)
    import_keys()
    judge_with_its_kin(complaint.pk, "", agent, LATER, 0)
    assert standing(complaint).case == standing(other).case
    assert Incident.objects.filter(superseded_by=None, duplicate_of=None).count() == 1
    assert standing(other).origin == "proven"


def test_the_command_walks_what_is_undecided_and_sums_up() -> None:
    complaint, said = before_the_keys(), io.StringIO()
    import_keys()
    call_command("judge_again", stdout=said)
    assert standing(complaint).origin == "proven"
    assert "1 changed, 0 unchanged." in said.getvalue()
    assert "1 times: The origin was plausible and is proven now." in said.getvalue()
    assert CaseEvent.objects.get(kind="evidence_again").by is None


def test_the_command_leaves_out_other_origins_accounts_and_days() -> None:
    complaint = before_the_keys()
    import_keys()
    for narrowed in ({"origin": "claimed,foreign"}, {"account": "beta"}, {"since": "2026-11-20T00:00:00+00:00"}):
        call_command("judge_again", stdout=io.StringIO(), **narrowed)
    assert standing(complaint).origin == "plausible"


def test_the_command_leaves_decided_cases_alone() -> None:
    complaint, said = before_the_keys(), io.StringIO()
    Case.objects.update(state="decided")
    import_keys()
    call_command("judge_again", stdout=said)
    assert standing(complaint).origin == "plausible"
    assert "0 changed, 0 unchanged." in said.getvalue()


@pytest.mark.parametrize("wrong", [{"since": "yesterday"}, {"since": "2026-11-20T00:00:00"}, {"origin": "certain"}])
def test_the_command_says_what_it_cannot_understand(wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("judge_again", stdout=io.StringIO(), **wrong)


def test_a_copy_without_a_readable_key_reads_the_same_twice(agent: Staff) -> None:
    import_platform()
    complaint = complain(delivered(Mail().unsigned()))
    assert judge_again(complaint.pk, "", agent, LATER, 0).changes == ()


def test_the_command_ends_with_an_error_when_the_send_log_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = before_the_keys()
    import_keys()

    def away(*_args: object, **_options: object) -> None:
        message = "The send log does not answer."
        raise SendLogAwayError(message)

    monkeypatch.setattr("complaints.management.commands.judge_again.judge_again", away)
    with pytest.raises(CommandError, match=r"1 could not be weighed\. The send log does not answer\. Try again"):
        call_command("judge_again", stdout=io.StringIO())
    assert standing(complaint).origin == "plausible"
