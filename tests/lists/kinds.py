"""All ways of growing a list, and what a list's owner says of it."""

from __future__ import annotations

from tests.lists.disguised import DISGUISED
from tests.lists.dishonest import DISHONEST as PLAINLY_DISHONEST
from tests.lists.explained import EXPLAINED
from tests.lists.honest import HONEST as PLAINLY_HONEST

HONEST = PLAINLY_HONEST | EXPLAINED
DISHONEST = PLAINLY_DISHONEST | DISGUISED
CONSENTS = {
    "paper": "paper", "bombed": "confirmed_opt_in", "opt_out": "opt_out",
    **dict.fromkeys(("migrated", "school", "staff", "bought", "bought_bare", "asleep"), "imported"),
}  # fmt: skip
SENDING_ENTITIES = {"agency": "The Brand Group Ltd"}
# Lists that the platform has had for less long than their people go back.
DAYS_HERE = {"asleep": 40}
# Who leaves does so at the first mail.
LEAVE_AT_ONCE = frozenset({"washed"})
