from __future__ import annotations

import pytest

from complaints.domain.evidence.domains import aligned, same_mailbox, with_parents
from complaints.domain.evidence.unwrap import envelope_addresses, link_targets, written_recipient


@pytest.mark.parametrize(
    ("written", "inner"),
    [
        ("<SRS0=HHHH=TT=bounce.example.com=B-Acme@fwd.example>", "B-Acme@bounce.example.com"),
        ("SRS1=GG=fwd.example==HHHH=TT=bounce.example.com=b-acme@two.example", "b-acme@bounce.example.com"),
        ("prvs=1234567890=b-acme@bounce.example.com", "b-acme@bounce.example.com"),
        ("SRS0=HH=TT=bounce.example.com=prvs=1234567890=b-acme@fwd.example", "b-acme@bounce.example.com"),
    ],
)
def test_wrapping_is_taken_off_an_envelope_address(written: str, inner: str) -> None:
    assert envelope_addresses(written)[-1] == inner


def test_the_null_path_wraps_nothing() -> None:
    assert envelope_addresses("<>") == ()


@pytest.mark.parametrize(
    "rewritten",
    [
        "https://safe.gateway.example/?url=https%3A%2F%2Fclick.example.com%2Fu%2Fa&data=05",
        "https://gateway.example/redirect?u=https%253A%252F%252Fclick.example.com%252Fu%252Fa",
        "https://urldefense.gateway.example/v2/url?u=https-3A__click.example.com_u_a&d=x",
    ],
)
def test_a_link_behind_a_gateway_is_found(rewritten: str) -> None:
    assert "https://click.example.com/u/a" in link_targets(rewritten)


@pytest.mark.parametrize("written", ["ann@isp.example", "ann%40isp.example", "ann=isp.example", "ANN@isp.example"])
def test_a_recipient_is_read_as_it_may_be_written(written: str) -> None:
    assert written_recipient(written) == "ann@isp.example"


def test_a_token_is_no_recipient() -> None:
    assert written_recipient("8f14e45f") is None


def test_a_subaddress_is_its_mailbox_and_two_of_them_are_two() -> None:
    assert same_mailbox("Ann+news@isp.example", "ann@isp.example")
    assert same_mailbox("a.n.n@googlemail.com", "ann@gmail.com")
    assert not same_mailbox("a.n.n@isp.example", "ann@isp.example")
    assert not same_mailbox("list+ann@isp.example", "list+bob@isp.example")


def test_domains_are_aligned_below_the_public_suffix() -> None:
    assert aligned("arf.isp.example", "isp.example")
    assert not aligned("one.co.uk", "two.co.uk")


def test_parents_end_at_the_organisation() -> None:
    assert with_parents("a.b.isp.co.uk") == ("a.b.isp.co.uk", "b.isp.co.uk", "isp.co.uk")


def test_a_domain_in_its_own_letters_is_the_same_in_ascii() -> None:
    assert same_mailbox("ann@m\u00fcller.example", "Ann@xn--mller-kva.example")


def test_a_domain_that_is_no_domain_is_no_other_one() -> None:
    assert not same_mailbox("ann@\u00fc..example", "ann@..example")
