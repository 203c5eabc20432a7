"""The two doors of a desk, web and mail: are they free, and does somebody answer?"""

from __future__ import annotations

import http.client
import socket
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE_SECONDS = 2.0
GREETING = b"220"
# What listens everywhere is reached on this machine.
NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not bound


def check_free(host: str, ports: Mapping[str, int]) -> None:
    """Make sure that nobody listens on the ports yet.

    Args:
        host: the address to listen on.
        ports: by the name of the setting that chooses it.

    Raises:
        CommandError: naming the setting to change.
    """
    for name, port in ports.items():
        if [*ports.values()].count(port) > 1:
            message = f"{' and '.join(ports)} are both {port}; each door needs a port of its own."
            raise CommandError(message)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((host, port))
            except OSError as error:
                message = f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with {name}=..."
                raise CommandError(message) from None


def near(host: str) -> str:
    """Give the address at which a listener is reached from this machine."""
    return NEAR.get(host, host)


def at(host: str, port: int) -> str:
    """Give host and port as in a URL: an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def web_answers(host: str, port: int) -> bool:
    """Tell whether the web server and its database answer."""
    connection = http.client.HTTPConnection(near(host), port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def mail_answers(host: str, port: int) -> bool:
    """Tell whether the mail listener greets."""
    try:
        with socket.create_connection((near(host), port), timeout=PATIENCE_SECONDS) as door:
            return door.recv(len(GREETING)) == GREETING
    except OSError:
        return False
