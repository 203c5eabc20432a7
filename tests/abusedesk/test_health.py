from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
def test_a_desk_whose_database_answers_is_healthy_without_log_in(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_desk_whose_database_is_away_says_so_and_nothing_else(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        message = "password of postgres@10.0.0.1 is wrong"
        raise OperationalError(message)

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
def test_a_health_check_by_the_loopback_name_is_answered_on_a_public_desk(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200


@pytest.mark.django_db
def test_a_process_with_its_tables_and_its_raw_store_is_ready(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_database_behind_the_version_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="complaints").order_by("-pk")[0].delete()
    answer = client.get("/readyz")
    assert (answer.status_code, b"manage.py migrate" in answer.content) == (503, True)


@pytest.mark.django_db
def test_a_raw_store_that_is_away_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> bool:
        message = "Input/output error"
        raise OSError(message)

    monkeypatch.setattr(type(storages["raw"]), "exists", away)
    assert client.get("/readyz").status_code == 503
