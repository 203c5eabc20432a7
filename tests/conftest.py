"""Fixtures for all tests; see `tests/settings.py` for the settings they run with."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings as hypothesis_settings

from tests import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
BROWSER_FIXTURES = frozenset({"browser", "context", "page", "new_context"})
# No deadlines: machines pause. CI tries the same examples every time, so that a change is judged by what it changed.
hypothesis_settings.register_profile("desk", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
hypothesis_settings.load_profile("desk")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and run it last: Playwright leaves an event loop running in the main thread."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("e2e")
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    message = "A test of domain/ tried to use the network."
    raise AssertionError(message)


@pytest.fixture(autouse=True)
def _no_network_in_domain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests of rules free of the network, as the rules are."""
    if "domain" in request.path.parts:
        monkeypatch.setattr(socket.socket, "connect", _refuse)
        monkeypatch.setattr(socket.socket, "sendto", _refuse)
        monkeypatch.setattr(socket, "getaddrinfo", _refuse)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder with the corpus of real complaints, or skip."""
    folder = Path(os.environ.get("DESK_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not (folder / "manifest.jsonl").is_file():
        pytest.skip(f"no corpus in {folder}; name its folder in DESK_CORPUS")
    return folder


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Give the address of a Redis: the one of this run, else one started for it; skip where there is none."""
    given = os.environ.get("REDIS_URL")
    if given:
        yield given
        return
    if not servers.has_redis():
        pytest.skip("redis-server is not installed")
    with servers.redis() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the address of a PostgreSQL: the one of this run, else one started for it; skip where there is none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    if not servers.has_postgres():
        pytest.skip("PostgreSQL is not installed")
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Point Playwright at the system's Chromium, or skip; Playwright's own download is never used."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --disable-dev-shm-usage"
    )
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "headless": True, "args": quiet.split()}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a browser test use the ORM although Playwright's event loop runs in its thread.

    A hook, not a fixture: a browser test that runs alone also makes the database in that thread.
    """
    if item.get_closest_marker("e2e"):
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    else:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
