"""The settings of a send log that lies elsewhere: half of them, or unsafe ones, stop the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.architecture.test_settings import load, settings_with

if TYPE_CHECKING:
    from pathlib import Path

URL, TOKEN = "https://log.example/v1?tenant=eu", "t"


@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:9000/", "http://localhost/x", "http://[::1]:9/"])
def test_an_address_that_keeps_the_token_secret_is_taken(tmp_path: Path, url: str) -> None:
    found = settings_with(tmp_path, "SEND_LOG_URL", "SEND_LOG_REQUIRED", SEND_LOG_URL=url, SEND_LOG_TOKEN=TOKEN)
    assert found == {"SEND_LOG_URL": url, "SEND_LOG_REQUIRED": True}


@pytest.mark.parametrize(
    "url",
    [
        "http://log.example/",
        "ftp://log.example/",
        "log.example",
        "https://",
        "https://me:word@log.example/",
        "https://a b/",
    ],
)
def test_another_address_stops_the_start_and_is_not_repeated(tmp_path: Path, url: str) -> None:
    done = load(tmp_path, SEND_LOG_URL=url, SEND_LOG_TOKEN=TOKEN)
    assert done.returncode != 0
    assert "SEND_LOG_URL cannot be used" in done.stderr
    assert "word" not in done.stderr.rsplit("ImproperlyConfigured", 1)[-1].replace("password", "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SEND_LOG_URL": URL}, "SEND_LOG_URL and SEND_LOG_TOKEN go together"),
        ({"SEND_LOG_TOKEN": TOKEN}, "SEND_LOG_URL and SEND_LOG_TOKEN go together"),
        ({"SEND_LOG_URL": URL, "SEND_LOG_TOKEN": "a\nb"}, "SEND_LOG_TOKEN holds a character"),
        ({"SEND_LOG_DSN": "postgres://x"}, "SEND_LOG_DSN and SEND_LOG_QUERY_FILE go together"),
        (
            {"SEND_LOG_URL": URL, "SEND_LOG_TOKEN": TOKEN, "SEND_LOG_DSN": "postgres://x", "SEND_LOG_QUERY_FILE": "q"},
            "both set",
        ),
    ],
)
def test_settings_that_do_not_go_together_stop_the_start(tmp_path: Path, given: dict[str, str], said: str) -> None:
    done = load(tmp_path, **given)
    assert done.returncode != 0
    assert said in done.stderr
