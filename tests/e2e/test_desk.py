"""The desk in a real browser: keys, safety, deciding with and without scripts, on wide and narrow screens."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.models import EarlierListPattern, ListMeasurement, ListPattern, MailingList
from complaints.models import Case, Charge, Decision
from tests import builders
from tests.complaints import rows, volumes
from tests.e2e.conftest import log_in, watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from tests.e2e.conftest import Desk

PAGES = (
    *("/desk/queue/open/", "/desk/case/{case}/", "/desk/case/{case}/?tab=headers", "/desk/case/{case}/?tab=complaint"),
    *("/desk/case/{case}/?tab=subscription", "/desk/case/{case}/?tab=list", "/desk/case/{case}/?tab=history"),
    "/desk/case/{case}/?tab=volume",
    *("/desk/outbox/", "/desk/complaints/", "/desk/accounts/", "/desk/account/acme/", "/accounts/2fa/totp/activate/"),
    "/desk/status/",
)


@pytest.fixture
def case(desk: Desk) -> Case:
    """Give a case that was reviewed and could be decided in any way."""
    case = rows.case(3, title="Watches")
    rows.review(case, desk.staff)
    builders.subscription_records()
    bought_list()
    return case


def bought_list() -> None:
    """Let the account's list look bought, in a part of it too, and let it have looked otherwise before."""
    kept = MailingList.objects.get(pk="l1")
    signal: dict[str, object] = {"label": "Signal", "value": 0.9, "threshold": 0.2, "weight": 0.3, "strength": 1.0}
    signal |= {"n": 5000, "detail": "90 % of 5,000 records.", "formula": "hits / n", "innocent": ["A migration."]}
    signal |= {
        "baseline": 0.01,
        "decisive": True,
        "batch": "",
        "series": [["mail.example", 300, 900], ["firm.example", 90]],
    }
    names = ("domain_mix", "same_second", "shared_core", "sign_up_bombing", "import_burst")
    part = signal | {"name": "missing_ip", "batch": "900 records that came by import"}
    signals = [*(signal | {"name": name} for name in names), part, signal | {"name": "role_addresses", "strength": 0}]
    past = {"subscribers": 4000, "score": 0.5, "computed_at": rows.NOW, "grade": "moderate"}
    EarlierListPattern.objects.create(mailing_list=kept, replaced_at=rows.LATER, telling=[{"label": "Role"}], **past)
    batch = {"told": "900 records that came by import", "grade": "strong", "score": 0.9}
    now = {"subscribers": 5000, "score": 0.9, "computed_at": rows.LATER, "grade": "strong"}
    ListPattern.objects.create(mailing_list=kept, signals=signals, batch=batch, **now)
    ListMeasurement.objects.create(mailing_list=kept, asked_at=rows.LATER, doing="loading lists", done=4, total=9)


