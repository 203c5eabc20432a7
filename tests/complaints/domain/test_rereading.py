"""A person's better reading: pure functions over the bytes as received."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints.domain.errors import UnreadableMarkError
from complaints.domain.facts import Completeness, Format, Received, Status
from complaints.domain.marking import MAX_LINES, WHOLE_MAIL, Correction, likely_start, lines_of, mark, text_parts
from complaints.domain.mime import Message, read_message
from complaints.domain.original import describe
from complaints.domain.rereading import as_complaint, corrected

NOW = datetime(2026, 11, 9, 10, 0, tzinfo=UTC)
ORIGINAL = (
    b"Received: from out.example.com ([198.51.100.9]) by mx.isp.example; Sun, 8 Nov 2026 10:00:00 +0000\r\n"
    b"From: Acme <news@acme.example>\r\nTo: ann@isp.example\r\nSubject: Watches\r\n"
    b"Date: Sun, 8 Nov 2026 10:00:00 +0000\r\nMessage-ID: <w1@acme.example>\r\n\r\nBuy our watches.\r\n"
)


def message(raw: bytes) -> Message:
    return read_message(Received(raw=raw, received_at=NOW))


def mail(body: bytes, content_type: str = "text/plain; charset=utf-8", subject: str = "Lunch") -> Message:
    head = (
        f"From: ann@isp.example\r\nTo: abuse@example.com\r\nSubject: {subject}\r\nContent-Type: {content_type}\r\n\r\n"
    )
    return message(head.encode() + body)


def numbers(text: Message, part: str, beginning: str) -> int:
    return next(number for number, line in enumerate(lines_of(text, part), 1) if line.startswith(beginning))


def test_marked_headers_are_cut_unchanged() -> None:
    text = mail(b"As I said on the phone.\r\n" + ORIGINAL)
    original = mark(text, Correction(part_path="1", first_line=2))
    assert original.content == ORIGINAL
    assert original.exact
    assert original.headers is Completeness.FULL


def test_an_end_leaves_the_reporters_last_words_out() -> None:
    text = mail(ORIGINAL + b"Best regards\r\n")
    original = mark(text, Correction(part_path="1", first_line=1, last_line=8))
    assert original.content == ORIGINAL


def test_quote_marks_are_taken_off_as_the_first_line_has_them() -> None:
    quoted = b"".join(b"> > " + line if line.strip() else b"> >\r\n" for line in ORIGINAL.splitlines(keepends=True))
    original = mark(mail(b"Look:\r\n" + quoted), Correction(part_path="1", first_line=2, unquote=True))
    assert original.content == ORIGINAL
    assert not original.exact


def test_indentation_is_taken_off_and_folding_kept() -> None:
    indented = (
        b"    Received: from a\r\n        by b; Sun, 8 Nov 2026 10:00:00 +0000\r\n    From: news@acme.example\r\n"
    )
    original = mark(mail(indented), Correction(part_path="1", first_line=1, unquote=True))
    assert original.content.startswith(b"Received: from a\r\n    by b;")


def test_a_clients_block_becomes_header_fields_whatever_its_language() -> None:
    body = (
        "Hallo\r\n\r\nVon: Acme <news@acme.example>\r\nGesendet: Sonntag, 8. November 2026 10:00\r\n"
        "An: ann@isp.example\r\nBetreff: Uhren\r\n\r\nKauf Uhren für alle.\r\n"
    )
    text = mail(body.encode())
    facts = describe(mark(text, Correction(part_path="1", first_line=numbers(text, "1", "Von:"))))
    assert (facts.from_address, facts.subject) == ("news@acme.example", "Uhren")
    assert "Kauf Uhren für alle." in facts.text


def test_a_block_in_html_keeps_the_links_behind_it() -> None:
    body = (
        b"<p>Hi</p><div><b>From:</b> Acme &lt;news@acme.example&gt;<br><b>Sent:</b> Sunday, 8 November 2026 10:00<br>"
        b'<b>To:</b> ann@isp.example<br><b>Subject:</b> Watches</div><p><a href="http://shop.example/w">Buy</a></p>'
    )
    text = mail(body, "text/html; charset=utf-8")
    facts = describe(mark(text, Correction(part_path="1", first_line=numbers(text, "1", "From:"))))
    assert facts.links == ("http://shop.example/w",)
    assert facts.subject == "Watches"


def test_letters_of_the_parts_charset_survive_the_cut() -> None:
    body = "From: news@acme.example\r\nSubject: Привет\r\n\r\nЩи\r\n".encode("koi8-r")
    facts = describe(mark(mail(body, "text/plain; charset=koi8-r"), Correction(part_path="1", first_line=1)))
    assert facts.text == "Щи"


def test_the_mail_as_received_can_be_marked_in() -> None:
    text = mail(ORIGINAL)
    original = mark(text, Correction(part_path=WHOLE_MAIL, first_line=6))
    assert original.content == ORIGINAL


@pytest.mark.parametrize(
    "correction",
    [
        Correction(part_path="1", first_line=3),
        Correction(part_path="1", first_line=99),
        Correction(part_path="1", first_line=0),
        Correction(part_path="9.9", first_line=1),
    ],
)
def test_lines_without_anything_in_them_are_refused(correction: Correction) -> None:
    with pytest.raises(UnreadableMarkError):
        mark(mail(b"one\r\ntwo\r\n\r\n\r\n"), correction)


def test_lines_are_bounded() -> None:
    assert len(lines_of(mail(b"x\r\n" * (MAX_LINES + 10)), "1")) == MAX_LINES


def test_pictures_are_no_text_and_the_whole_mail_is_offered_last() -> None:
    text = message(
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nHi\r\n--b\r\nContent-Type: image/png\r\n\r\n'
        b"\x89PNG\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nFrom: a\r\n--b--\r\n"
    )
    assert [part.path for part in text_parts(text)] == ["1.1", "1.3", WHOLE_MAIL]


def test_the_likely_start_is_the_first_line_that_looks_like_a_field() -> None:
    assert likely_start(("Hello: you", "", "> Received: from a", "> From: b")) == 3


def test_a_notice_of_a_listing_stays_one_when_its_evidence_was_cut_wrongly() -> None:
    notice = message(
        b"From: notification@spamhaus.org\r\nSubject: Spamhaus SBL notification 198.51.100.7\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nIP address: 198.51.100.7\r\nlisted in SBL.\r\n'
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + ORIGINAL + b"--b--\r\n"
    )
    reading = corrected(notice, Correction(part_path=WHOLE_MAIL, first_line=numbers(notice, WHOLE_MAIL, "Received:")))
    assert reading.format is Format.LISTING
    assert reading.listing is not None
    assert reading.listing.networks == ("198.51.100.7",)


def test_a_mail_that_only_seemed_to_be_a_listing_becomes_a_complaint() -> None:
    notice = mail(b"Your IP 198.51.100.7 has been listed in SBL.\r\n" + b"> From: a@b.example\r\n> Subject: x\r\n")
    reading = corrected(notice, Correction(part_path="1", first_line=2, unquote=True))
    assert (reading.listing, reading.format) == (None, Format.INLINE)


def test_a_corrected_reading_is_an_accepted_complaint_that_says_who_read_it() -> None:
    text = mail(b"As I said.\r\n" + ORIGINAL)
    reading = corrected(text, Correction(part_path="1", first_line=2))
    assert reading.status is Status.ACCEPTED
    assert reading.comment == "As I said."
    assert reading.trace[-1] == "A person marked the original: part 1, lines 2 to 9, marked by hand."
    assert reading.needs == ()


def test_a_bounce_taken_as_a_complaint_brings_the_message_that_it_returned() -> None:
    bounce = (
        b"From: MAILER-DAEMON@isp.example\r\nTo: abuse@example.com\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        b"Auto-Submitted: auto-replied\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; isp.example\r\n\r\nFinal-Recipient: rfc822; ann@isp.example\r\nAction: failed\r\n"
        b"Status: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + ORIGINAL + b"\r\n--b--\r\n"
    )
    reading = as_complaint(message(bounce))
    assert reading.status is Status.ACCEPTED
    assert reading.kind == ""
    assert describe(reading.originals[0]).message_id == "<w1@acme.example>"


def test_not_spam_feedback_taken_as_a_complaint_keeps_its_original_and_its_recogniser() -> None:
    report = (
        b"From: fbl@isp.example\r\nTo: abuse@example.com\r\nSubject: FW: Watches\r\n"
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nA report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        b"Feedback-Type: not-spam\r\nUser-Agent: T/1\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + ORIGINAL
        + b"\r\n--b--\r\n"
    )
    reading = as_complaint(message(report))
    assert reading.recogniser == "not_spam"
    assert reading.status is Status.ACCEPTED
    assert len(reading.originals) == 1


def test_words_alone_taken_as_a_complaint_lack_the_original() -> None:
    reading = as_complaint(mail(b"Thanks, see you.\r\n"))
    assert reading.needs == ("original",)
    assert not reading.direct


def test_a_sign_of_the_reporters_own_in_front_of_every_line_is_taken_off() -> None:
    marked = b"".join(b"% " + line for line in ORIGINAL.splitlines(keepends=True))
    original = mark(mail(marked), Correction(part_path="1", first_line=1, unquote=True))
    assert original.content.replace(b"%\r\n", b"\r\n") == ORIGINAL
