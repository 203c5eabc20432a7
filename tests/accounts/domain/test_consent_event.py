from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.domain.consent import Grade
from accounts.domain.consent_event import judge_event
from accounts.domain.records import SentRecord

SENT = datetime(2026, 5, 1, 10, tzinfo=UTC)


def sending(trigger: str) -> SentRecord:
    return SentRecord(
        message_id="<m@x.example>",
        recipient="ann@isp.example",
        account_id="cu1",
        sent_at=SENT,
        kind="triggered",
        trigger=trigger,
    )


@pytest.mark.parametrize(
    ("trigger", "grade"),
    [
        ("order 4711", Grade.COMPLETE),
        ("password reset at 2026-05-01T09:59:30Z", Grade.COMPLETE),
        ("order 4711 by Ann@ISP.example at 2026-05-01T11:59:30+02:00", Grade.COMPLETE),
        ("reservation for 2026-06-01T20:00:00Z made 2026-05-01T09:00:00Z", Grade.COMPLETE),
        ("", Grade.INCOMPLETE),
        ("  ", Grade.INCOMPLETE),
        ("order at 2026-05-01T12:00:00Z", Grade.IMPLAUSIBLE),
        ("order at 2026-05-09T12:00:00Z", Grade.CONTRADICTED),
        ("order by bob@isp.example", Grade.IMPLAUSIBLE),
        ("order at 2026-05-01 12:00:00", Grade.COMPLETE),
        ("order at 9999-99-99T99:99:99Z", Grade.COMPLETE),
        ("x@" * 5000, Grade.COMPLETE),
    ],
)
def test_a_triggered_mail_is_worth_what_its_event_is(trigger: str, grade: Grade) -> None:
    assert judge_event(sending(trigger), others=0).grade == grade


def test_an_event_for_many_is_incomplete_and_for_a_few_is_not() -> None:
    assert judge_event(sending("purchase"), others=16).grade == Grade.INCOMPLETE
    assert judge_event(sending("purchase"), others=15).grade == Grade.COMPLETE
