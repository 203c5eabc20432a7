"""The containers cannot be built everywhere; what they promise can be read everywhere."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from tests.architecture.test_settings import read_names

ROOT = Path(__file__).resolve().parents[2]
DESK_SERVICES = ("migrate", "web", "mail", "mailbox", "worker")
# Read by Amazon's client, not by the desk.
KEYS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"})


def instructions() -> list[tuple[str, str]]:
    """Give the Dockerfile's instructions, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def arguments(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_everything_that_is_copied_exists_and_is_let_through() -> None:
    sources = [word for rest in arguments("COPY") if "--from" not in rest for word in rest.split()[:-1]]
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert all((ROOT / source).exists() and f"!{source}" in let_through for source in sources)


def test_the_whole_product_is_copied() -> None:
    sources = {word for rest in arguments("COPY") for word in rest.split()[:-1]}
    assert {"abusedesk", "accounts", "complaints", "templates", "static", "manage.py"} <= sources


def test_the_image_does_not_run_as_root() -> None:
    words = [word for word, _ in instructions()]
    assert arguments("USER") == ["desk"]
    assert words.index("USER") < words.index("CMD")


def test_the_image_pins_the_uv_that_the_lock_is_installed_with() -> None:
    pinned = re.search(r'UV = "(uv==[\d.]+)"', (ROOT / ".ci" / "sync.py").read_text(encoding="utf-8"))
    assert pinned
    assert any(pinned[1] in rest for rest in arguments("RUN"))


def test_the_image_installs_by_the_lock_and_without_development_tools() -> None:
    [install] = [rest for rest in arguments("RUN") if "uv pip install" in rest]
    assert "--constraints requirements.lock --extra s3 -r pyproject.toml" in install
    assert "dev" not in install


def test_the_web_server_of_the_image_is_installed_and_serves_the_desk() -> None:
    command = json.loads(arguments("CMD")[-1])
    assert importlib.util.find_spec(command[0]) is not None
    assert command[1] == settings.WSGI_APPLICATION.replace(".application", ":application")


def test_the_health_check_asks_an_address_that_exists() -> None:
    [check] = arguments("HEALTHCHECK")
    asked = re.search(r"http://127\.0\.0\.1:8000(/\w+)", check)
    assert asked
    assert resolve(asked[1]).url_name == "healthz"


def test_every_command_of_a_service_exists(compose: dict[str, Any]) -> None:
    commands = [
        service["command"] for service in compose["services"].values() if "manage.py" in service.get("command", ())
    ]
    assert {command[2] for command in commands} == {"migrate", "poll_mailbox", "receive_mail", "work"}
    assert {command[2] for command in commands} <= set(get_commands())


def test_services_set_only_what_the_desk_reads(compose: dict[str, Any]) -> None:
    for name in DESK_SERVICES:
        assert set(compose["services"][name]["environment"]) <= read_names() | KEYS


def test_all_desk_services_share_secret_database_and_files(compose: dict[str, Any]) -> None:
    shared = [
        (service["environment"]["SECRET_KEY"], service["environment"]["DATABASE_URL"], tuple(service["volumes"]))
        for service in (compose["services"][name] for name in DESK_SERVICES)
    ]
    assert len(set(shared)) == 1


def test_services_wait_for_others_that_exist(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert all(other in services for service in services.values() for other in service.get("depends_on", ()))
    assert all("migrate" in services[name]["depends_on"] for name in ("web", "mail", "mailbox", "worker"))


def test_named_volumes_are_declared(compose: dict[str, Any]) -> None:
    used = {
        volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", ())
    }
    assert used == set(compose["volumes"])


def test_no_door_is_opened_to_the_world(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
