"""What the desk hands to the rules when it reads a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from complaints.domain.facts import Received
from complaints.services import process_complaint
from tests.complaints.domain.evidence.test_arc import NOW, Dns, sealed
from tests.complaints.domain.world import garden_world

if TYPE_CHECKING:
    from pytest_django import Settings


@pytest.mark.parametrize(("sealers", "believed"), [({"forwarder.example"}, True), (set(), False)])
def test_only_sealers_that_the_settings_name_are_believed(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, sealers: set[str], believed: object
) -> None:
    monkeypatch.setattr(process_complaint, "lookup", lambda **_: Dns())
    settings.TRUSTED_ARC_SEALERS = frozenset(sealers)
    understood = process_complaint.understand(Received(raw=sealed(), received_at=NOW), garden_world(), now=NOW)
    assert understood.reporter.authenticated is believed
