"""A send log over TLS: only a certificate that the system trusts gets the token."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accounts.connectors.http_log import HttpLog
from accounts.domain.send_log import LogQuestion, LogUnavailableError
from tests.accounts.connectors.platform_service import TOKEN, Service, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = LogQuestion(message_id="<m1@x.example>")


def write_certificate(folder: Path) -> Path:
    """Make a certificate of its own for 127.0.0.1, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "send log")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(1)
    )
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path = folder / "both.pem"
    formats = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret = key.private_bytes(serialization.Encoding.PEM, *formats)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return write_certificate(tmp_path)


@pytest.fixture
def service(certificate: Path) -> Iterator[Service]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as running:
        yield running


def test_a_certificate_that_nobody_vouches_for_gets_no_token(service: Service) -> None:
    with pytest.raises(LogUnavailableError, match="certificate is not to be trusted"):
        HttpLog(service.url, TOKEN).ask(QUESTION)
    assert service.headers == []


def test_an_authority_of_ones_own_is_named_in_the_environment(
    service: Service, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert HttpLog(service.url, TOKEN).ask(QUESTION).rows == ()


def test_a_certificate_for_another_host_gets_no_token(
    service: Service, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(LogUnavailableError, match="certificate is not to be trusted"):
        HttpLog(service.url.replace("127.0.0.1", "localhost"), TOKEN).ask(QUESTION)
    assert service.headers == []
