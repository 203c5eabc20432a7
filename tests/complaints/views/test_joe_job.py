"""The joe-job tab: which cases have it, and what it reads off real mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.models import Case, Complaint
from tests import builders
from tests.complaints import rows
from tests.complaints.domain.world import NOW, SPAM, STRANGER_IP, Mail, received
from tests.complaints.late_records import complain, import_platform

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

TAB = ">Joe-job?</a>"


def forged(number: int) -> bytes:
    """Give a mail in acme's name that came from elsewhere and links to acme's site."""
    who = f"reader{number}@isp.example"
    mail = Mail(
        message_id=f"<{number}@forged.example>", subject="Last warning", to=who,
        body=SPAM + "\nhttps://garden.example/\n",
    ).unsigned()  # fmt: skip
    results = b"Authentication-Results: mx.isp.example; spf=fail smtp.mailfrom=acme.example; dmarc=fail\r\n"
    return results + received(STRANGER_IP, to=who) + mail


def framing(count: int = 4) -> Case:
    """Receive complaints of as many people about mail that frames acme."""
    import_platform()
    for number in range(count):
        complaint = complain(forged(number), sender=f"reader{number}@isp.example")
        Complaint.objects.filter(pk=complaint.pk).update(received_at=NOW + timedelta(hours=number))
    return Case.objects.get(kind=Case.Kind.FRAMED)


def page(client: Client, case: Case) -> str:
    return client.get(f"/desk/case/{case.pk}/?tab=framed").content.decode()


def test_a_framed_account_has_the_tab_and_its_features(client: Client) -> None:
    builders.log_in(client)
    text = page(client, framing())
    assert "4 reporters within 3 hours" in text
    assert "None of the 4 copies whose way is shown came from one of our addresses." in text
    assert "None of 4 complete copies bears a signature of ours." in text
    assert "4 of 4 link to the account&#x27;s own site garden.example." in text
    assert "unlike the account&#x27;s campaigns: median similarity 0.0" in text
    assert "SPF or DMARC failed in 4" in text
    assert "Both hold now: 4 copies contradicted" in text


def test_the_drawing_has_a_table_of_the_same(client: Client) -> None:
    builders.log_in(client)
    text = page(client, framing())
    assert 'role="img" aria-labelledby="timeline-title timeline-desc"' in text
    assert "4 reports: 4 from a stranger&#x27;s address." in text
    assert text.count('<th scope="row" class="nowrap">') == 4


def test_a_case_of_proven_mail_has_no_such_tab(client: Client) -> None:
    builders.log_in(client)
    case = rows.case(4)
    text = page(client, case)
    assert TAB not in text
    assert "What speaks for and against a joe-job" not in text


def test_three_copies_that_are_not_shown_are_enough_for_the_tab(client: Client) -> None:
    builders.log_in(client)
    assert TAB in page(client, rows.case(3, origin="claimed"))


def test_two_are_not(client: Client) -> None:
    builders.log_in(client)
    assert TAB not in page(client, rows.case(2, origin="claimed"))


def test_evidence_that_an_older_version_kept_does_no_harm(client: Client) -> None:
    builders.log_in(client)
    case = rows.case(0)
    for number in range(1, 4):
        rows.add_incident(case, number, origin="claimed", evidence={}, reasons=[])
    assert "What speaks for and against a joe-job" in page(client, case)


def test_the_number_of_queries_does_not_grow_with_the_case(client: Client) -> None:
    builders.log_in(client)
    small, large = rows.case(3, origin="claimed"), rows.case(40, origin="claimed", grouping="more")
    counts = []
    for case in (small, large):
        with CaptureQueriesContext(connection) as asked:
            page(client, case)
        counts.append(len(asked))
    assert counts[0] == counts[1]
