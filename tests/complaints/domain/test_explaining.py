from __future__ import annotations

from complaints.domain.explaining import Explanation, explain
from complaints.domain.facts import Received
from complaints.domain.mime import read_message
from tests.complaints.domain.formats import samples


def explained(name: str) -> Explanation:
    return explained_bytes((samples.FOLDER / f"{name}.eml").read_bytes())


def explained_bytes(raw: bytes) -> Explanation:
    return explain(read_message(Received(raw=raw, received_at=samples.NOW)))


def test_recognisers_are_named_up_to_the_one_that_took_the_mail() -> None:
    asked = explained("arf/plain_report").asked

    assert [one.took_it for one in asked].count(True) == 1
    assert asked[-1].recogniser == "arf"
    assert asked[-1].took_it


def test_parts_are_listed_with_their_place() -> None:
    raw = (samples.FOLDER / "arf" / "plain_report.eml").read_bytes()
    part = next(one for one in explained("arf/plain_report").parts if one.content_type == "message/feedback-report")

    assert raw[part.start : part.end].startswith(b"Feedback-Type: ")


def test_each_fact_names_the_field_and_line_that_it_was_read_from() -> None:
    content = samples.read_bytes((samples.FOLDER / "arf" / "plain_report.eml").read_bytes()).originals[0].content
    subject = next(fact for fact in explained("arf/plain_report").originals[0].facts if fact.name == "subject")
    line = int(subject.source.partition("line ")[2].partition(",")[0])
    byte = int(subject.source.partition("byte ")[2].partition(" ")[0])

    assert content.splitlines()[line - 1].startswith(b"Subject:")
    assert content[byte:].startswith(b"Subject:")


def test_what_the_report_states_is_told_apart_from_the_original() -> None:
    reported = {fact.name for fact in explained("arf/plain_report").originals[0].reported}

    assert {"source_ip", "recipients", "mail_from"} <= reported


def test_missing_headers_are_named_and_asked_for() -> None:
    found = explained("inline/gmail")

    assert "the Message-ID" in found.originals[0].lacks
    assert found.would_ask == ("the message with its full headers, best as an attachment",)


def test_mail_that_complains_about_nothing_says_why() -> None:
    assert explained("bounce/delivery_status").no_complaint.startswith("It is taken for bounce. ")


def test_a_broken_limit_is_named_and_nobody_is_asked() -> None:
    found = explained_bytes(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 600)

    assert found.broken_limits == ("parts",)
    assert found.asked == ()


def test_every_sample_can_be_explained() -> None:
    for path in samples.paths():
        found = explained_bytes(path.read_bytes())

        assert len(found.originals) == len(found.reading.originals)
