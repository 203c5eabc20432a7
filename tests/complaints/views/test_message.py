"""Mail that is dangerous to look at does no harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import builders

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

    from complaints.models import Incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(client: Client) -> Incident:
    builders.log_in(client)
    return builders.case_with_original(builders.hostile_message())[1]


@pytest.fixture
def body(client: Client, incident: Incident) -> Answer:
    return client.get(f"/desk/message/{incident.pk}/body/")


def test_the_body_comes_under_its_own_strict_policy(body: Answer) -> None:
    policy = body["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")
    assert (body["X-Frame-Options"], body["Cache-Control"]) == ("SAMEORIGIN", "no-store")


@pytest.mark.parametrize("trace", ["evil.invalid", "phish.invalid", "<script", "onload", "<form", "javascript:", "svg"])
def test_nothing_of_what_loads_or_leads_anywhere_is_left(body: Answer, trace: str) -> None:
    assert trace not in body.content.decode()


def test_links_become_numbers_that_the_page_explains(client: Client, incident: Incident, body: Answer) -> None:
    assert "<sup>[1]</sup>" in body.content.decode()
    page = client.get(f"/desk/incident/{incident.pk}/", follow=True).content.decode()
    assert "<strong>phish.invalid</strong>" in page
    assert 'href="http://phish.invalid' not in page


def test_enclosed_raster_pictures_are_shown(body: Answer) -> None:
    assert 'src="data:image/png;base64,iVBOR' in body.content.decode()


def test_what_was_taken_out_is_counted(client: Client, incident: Incident) -> None:
    page = client.get(f"/desk/incident/{incident.pk}/", follow=True).content.decode()
    assert "remote picture" in page
    assert "iframe" in page


def test_an_attachment_comes_as_bytes_under_the_name_of_its_hash(client: Client, incident: Incident) -> None:
    response = client.get(f"/desk/message/{incident.pk}/part/1.3/")
    assert response["Content-Type"] == "application/octet-stream"
    assert "invoice" not in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment;")
    assert response.content == b"<script>alert(4)</script>"


def test_the_original_can_be_downloaded_unchanged(client: Client, incident: Incident) -> None:
    response = client.get(f"/desk/message/{incident.pk}/raw/")
    assert response.content == builders.hostile_message()
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_part_that_is_not_there_is_not_found(client: Client, incident: Incident) -> None:
    assert client.get(f"/desk/message/{incident.pk}/part/9.9/").status_code == 404
