"""Proof in a real browser: gathered again, handed out, and looked at over a whole case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from complaints.domain.bundle import verify
from complaints.models import Case, Complaint
from tests.complaints.late_records import complain, import_keys, import_platform
from tests.complaints.views.test_joe_job import framing
from tests.e2e.conftest import log_in, watch
from tests.e2e.test_desk import violations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from tests.e2e.conftest import Desk

PAGES = (
    *("/desk/case/{framed}/?tab=framed", "/desk/case/{framed}/?tab=headers", "/desk/case/{late}/?tab=headers"),
    *("/desk/case/{late}/?tab=history", "/desk/complaints/{complaint}/"),
)


def late() -> Complaint:
    """Receive a genuine complaint before the keys that would prove it are imported."""
    import_platform(keys=False)
    return complain()


def address_of(complaint: Complaint) -> str:
    """Give the headers tab of a complaint's incident."""
    incident = complaint.incidents.get(superseded_by=None)
    return f"/desk/case/{incident.case_id}/?tab=headers&incident={incident.pk}"


def gather_again(desk: Desk, complaint: Complaint) -> None:
    """Import the keys and press the button."""
    page = desk.open(address_of(complaint))
    expect(page.get_by_text("It is not shown who sent this: our send log has a message that fits")).to_be_visible()
    import_keys()
    page.get_by_text("Gather the evidence again").first.click()
    page.get_by_role("button", name="Gather the evidence again").click()


def test_keys_that_arrive_late_turn_plausible_into_proven(desk: Desk) -> None:
    complaint = late()
    gather_again(desk, complaint)
    expect(desk.page.get_by_text("The origin was plausible and is proven now.").first).to_be_visible()
    expect(desk.page.get_by_text("We sent this, because our DKIM signature verifies").first).to_be_visible()
    desk.page.get_by_text("1 earlier result").click()
    expect(desk.page.get_by_text("evidence gathered again by agent")).to_be_visible()
    assert complaint.incidents.get(superseded_by=None).origin == "proven"


def test_evidence_is_gathered_again_without_scripts(
    transactional_db: None, browser: Browser, live_server: LiveServer
) -> None:
    complaint = late()
    context = browser.new_context(java_script_enabled=False)
    desk = watch(context.new_page(), live_server, log_in(context, live_server, "agents", "plain"))
    gather_again(desk, complaint)
    expect(desk.page.get_by_text("The origin was plausible and is proven now.").first).to_be_visible()
    context.close()


def test_the_bundle_that_is_downloaded_holds(desk: Desk, tmp_path: Path) -> None:
    import_platform()
    complaint = complain()
    page = desk.open(address_of(complaint))
    page.get_by_text("Evidence bundle").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the evidence").click()
    file = tmp_path / "bundle.zip"
    started.value.save_as(file)
    case = Case.objects.get(incidents__complaint=complaint)
    assert started.value.suggested_filename == f"case-{case.pk}-evidence.zip"
    with file.open("rb") as bundle:
        found = verify(bundle)
    assert found.problems == ()
    desk.open(f"/desk/case/{case.pk}/?tab=history")
    expect(page.get_by_text(found.fingerprint)).to_be_visible()


def test_a_framed_account_is_seen_in_the_features_and_the_drawing(desk: Desk) -> None:
    case = framing()
    page = desk.open(f"/desk/case/{case.pk}/")
    page.get_by_role("link", name="see what speaks for and against it").click()
    expect(page.get_by_role("heading", name="What speaks for and against a joe-job")).to_be_visible()
    expect(page.get_by_text("4 reporters within 3 hours")).to_be_visible()
    expect(page.get_by_role("img", name="Reports over time, by where the copies came from")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("columnheader", name="A stranger's address")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")])
def test_pages_of_proof_are_accessible_and_never_scroll_sideways(
    desk: Desk, width: int, scheme: Literal["light", "dark"]
) -> None:
    framed = framing()
    complaint = complain()
    numbers = {"framed": framed.pk, "complaint": complaint.pk}
    numbers["late"] = Case.objects.get(incidents__complaint=complaint).pk
    desk.page.emulate_media(color_scheme=scheme)
    desk.page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    for address in PAGES:
        page = desk.open(address.format(**numbers))
        page.evaluate("document.querySelectorAll('#evidence details, .card details').forEach(one => one.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{address} scrolls sideways")
        seen = list(desk.problems)
        wrong += [f"{address}: {one}" for one in violations(page)]
        desk.problems = seen  # Axe tries styles of its own, which our policy blocks.
    assert wrong == [], "\n".join(wrong)


LINES = """all => all.map(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getClientRects().length;
})"""


def test_on_a_telephone_a_weight_stays_on_one_line(desk: Desk) -> None:
    page = on_a_telephone(desk)
    assert set(page.locator(".signals .weight").evaluate_all(LINES)) == {1}


def test_on_a_telephone_a_table_scrolls_and_breaks_no_words(desk: Desk) -> None:
    page = on_a_telephone(desk)
    assert page.locator(".scroll > table").first.evaluate("one => one.offsetWidth") > 375


def on_a_telephone(desk: Desk) -> Page:
    """Open the headers tab of proven mail on a narrow page."""
    import_platform()
    case = Case.objects.get(incidents__complaint=complain())
    desk.page.set_viewport_size({"width": 375, "height": 900})
    return desk.open(f"/desk/case/{case.pk}/?tab=headers")
