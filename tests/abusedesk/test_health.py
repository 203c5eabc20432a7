from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection

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
