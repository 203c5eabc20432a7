"""Tell a fault of the surroundings, which goes by, from one of the message, which a person must see."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

# Classes of SQLSTATE: connection, rollback (deadlock), resources (disk full), operator intervention, system error.
PASSING_CLASSES = frozenset({"08", "25", "40", "53", "55", "57", "58"})


def is_outage(error: BaseException) -> bool:
    """Tell whether the database or the raw store failed, and not what was done with them.

    A raw message that is missing is no outage: waiting does not bring it back.

    Source: PostgreSQL, appendix A (error codes).
    """
    if isinstance(error, OperationalError):
        state = getattr(error.__cause__, "sqlstate", None)
        return state is None or state[:2] in PASSING_CLASSES
    return isinstance(error, (InterfaceError, OSError)) and not isinstance(error, FileNotFoundError)