def violations(page: Page) -> list[str]:
    """Give what axe finds wrong by the rules of WCAG 2.2 A and AA."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "dark"), (320, "light")])
def test_every_page_is_accessible_and_never_scrolls_sideways(
    desk: Desk, case: Case, width: int, scheme: Literal["light", "dark"]
) -> None:
    desk.page.emulate_media(color_scheme=scheme)
    desk.page.set_viewport_size({"width": width, "height": 900})
    volumes.send(volumes.sender(), 9_000)
    volumes.look()
    wrong = []
    for address in PAGES:
        page = desk.open(address.format(case=case.pk))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{address} scrolls sideways")
        seen = list(desk.problems)
        wrong += [f"{address}: {one}" for one in violations(page)]
        desk.problems = seen  # Axe tries styles of its own, which our policy blocks.
    assert wrong == []


@pytest.fixture
def canary() -> Iterator[list[str]]:
    """Listen on a port that a hostile mail names, and note whoever connects."""
    visits: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                visits.append(str(address))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        visits.append(f"127.0.0.1:{server.getsockname()[1]}")
        yield visits
        stop.set()
        thread.join()


def test_a_hostile_mail_connects_nowhere_and_runs_nothing(desk: Desk, canary: list[str]) -> None:
    address = canary.pop()
    mail = builders.hostile_message().replace(b"evil.invalid", address.encode())
    case, _ = builders.case_with_original(mail)
    page = desk.open(f"/desk/case/{case.pk}/?tab=message")
    expect(page.frame_locator(".body-frame").get_by_text("Your bank")).to_be_visible()
    page.frame_locator(".body-frame").get_by_text("Your bank").click()
    page.wait_for_timeout(500)
    assert canary == []
    assert "pwned" not in page.title()
    assert page.url.startswith(desk.url)


def test_a_case_is_reached_and_decided_by_keys_alone(desk: Desk, case: Case) -> None:
    page = desk.open("/desk/queue/open/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/case/{case.pk}/")
    page.keyboard.press("3")
    page.wait_for_url("**tab=complaint**")
    page.keyboard.press("w")
    expect(page.locator("input[name=outcome][value=warn]")).to_be_checked()
    page.locator("#public-reason").fill("Nobody asked for this mail.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/preview/")
    expect(page.get_by_text("owner@acme.example").first).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/desk/case/{case.pk}/")
    expect(page.get_by_role("heading", name="Decided: Warn")).to_be_visible()
    assert Decision.objects.get().outcome == "warn"


def test_a_fine_adds_up_while_incidents_are_chosen(desk: Desk, case: Case) -> None:
    page = desk.open(f"/desk/case/{case.pk}/")
    page.keyboard.press("f")
    for box in page.locator("input[name=charged]").all():
        box.check()
    expect(page.locator("output")).to_have_text("3 × $100.00 = $300.00")  # noqa: RUF001 - as people read it


def test_keys_do_nothing_while_somebody_types(desk: Desk, case: Case) -> None:
    page = desk.open(f"/desk/case/{case.pk}/")
    page.locator("#private-note").press_sequentially("wtf 123 gq?")
    assert page.locator("input[name=outcome]:checked").count() == 0
    assert page.url.endswith(f"/desk/case/{case.pk}/")
    expect(page.locator("#private-note")).to_have_value("wtf 123 gq?")


def test_keys_do_nothing_behind_the_sheet_which_lists_every_key_once(desk: Desk, case: Case) -> None:
    page = desk.open(f"/desk/case/{case.pk}/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("w")
    page.keyboard.press("2")
    assert page.locator("input[name=outcome]:checked").count() == 0
    assert page.url.endswith(f"/desk/case/{case.pk}/")
    keys = page.locator("[data-hotkey]").evaluate_all("all => all.map(one => one.dataset.hotkey)")
    assert len(keys) == len(set(keys))
    assert page.locator("#shortcuts dt").count() >= len(keys)
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_typing_into_the_search_box_filters_the_queue(desk: Desk, case: Case) -> None:
    rows.case(1, title="Roofing", grouping="other")
    page = desk.open("/desk/queue/open/")
    page.locator("input[type=search]").press_sequentially("roof")
    expect(page.locator("a[data-open]")).to_have_count(1)
    expect(page.locator("input[type=search]")).to_be_focused()
    assert case.title == "Watches"


def test_without_scripts_a_case_is_claimed_fined_and_left(
    transactional_db: None, live_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    staff = log_in(context, live_server, "agents", "agent")
    case = rows.case(2)
    rows.review(case, staff)
    desk = watch(context.new_page(), live_server, staff)
    page = desk.open(f"/desk/case/{case.pk}/")
    page.get_by_role("button", name="Claim").click()
    page.locator("input[name=outcome][value=fine]").check()
    for box in page.locator("input[name=charged]").all():
        box.check()
    page.locator("#public-reason").fill("Nobody asked for this mail.")
    page.get_by_role("button", name="Preview and confirm").click()
    expect(page.get_by_text("2 × $100.00 = $200.00")).to_be_visible()  # noqa: RUF001 - as people read it
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Decided: Fine")).to_be_visible()
    assert Charge.objects.count() == 2
    assert desk.problems == []
    context.close()


def test_people_log_in_and_out_by_the_forms(live_server: LiveServer, browser: Browser, transactional_db: None) -> None:
    person = rows.staff("ann", "agents")
    person.set_password("correct horse battery")
    person.save()
    context = browser.new_context()
    desk = watch(context.new_page(), live_server, person)
    page = desk.open("/")
    page.get_by_label("User name").fill("ann")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/queue/open/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")
    assert desk.problems == []
    context.close()
