"""A bundle has all that a case rests on: what came, what was read off it then and earlier, and what was decided."""

from __future__ import annotations

import json
import tomllib
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import DkimKey
from complaints.domain.bundle import verify
from complaints.domain.marking import WHOLE_MAIL, Correction
from complaints.models import Case, Decision, Policy, PolicyRule
from complaints.selectors.bundle import members
from complaints.services.correct_reading import mark_original
from complaints.services.judge_again import judge_again
from complaints.services.make_bundle import make_bundle
from tests.complaints import rows
from tests.complaints.domain.world import NOW
from tests.complaints.late_records import complain, import_keys, import_platform

if TYPE_CHECKING:
    from complaints.models import Complaint

pytestmark = pytest.mark.django_db


def case_of(complaint: Complaint) -> Case:
    return Case.objects.get(incidents__complaint=complaint, incidents__superseded_by=None)


def files(case: Case) -> dict[str, bytes]:
    with make_bundle(case.pk, by=None, now=NOW) as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(case: Case, name: str) -> Any:
    return json.loads(files(case)[name])


def problems(case: Case) -> tuple[str, ...]:
    with make_bundle(case.pk, by=None, now=NOW) as file:
        return verify(file).problems


def test_beside_a_complaint_stands_who_handed_it_over_and_when() -> None:
    import_platform()
    complaint = complain(sender="ann@isp.example")
    receipt = read(case_of(complaint), f"complaints/{complaint.pk}.json")
    assert (receipt["mail_from"], receipt["sha256"]) == ("ann@isp.example", complaint.raw_id)
    assert receipt["received_at"].startswith(f"{NOW:%Y-%m-%dT%H:%M}")


def test_an_incident_says_why_we_say_that_we_sent_it() -> None:
    import_platform()
    complaint = complain()
    incident = read(case_of(complaint), f"incidents/{complaint.incidents.get().pk}.json")
    assert incident["sentence"].startswith("We sent this, because our DKIM signature verifies")


def test_a_result_from_before_evidence_was_gathered_again_is_in_it() -> None:
    import_platform(keys=False)
    complaint = complain()
    before = complaint.incidents.get().pk
    import_keys()
    judge_again(complaint.pk, "The keys came.", None, rows.LATER, 0)
    earlier = read(case_of(complaint), f"earlier/{before}.json")
    assert (earlier["origin"], earlier["until"]["kind"]) == ("plausible", "evidence")


def test_a_bundle_with_an_earlier_result_holds() -> None:
    import_platform(keys=False)
    complaint = complain()
    import_keys()
    judge_again(complaint.pk, "", None, rows.LATER, 0)
    assert problems(case_of(complaint)) == ()


def test_a_bundle_holds_whose_key_was_exposed_between_two_complaints() -> None:
    import_platform()
    complaint = complain()
    DkimKey.objects.update(exposed_at=NOW - timedelta(days=30))
    complain(sender="bob@isp.example", words="Me too.")
    case = case_of(complaint)
    assert len(json.loads(files(case)["keys.json"])) == 2
    assert problems(case) == ()


def test_a_bundle_holds_whose_key_was_exposed_before_a_person_marked_the_original() -> None:
    import_platform()
    complaint = complain()
    DkimKey.objects.update(exposed_at=NOW + timedelta(hours=1))
    marked = Correction(part_path=WHOLE_MAIL, first_line=14)
    mark_original(complaint.pk, marked, "", rows.staff("agent"), NOW + timedelta(hours=2), 0)
    assert problems(case_of(complaint)) == ()


def test_a_decision_comes_with_its_order_and_the_text_of_the_clause() -> None:
    case, agent = rows.case(0), rows.staff("agent")
    policy = Policy.objects.create(code="use", version="7", title="Use", in_force_from=NOW.date())
    PolicyRule.objects.create(policy=policy, clause="2/b", title="Consent", text="Only with consent.")
    Decision.objects.create(
        case=case, outcome="warn", state="in_force", rule="use/7/2/b", order={"outcome": "warn"}, proposed_by=agent,
        proposed_at=NOW,
    )  # fmt: skip
    said = next(json.loads(member.content) for member in members(case) if member.path == "case.json")
    assert said["decisions"][0]["order"] == {"outcome": "warn"}
    assert (said["clauses"][0]["text"], said["clauses"][0]["policy__version"]) == ("Only with consent.", "7")


def test_the_manifest_names_the_software_that_judged() -> None:
    import_platform()
    manifest = read(case_of(complain()), "manifest.json")
    assert manifest["made_with"]["abusedesk"] == settings.VERSION


def test_the_version_is_the_one_of_the_project_file() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == settings.VERSION


def test_the_bundle_says_itself_that_it_stays_in_the_house() -> None:
    import_platform()
    given = files(case_of(complain()))
    assert "names the people who complained" in json.loads(given["manifest.json"])["audience"]
    assert b"Do not pass them on to whom they complain about." in given["README.txt"]


def test_equal_cases_give_equal_bundles() -> None:
    import_platform()
    case = case_of(complain())
    first, second = ({member.path: member.content for member in members(case)} for _ in range(2))
    assert first == second


def test_no_query_asks_for_more_rows_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.selectors.bundle._BATCH", 2)
    case = rows.case(5)
    monkeypatch.setattr("complaints.models.RawMessage.content", lambda _self: b"From: x\r\n\r\nx")
    with CaptureQueriesContext(connection) as asked:
        given = [member.path for member in members(case)]
    assert sum(path.startswith("originals/") for path in given) == 5
    bulky = [query["sql"] for query in asked if '"evidence"' in query["sql"]]
    assert len(bulky) == 3


def test_no_name_in_a_bundle_comes_from_mail() -> None:
    import_platform()
    names = set(files(case_of(complain())))
    plain = {"README.txt", "manifest.json", "keys.json", "case.json", "history.json"}
    folders = ("complaints/", "originals/", "incidents/", "earlier/")
    for name in names - plain:
        folder, _, rest = name.partition("/")
        assert f"{folder}/" in folders
        assert rest.partition(".")[0].isdecimal()
