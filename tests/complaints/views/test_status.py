"""The status page and the figures for Prometheus."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from complaints.domain.facts import Received
from complaints.models import Complaint
from complaints.services.receive import receive
from tests import builders
from tests.complaints.received import take_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

TOKEN = "scraper-token"


@pytest.fixture
def scraped(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(settings, "METRICS_TOKEN", TOKEN)
    return client


def scrape(client: Client) -> dict[tuple[str, str], float]:
    answer: HttpResponse = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})  # type: ignore[assignment]
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for each in families
        for sample in each.samples
    }


def test_a_stuck_stage_is_told_at_the_top(client: Client) -> None:
    builders.log_in(client)
    receive(Received(raw=b"x", received_at=timezone.now() - timedelta(minutes=30)), door="lmtp")
    page = client.get("/desk/status/").content.decode()
    assert "1 of 10 stages needs somebody" in page
    assert "nobody takes them. See that a worker runs" in page


def test_the_status_page_costs_a_bounded_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    builders.log_in(client)
    with django_assert_max_num_queries(25):
        client.get("/desk/status/")


def test_without_a_token_set_there_are_no_metrics(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


def test_metrics_ask_for_the_token(scraped: Client) -> None:
    assert scraped.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_metrics_tell_how_much_waits_and_for_how_long(scraped: Client) -> None:
    receive(Received(raw=b"x", received_at=timezone.now() - timedelta(minutes=30)), door="lmtp")
    figures = scrape(scraped)
    assert figures["abusedesk_waiting", "inbox"] == 1
    assert 1800 <= figures["abusedesk_oldest_seconds", "inbox"] < 1900
    assert figures["abusedesk_stuck", "inbox"] == 1


def test_metrics_tell_the_time_to_case(scraped: Client) -> None:
    take_in(b"You send me spam.\r\n")
    figures = scrape(scraped)
    assert figures["abusedesk_time_to_case_seconds_count", ""] == 1
    assert figures["abusedesk_time_to_case_seconds_bucket", "1.0"] == 1


def test_metrics_count_failures_by_their_cause(scraped: Client) -> None:
    number = receive(Received(raw=b"x", received_at=timezone.now()), door="lmtp")
    later = timezone.now() + timedelta(minutes=5)
    Complaint.objects.filter(pk=number).update(error="OSError: No space left on device", not_before=later)
    assert scrape(scraped)["abusedesk_failures", "OSError"] == 1
