from __future__ import annotations

from dataclasses import replace

import dkim
import pytest

from complaints.domain.evidence.standing import stand
from complaints.domain.facts import Format, Reading, Received, ReporterKind, ReporterStanding, Status
from tests.complaints.domain.world import NOW, Dns, NoDns, garden_world, rsa_pair

OUR_LINE = (
    "Received: from out.isp.example (out.isp.example [203.0.113.5]) by mx.example.com (Postfix) with ESMTPS id 1;"
    " Thu, 5 Nov 2026 15:14:27 +0000\r\n"
)
PASS = (
    "Authentication-Results: mx.example.com; dkim=pass header.d=arf.isp.example;"
    " spf=fail smtp.mailfrom=x@other.example\r\n"
)
BODY = "From: Feedback <feedback@arf.isp.example>\r\nSubject: complaint\r\n\r\ntext\r\n"
READING = Reading(recogniser="arf", status=Status.ACCEPTED, format=Format.ARF)


def standing(raw: str | bytes, dns: NoDns | Dns | None = None, kind: ReporterKind | None = None) -> ReporterStanding:
    content = raw.encode() if isinstance(raw, str) else raw
    received = Received(raw=content, received_at=NOW)
    return stand(received, replace(READING, reporter_kind=kind), platform=garden_world().platform, dns=dns or NoDns())


def test_a_result_of_our_mx_above_its_own_line_is_believed() -> None:
    found = standing(PASS + OUR_LINE + BODY)
    assert (found.address, found.kind) == ("feedback@arf.isp.example", ReporterKind.FEEDBACK_LOOP)
    assert (found.vetted, found.authenticated) == (True, True)


@pytest.mark.parametrize(
    "head",
    [
        OUR_LINE + PASS,
        PASS,
        PASS.replace("mx.example.com", "mx.evil.example") + OUR_LINE,
        PASS.replace("arf.isp.example", "evil.example") + OUR_LINE,
        PASS.replace("dkim=pass", "dkim=fail") + OUR_LINE,
        OUR_LINE.replace("mx.example.com", "mx.evil.example") + PASS + OUR_LINE,
        PASS + OUR_LINE.replace("mx.example.com", "mx.evil.example") + OUR_LINE,
        "Authentication-Results: mx.example.com; (((((((\r\n" + OUR_LINE,
        "Authentication-Results: \xff\x00;;==\r\n" + OUR_LINE,
    ],
)
def test_any_other_result_is_not_believed(head: str) -> None:
    assert not standing(head + BODY).authenticated


def test_a_result_for_the_same_organisation_is_aligned() -> None:
    assert standing(PASS.replace("header.d=arf.isp.example", "header.d=isp.example") + OUR_LINE + BODY).authenticated


def test_a_signature_that_we_verify_ourselves_authenticates() -> None:
    content = BODY.encode()
    field = dkim.DKIM(content).sign(b"r1", b"isp.example", rsa_pair("reporter")[0])
    dns = Dns({"r1._domainkey.isp.example": rsa_pair("reporter")[1].encode()})
    assert standing(bytes(field) + content, dns).authenticated


def test_a_signature_of_somebody_else_does_not_authenticate() -> None:
    content = BODY.encode()
    field = dkim.DKIM(content).sign(b"r1", b"evil.example", rsa_pair("reporter")[0])
    dns = Dns({"r1._domainkey.evil.example": rsa_pair("reporter")[1].encode()})
    assert not standing(bytes(field) + content, dns).authenticated


def test_a_stranger_is_a_person_and_not_vetted() -> None:
    found = standing(OUR_LINE + BODY.replace("arf.isp.example", "evil-arf.isp2.example"))
    assert (found.kind, found.vetted) == (ReporterKind.PERSON, False)


def test_the_format_knows_the_kind_best() -> None:
    assert standing(OUR_LINE + BODY, kind=ReporterKind.NETWORK).kind is ReporterKind.NETWORK


def test_who_redirects_a_mail_is_the_reporter() -> None:
    raw = OUR_LINE + "Resent-From: ann@isp.example\r\n" + BODY
    reading = replace(READING, format=Format.REDIRECTED)
    received = Received(raw=raw.encode(), received_at=NOW)
    assert stand(received, reading, platform=garden_world().platform, dns=NoDns()).address == "ann@isp.example"


def test_a_complaint_without_a_sender_stands_for_nobody() -> None:
    assert standing("") == ReporterStanding(detail="Nothing shows that the report comes from the domain in its From.")
