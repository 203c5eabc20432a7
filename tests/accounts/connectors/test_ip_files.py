from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.connectors.ip_files import IpFileError, IpFiles
from accounts.domain.hosting import is_hosting
from accounts.domain.ports import IpFact
from accounts.services.ip_facts import connected
from tests.accounts.ip_file import BUILT, write_ip_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

COUNTRIES = {"9.9.9.0/24": {"country": {"iso_code": "CH"}}, "8.8.8.0/24": {"registered_country": {"iso_code": "US"}}}
NETWORKS = {"9.9.9.0/24": {"autonomous_system_number": 19281, "autonomous_system_organization": "Quad9"}}


@pytest.fixture
def files(tmp_path: Path) -> IpFiles:
    country = write_ip_file(tmp_path / "country.mmdb", COUNTRIES)
    return IpFiles([country, write_ip_file(tmp_path / "asn.mmdb", NETWORKS, BUILT - 40 * 86_400)])


def test_two_files_tell_of_country_and_network(files: IpFiles) -> None:
    assert files.of("9.9.9.9") == IpFact(asn=19281, organisation="Quad9", country="CH")


def test_what_only_one_file_knows_is_told(files: IpFiles) -> None:
    assert files.of("8.8.8.8") == IpFact(asn=None, organisation="", country="US")


@pytest.mark.parametrize("ip", ["1.1.1.1", "2001:db8::1", "unknown", "", "9.9.9"])
def test_what_no_file_knows_is_nothing(files: IpFiles, ip: str) -> None:
    assert files.of(ip) is None


def test_the_older_file_gives_the_date(files: IpFiles) -> None:
    assert files.built_on == date(2026, 8, 12)


def test_fields_of_other_publishers_are_read(tmp_path: Path) -> None:
    record = {"country_code": "de", "asn": "AS3320", "as_name": "Deutsche Telekom AG", "country": "Germany"}
    facts = IpFiles([write_ip_file(tmp_path / "both.mmdb", {"9.0.0.0/8": record})])
    assert facts.of("9.1.2.3") == IpFact(asn=3320, organisation="Deutsche Telekom AG", country="DE")


def test_a_file_that_is_no_such_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "no.mmdb").write_bytes(b"ip,country\n")
    for name in ("no.mmdb", "missing.mmdb"):
        with pytest.raises(IpFileError, match=name):
            IpFiles([tmp_path / name])


def test_a_setting_that_cannot_be_used_stops_the_start(settings: Settings, tmp_path: Path) -> None:
    settings.IP_ASN_FILE = str(tmp_path / "missing.mmdb")
    with pytest.raises(ImproperlyConfigured, match="IP_ASN_FILE"):
        connected()


def test_without_a_file_nothing_is_connected() -> None:
    assert connected() is None


@pytest.mark.parametrize(
    ("asn", "organisation", "hosting"),
    [
        (24940, "Hetzner Online GmbH", True),
        (None, "Example Cloud Hosting Ltd", True),
        (3320, "Deutsche Telekom AG", False),
        (None, "", False),
    ],
)
def test_rented_servers_are_told_by_number_or_name(asn: int | None, organisation: str, hosting: bool) -> None:  # noqa: FBT001
    assert is_hosting(IpFact(asn=asn, organisation=organisation, country="")) is hosting
