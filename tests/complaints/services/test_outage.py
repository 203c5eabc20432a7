"""What goes by is told from what stays."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError

from complaints.services.outage import is_outage


def caused(cause: Exception | None) -> OperationalError:
    error = OperationalError("odd")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        InterfaceError("connection already closed"),
        caused(psycopg.OperationalError("server closed the connection unexpectedly")),
        caused(psycopg.errors.DiskFull("no space")),
        caused(psycopg.errors.AdminShutdown("terminating")),
        caused(psycopg.errors.DeadlockDetected("deadlock")),
        caused(None),
        OSError(28, "No space left on device"),
        ConnectionResetError(),
    ],
)
def test_a_fault_of_the_surroundings_is_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError("raw/ab/abc"),
        caused(psycopg.errors.ProgramLimitExceeded("index row size 2712 exceeds maximum")),
        DataError("value too long"),
        ValueError("odd"),
        MemoryError(),
    ],
)
def test_a_fault_that_comes_again_is_none(error: Exception) -> None:
    assert not is_outage(error)
