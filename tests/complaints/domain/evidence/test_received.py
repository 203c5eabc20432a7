from __future__ import annotations

import time

import pytest

from complaints.domain.evidence.received import read_address, read_hop, read_time

STAMP = "Thu, 5 Nov 2026 15:14:27 +0000"

SHAPES = {
    "postfix": (
        (
            "from helo.example (rdns.example [203.0.113.7])"
            " by mx.isp.example (Postfix) with ESMTPS id 4Xy for <ann@isp.example>;"
        ),
        ("203.0.113.7", "rdns.example", "helo.example", "mx.isp.example", "ann@isp.example"),
    ),
    "postfix without reverse": (
        "from helo.example (unknown [203.0.113.7]) by mx.isp.example (Postfix) with ESMTP id 4Xy;",
        ("203.0.113.7", "", "helo.example", "mx.isp.example", ""),
    ),
    "exim without reverse": (
        (
            "from [203.0.113.7] (helo=helo.example)"
            " by mx.isp.example with esmtp (Exim 4.96) (envelope-from <b@x.example>) id 1p for ann@isp.example;"
        ),
        ("203.0.113.7", "", "helo.example", "mx.isp.example", "ann@isp.example"),
    ),
    "exim": (
        (
            "from rdns.example ([203.0.113.7] helo=[198.51.100.7])"
            " by mx.isp.example with esmtps (TLS1.3) (Exim 4.96) id 1p for ann@isp.example;"
        ),
        ("203.0.113.7", "rdns.example", "198.51.100.7", "mx.isp.example", "ann@isp.example"),
    ),
    "sendmail": (
        (
            "from helo.example (rdns.example [203.0.113.7] (may be forged))"
            " by mx.isp.example (8.17.1/8.17.1) with ESMTPS id 3A for <ann@isp.example>;"
        ),
        ("203.0.113.7", "rdns.example", "helo.example", "mx.isp.example", "ann@isp.example"),
    ),
    "qmail": (
        "from unknown (HELO helo.example) (203.0.113.7) by mx.isp.example with SMTP;",
        ("203.0.113.7", "", "helo.example", "mx.isp.example", ""),
    ),
    "qmail with ident": (
        "from unknown (HELO helo.example) (ann@198.51.100.1@203.0.113.7) by mx.isp.example with SMTP;",
        ("203.0.113.7", "", "helo.example", "mx.isp.example", ""),
    ),
    "qmail with log-in": (
        "from unknown (HELO helo.example) (ann@203.0.113.7 with plain) by mx.isp.example with ESMTPA;",
        ("203.0.113.7", "", "helo.example", "mx.isp.example", ""),
    ),
    "sendgrid": (
        "from helo.example (rdns.example [203.0.113.7]) by mx.isp.example (SG) with ESMTP id 5090f373.15fb.5e72c3",
        ("203.0.113.7", "rdns.example", "helo.example", "mx.isp.example", ""),
    ),
    "exchange": (
        (
            "from OUT7.example.com (2001:db8:1::7)"
            " by VI1PR.mail.isp.example (2001:db8:2::23) with Microsoft SMTP Server (version=TLS1_2, cipher=X)"
            " id 15.20.1 via Frontend Transport;"
        ),
        ("2001:db8:1::7", "", "out7.example.com", "vi1pr.mail.isp.example", ""),
    ),
    "gmail": (
        (
            "from helo.example (rdns.example. [203.0.113.7])"
            " by mx.google.example with ESMTPS id a1 for <ann@isp.example> (version=TLS1_3 cipher=X"
            " bits=256/256);"
        ),
        ("203.0.113.7", "rdns.example", "helo.example", "mx.google.example", "ann@isp.example"),
    ),
    "gmail inside": ("by 2002:a05:6a10:1:b0:1 with SMTP id x1csp1;", (None, "", "", "2002:a05:6a10:1:b0:1", "")),
    "yahoo": (
        (
            "from 127.0.0.1 (EHLO helo.example) (203.0.113.7)"
            " by atlas.mail.yahoo.example pod-id NONE with SMTPs (version=TLS1_2 cipher=X);"
        ),
        ("203.0.113.7", "", "helo.example", "atlas.mail.yahoo.example", ""),
    ),
    "ses": (
        (
            "from helo.example (rdns.example [203.0.113.7])"
            " by inbound-smtp.eu-west-1.amazonaws.example with SMTP id q7 for ann@isp.example;"
        ),
        ("203.0.113.7", "rdns.example", "helo.example", "inbound-smtp.eu-west-1.amazonaws.example", "ann@isp.example"),
    ),
    "ipv6 literal": (
        "from helo.example (rdns.example [IPv6:2001:db8:1::7]) by mx.isp.example (Postfix) with ESMTPS id 4;",
        ("2001:db8:1::7", "rdns.example", "helo.example", "mx.isp.example", ""),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_line_is_read_as_its_server_writes_it(shape: str) -> None:
    line, expected = SHAPES[shape]
    hop = read_hop(f"{line} {STAMP}")
    assert (hop.from_ip, hop.from_host, hop.from_helo, hop.by_host, hop.for_address) == expected
    assert hop.at == read_time(STAMP)


@pytest.mark.parametrize(
    "helo",
    ["[198.51.100.7]", "198.51.100.7", "[198.51.100.7](", "(198.51.100.7)", "a([198.51.100.7]", "x=198.51.100.7"],
)
def test_an_address_in_helo_is_never_taken_for_the_one_that_was_seen(helo: str) -> None:
    hop = read_hop(f"from {helo} (unknown [203.0.113.66]) by mx.isp.example (Postfix) with SMTP id 4; {STAMP}")
    assert hop.from_ip == "203.0.113.66"


@pytest.mark.parametrize("ident", ["[198.51.100.7]", "198.51.100.7 x", "[198.51.100.7] x"])
def test_an_address_that_identd_says_is_never_taken_for_the_one_that_was_seen(ident: str) -> None:
    hop = read_hop(f"from helo.example ({ident}@rdns.example [203.0.113.66]) by mx.isp.example with SMTP id 4; {STAMP}")
    assert hop.from_ip == "203.0.113.66"


@pytest.mark.parametrize(
    "line", ["", ";", "((((", ")" * 50, "from", "from by with id for", "\x00\xff", "by x; Thu, 99 Foo 2026"]
)
def test_nonsense_is_read_without_raising(line: str) -> None:
    assert read_hop(line).at is None


def test_a_line_of_a_megabyte_is_read_at_once() -> None:
    began = time.process_time()
    for filling in ("(", "(((a) ", "from ", "[1.", "helo=", " "):
        read_hop("from " + filling * (1_000_000 // len(filling)))
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[IPv6:2001:DB8::1]", "2001:db8::1"),
        ("203.0.113.7:25", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_is_read_in_its_canonical_form(text: str, address: str) -> None:
    assert str(read_address(text)) == address


def test_an_impossible_year_is_no_time() -> None:
    assert read_time("Thu, 5 Nov 1026 15:14:27 +0000") is None
