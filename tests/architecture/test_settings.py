"""The settings as another process sees them: what the environment says, and what happens when it says nonsense."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READERS = frozenset({"flag", "imap_url", "number", "one_of", "secret", "secrets", "service_url", "text", "words"})
NOT_SETTINGS = frozenset({"PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE"})


def settings_with(folder: Path, *names: str, **environment: str) -> dict[str, object]:
    """Load the desk's settings in a fresh process and give some of them."""
    done = load(folder, *names, **environment)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def load(folder: Path, *names: str, **environment: str) -> subprocess.CompletedProcess[str]:
    code = (
        "import json, sys; from abusedesk import settings;"
        "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))"
    )
    kept = {name: word for name, word in os.environ.items() if name in NOT_SETTINGS}
    return subprocess.run(
        [sys.executable, "-c", code, *names],
        cwd=ROOT,
        env=kept | {"DESK_DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def engine(row: object) -> dict[str, object]:
    assert isinstance(row, dict)
    default = row["default"]
    assert isinstance(default, dict)
    return default


def test_without_settings_the_desk_is_an_sqlite_file_in_its_data_folder(tmp_path: Path) -> None:
    row = engine(settings_with(tmp_path, "DATABASES")["DATABASES"])
    assert (row["ENGINE"], row["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "desk.sqlite3"))


def test_lists_cannot_be_computed_in_a_postgresql_that_is_not_there(tmp_path: Path) -> None:
    assert "write one of duckdb" in load(tmp_path, "LIST_ENGINE", LIST_ENGINE="postgres").stderr


def test_a_database_url_leads_to_postgresql_fit_for_pgbouncer(tmp_path: Path) -> None:
    url = "postgres://desk:secret@db.example:5433/desk"
    row = engine(settings_with(tmp_path, "DATABASES", DATABASE_URL=url)["DATABASES"])
    assert (row["ENGINE"], row["HOST"], row["PORT"]) == ("django.db.backends.postgresql", "db.example", 5433)
    assert row["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_an_empty_database_url_means_none_as_compose_files_write_it(tmp_path: Path) -> None:
    row = engine(settings_with(tmp_path, "DATABASES", DATABASE_URL="")["DATABASES"])
    assert row["ENGINE"] == "django.db.backends.sqlite3"


def test_two_desks_share_no_secret(tmp_path: Path) -> None:
    first, second = (settings_with(tmp_path / name, "SECRET_KEY")["SECRET_KEY"] for name in ("one", "two"))
    assert first != second


def test_a_desk_behind_https_sends_its_cookies_nowhere_else(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS")
    found = settings_with(tmp_path, *names, DESK_URL="https://desk.example/")
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is True
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]", "desk.example"]


def test_debugging_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert settings_with(tmp_path, "DEBUG") == {"DEBUG": False}


@pytest.mark.parametrize(("name", "word"), [("PORT", "http"), ("DEBUG", "perhaps"), ("MAIL_PORT", "0")])
def test_a_setting_that_makes_no_sense_stops_the_start_and_is_named(tmp_path: Path, name: str, word: str) -> None:
    done = load(tmp_path, **{name: word})
    assert done.returncode != 0
    assert f"{name} is {word!r}" in done.stderr


def read_names() -> set[str]:
    """Give the names of all settings that the code reads from the environment."""
    tree = ast.parse((ROOT / "abusedesk" / "settings.py").read_text(encoding="utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in READERS and isinstance(call.args[0], ast.Constant)
    }


def test_every_setting_is_explained_where_operators_look() -> None:
    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "docs" / "running.md").read_text(encoding="utf-8")))
    assert read_names() - explained == set()
