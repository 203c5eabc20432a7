"""A browser on the live desk that notes every complaint of its own: policy violations, errors, strangers' addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from tests import builders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
    from pytest_django.live_server_helper import LiveServer

    from accounts.models import Staff


@dataclass  # without slots: Playwright keeps a mark on whose methods it calls
class Desk:
    """A page of the desk, with somebody logged in."""

    page: Page
    url: str
    staff: Staff
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to an address of the desk."""
        self.page.goto(f"{self.url}{path}")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def note(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about: a broken policy shows up here as an error."""
        if message.type in {"error", "warning"}:
            self.problems.append(message.text)

    def ask(self, request: Request) -> None:
        """Keep where requests go that leave the desk."""
        if not request.url.startswith((self.url, "data:", "about:")):
            self.requests.append(request.url)


def log_in(context: BrowserContext, live_server: LiveServer, role: str, name: str) -> Staff:
    """Log a new member of staff in without the log-in page."""
    client = Client()
    staff = builders.log_in(client, role, name)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return staff


def watch(page: Page, live_server: LiveServer, staff: Staff) -> Desk:
    """Give a desk that notes what goes wrong on a page."""
    desk = Desk(page=page, url=live_server.url, staff=staff)
    page.on("console", desk.note)
    page.on("pageerror", lambda error: desk.problems.append(str(error)))
    page.on("request", desk.ask)
    return desk


@pytest.fixture
def desk(transactional_db: None, live_server: LiveServer, context: BrowserContext) -> Iterator[Desk]:
    """Give a desk with an agent logged in; it has to end without a single problem."""
    staff = log_in(context, live_server, "agents", "agent")
    desk = watch(context.new_page(), live_server, staff)
    yield desk
    assert desk.problems == []
    assert desk.requests == []
