"""Logs bear the number of the complaint through every stage."""

from __future__ import annotations

import json

import pytest

from tests.processes import python

pytestmark = pytest.mark.django_db(transaction=True)

CODE = """
import django; django.setup()
from django.utils import timezone
from complaints.domain.facts import Received
from complaints.jobs import drain_inbox
from complaints.services.receive import receive
receive(Received(raw=b"From: ann@isp.example\\r\\n\\r\\nspam", received_at=timezone.now()), door="lmtp")
drain_inbox()
"""


def test_each_line_of_a_complaints_way_is_json_with_its_number(capfd: pytest.CaptureFixture[str]) -> None:
    python(CODE, LOG_FORMAT="json")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    told = {line["event"].split()[0] for line in lines if line.get("complaint")}
    assert told == {"Received", "Processed:"}
    assert len({line["complaint"] for line in lines if "complaint" in line}) == 1
