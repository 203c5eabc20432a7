"""Adding complaints in a real browser: dropped, chosen, by keys, without scripts, on wide and narrow screens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from complaints.models import Complaint
from tests.complaints.management.test_ingest import ARF, WORDS
from tests.e2e.conftest import log_in, watch
from tests.e2e.test_desk import violations

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route
    from pytest_django.live_server_helper import LiveServer

    from tests.e2e.conftest import Desk

DROP = """([target, files]) => {
    const carried = new DataTransfer();
    for (const [name, text] of files) carried.items.add(new File([text], name));
    for (const kind of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""
FILES = [["report.eml", ARF], ["words.eml", WORDS], ["photo.jpg", "no mail"]]


def drop(page: Page, files: list[list[str]]) -> None:
    """Let files fall on the page's field, as a mouse would."""
    target = page.locator("[data-drop]").element_handle()
    page.evaluate(DROP, [target, files])


def test_files_that_are_dropped_are_added_one_by_one_with_their_outcome(desk: Desk) -> None:
    page = desk.open("/desk/upload/")
    drop(page, FILES)
    expect(page.get_by_text("1 complaint added")).to_have_count(2)
    expect(page.get_by_text("It is no mail, mbox or zip.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Done")).to_have_text(
        "Done: 3 files, 2 complaints added, 1 not taken."
    )
    assert Complaint.objects.count() == 2


def test_a_file_shows_its_progress_while_it_is_sent(desk: Desk) -> None:
    page = desk.open("/desk/upload/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/desk/upload/", hold)
    drop(page, FILES[:1])
    expect(page.get_by_role("progressbar", name="Progress of report.eml")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Sending")).to_have_text("Sending report.eml.")
    held[0].continue_()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_text("1 complaint added")).to_be_visible()


def test_a_connection_that_breaks_off_is_told_and_tried_again(desk: Desk) -> None:
    page = desk.open("/desk/upload/")
    page.route("**/desk/upload/", lambda route: route.abort(), times=1)
    drop(page, FILES[:1])
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 complaint added")).to_be_visible()
    desk.problems = [one for one in desk.problems if "ERR_FAILED" not in one]  # It was us who broke it off.


def test_files_are_chosen_and_added_by_keys_alone(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "report.eml"
    file.write_text(ARF, newline="")
    page = desk.open("/desk/queue/open/")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/desk/upload/")
    page.get_by_label("Files with complaints").set_input_files(file)
    page.keyboard.press("Control+Enter")
    link = page.get_by_role("link", name=re.compile(r"^#\d+$"))
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/complaints/{Complaint.objects.get().pk}/")


def test_many_files_are_added_without_scripts(
    transactional_db: None, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    for name, text in FILES:
        (tmp_path / name).write_text(text, newline="")
    context = browser.new_context(java_script_enabled=False)
    desk = watch(context.new_page(), live_server, log_in(context, live_server, "agents", "plain"))
    page = desk.open("/desk/upload/")
    page.get_by_label("Files with complaints").set_input_files([tmp_path / name for name, _ in FILES])
    page.get_by_role("button", name="Add these files").click()
    expect(page.get_by_text("1 complaint added")).to_have_count(2)
    expect(page.get_by_text("It is no mail, mbox or zip.")).to_be_visible()
    context.close()
    assert Complaint.objects.count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "dark"), (320, "light")])
def test_the_page_is_accessible_and_never_scrolls_sideways(
    desk: Desk, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk.page.emulate_media(color_scheme=scheme)
    desk.page.set_viewport_size({"width": width, "height": 900})
    page = desk.open("/desk/upload/")
    drop(page, [*FILES, ["x" * 120 + ".eml", ARF]])
    expect(page.get_by_text("1 complaint added")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    seen = list(desk.problems)
    assert violations(page) == []
    desk.problems = seen  # Axe tries styles of its own, which our policy blocks.
