"""Correcting what was misread, in a real browser: by mouse, by keys, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from complaints.models import Case, Complaint, Incident
from tests.complaints.received import HIDDEN, as_direct, auto_reply, take_in
from tests.e2e.conftest import log_in, watch
from tests.e2e.test_desk import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from tests.e2e.conftest import Desk

PAGES = (
    *("/desk/complaints/{hidden}/", "/desk/complaints/{hidden}/original/", "/desk/complaints/{away}/"),
    *("/desk/complaints/{hidden}/original/preview/?part=1&first=3&unquote=on", "/desk/queue/direct/"),
    *("/desk/complaints/?kind=auto_reply&format=none", "/desk/complaints/{hidden}/original/?part=raw"),
)


def quoted() -> Complaint:
    """Receive a mail whose original nobody finds but a person."""
    return take_in(HIDDEN)


def spam(count: int) -> list[Complaint]:
    """Receive mail that is probably spam sent to the desk itself."""
    return [
        as_direct(take_in(b"You won.\r\n", sender=f"x@spam{number}.example", subject=f"Prize {number}"))
        for number in range(count)
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (375, "light"), (320, "dark")])
def test_pages_of_correction_are_accessible_and_never_scroll_sideways(
    desk: Desk, width: int, scheme: Literal["light", "dark"]
) -> None:
    numbers = {"hidden": quoted().pk, "away": auto_reply().pk}
    spam(2)
    desk.page.emulate_media(color_scheme=scheme)
    desk.page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    for address in PAGES:
        page = desk.open(address.format(**numbers))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{address} scrolls sideways")
        seen = list(desk.problems)
        wrong += [f"{address}: {one}" for one in violations(page)]
        desk.problems = seen  # Axe tries styles of its own, which our policy blocks.
    assert wrong == []


def test_an_original_is_marked_and_becomes_an_incident(desk: Desk) -> None:
    complaint = quoted()
    page = desk.open(f"/desk/complaints/{complaint.pk}/")
    page.get_by_role("button", name="Mark the original in the text").click()
    page.get_by_label("The original starts in line 3").check()
    page.get_by_label("Remove quote marks or indentation").check()
    page.get_by_role("button", name="Show what would be read").click()
    expect(page.get_by_text("<w1@acme.example>", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="What would be read")).to_be_visible()
    page.get_by_role("button", name="File it with this original").click()
    expect(page.get_by_text("Original marked by hand")).to_be_visible()
    assert Incident.objects.filter(complaint=complaint).count() == 1


def test_an_original_is_marked_by_keys_alone(desk: Desk) -> None:
    complaint = quoted()
    page = desk.open(f"/desk/complaints/{complaint.pk}/original/")
    page.get_by_label("The original starts in line 3").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/preview/**first=3**")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/desk/complaints/{complaint.pk}/")
    assert Incident.objects.filter(complaint=complaint).count() == 1


def test_what_was_no_complaint_is_made_one(desk: Desk) -> None:
    complaint = auto_reply()
    page = desk.open(f"/desk/complaints/{complaint.pk}/")
    page.get_by_role("button", name="This is a complaint").click()
    expect(page.get_by_text("It is a complaint now.")).to_be_visible()
    expect(page.get_by_text("Taken as a complaint")).to_be_visible()


def test_many_cases_of_direct_spam_are_ticked_and_closed(desk: Desk) -> None:
    spam(3)
    page = desk.open("/desk/queue/direct/")
    page.get_by_label("Tick all on this page").check()
    page.get_by_role("button", name="Close as not a complaint").click()
    expect(page.get_by_text("Closed 3 cases as no complaint.")).to_be_visible()
    assert set(Case.objects.values_list("state", flat=True)) == {"decided"}


def test_direct_spam_is_ticked_and_closed_by_keys_alone(desk: Desk) -> None:
    spam(2)
    page = desk.open("/desk/queue/direct/")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Closed 2 cases as no complaint.")).to_be_visible()


def test_everything_can_be_corrected_without_scripts(
    transactional_db: None, browser: Browser, live_server: LiveServer
) -> None:
    complaint, away = quoted(), auto_reply()
    spam(1)
    context = browser.new_context(java_script_enabled=False)
    desk = watch(context.new_page(), live_server, log_in(context, live_server, "agents", "plain"))
    page = desk.page
    page.goto(f"{desk.url}/desk/complaints/{complaint.pk}/original/")
    page.get_by_label("The original starts in line 3").check()
    page.get_by_role("button", name="Show what would be read").click()
    page.get_by_role("button", name="File it with this original").click()
    page.goto(f"{desk.url}/desk/complaints/{away.pk}/")
    page.get_by_role("button", name="This is a complaint").click()
    page.goto(f"{desk.url}/desk/queue/direct/")
    page.locator("input[name=case]").check()
    page.get_by_role("button", name="Close as not a complaint").click()
    context.close()
    assert Incident.objects.filter(complaint=complaint).count() == 1
    assert Complaint.objects.get(pk=away.pk).status == "accepted"
    assert Case.objects.filter(kind="direct", state="decided").count() == 1
