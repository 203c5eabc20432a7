"""Keys of strangers are asked of a real name server on this machine: bounded, remembered, and only when allowed."""

from __future__ import annotations

import socketserver
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import dns.message
import dns.resolver
import dns.rrset
import pytest

from complaints.connectors import dns as connector
from complaints.connectors.dns import NoLookup, ResolverLookup, lookup

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "s1._domainkey.acme.example"


class Names(socketserver.ThreadingUDPServer):
    """A name server with one TXT record; `silent` lets every question run out of time."""

    daemon_threads = True
    silent = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Question)
        self.asked: list[str] = []


class _Question(socketserver.BaseRequestHandler):
    server: Names

    def handle(self) -> None:
        wire, door = self.request
        query = dns.message.from_wire(wire)
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.server.asked.append(name)
        if self.server.silent:
            return
        answer = dns.message.make_response(query)
        if name == NAME:
            answer.answer.append(dns.rrset.from_text(f"{NAME}.", 300, "IN", "TXT", '"v=DKIM1; " "p=abc"'))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        door.sendto(answer.to_wire(), self.client_address)


@contextmanager
def _running() -> Iterator[Names]:
    with Names() as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    with _running() as server:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        resolver.lifetime = 0.2
        resolver.cache = dns.resolver.LRUCache(10)
        monkeypatch.setattr(connector, "_resolver", lambda: resolver)
        yield server


def test_a_record_in_two_strings_is_one_value(names: Names) -> None:
    assert ResolverLookup().txt(NAME) == b"v=DKIM1; p=abc"


def test_a_name_that_is_not_there_has_no_record(names: Names) -> None:
    assert ResolverLookup().txt("s2._domainkey.acme.example") is None


def test_an_answer_is_remembered_from_one_complaint_to_the_next(names: Names) -> None:
    for _ in range(3):
        ResolverLookup().txt(NAME)
    assert names.asked == [NAME]


def test_a_server_that_says_nothing_costs_a_bounded_time_and_is_no_answer(names: Names) -> None:
    names.silent = True
    assert ResolverLookup().txt(NAME) is None


def test_a_complaint_whose_names_all_run_out_of_time_is_not_waited_for_for_ever(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.silent = True
    monkeypatch.setattr(connector, "PATIENCE_SECONDS", 0.5)
    asking = ResolverLookup()
    for number in range(10):
        asking.txt(f"s{number}._domainkey.acme.example")
    assert 0 < len(set(names.asked)) < 5


def test_the_next_complaint_has_its_own_patience(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "PATIENCE_SECONDS", 0.1)
    names.silent = True
    ResolverLookup().txt("s2._domainkey.acme.example")
    names.silent = False
    assert ResolverLookup().txt(NAME) is not None


def test_a_machine_without_resolvers_has_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> dns.resolver.Resolver:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(connector, "_resolver", none)
    assert ResolverLookup().txt(NAME) is None


@pytest.mark.parametrize("odd", ["", ".", "a" * 300, "x..y", "\x00.example", "ü" * 80, "*"])
def test_a_name_that_is_none_is_no_crash(names: Names, odd: str) -> None:
    assert ResolverLookup().txt(odd) is None


def test_nothing_is_asked_unless_the_setting_allows_it(names: Names) -> None:
    assert isinstance(lookup(allowed=False), NoLookup)
    assert lookup(allowed=False).txt(NAME) is None
    assert names.asked == []
