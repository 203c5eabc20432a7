"""Build the platform: everything from a seed and a moment, written as a directory that `import_platform` takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from complaints.demo.accounts import load_accounts
from complaints.demo.campaigns import plan_campaigns
from complaints.demo.chance import stream
from complaints.demo.keys import make_keyring
from complaints.demo.lists import grow
from complaints.demo.people import Crowd
from complaints.demo.platform_file import platform_toml
from complaints.demo.records import DemoPlatform
from complaints.demo.send_log import write_log
from complaints.demo.tables import write_tables

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def build_platform(directory: Path, *, seed: int, now: datetime, scale: float = 1.0) -> DemoPlatform:
    """Write the demo platform.

    Args:
        directory: is made where missing; files of the same names are replaced.
        seed: equal seeds and moments give equal files.
        now: aware; the platform's last two months end here.
        scale: size of the lists, 1 for about 38,000 subscriptions and 50,000 sent messages.

    Returns:
        What was written, for `stories.build_complaints`.
    """
    now = now.replace(microsecond=0)
    directory.mkdir(parents=True, exist_ok=True)
    accounts, crowd = load_accounts(), Crowd(seed)
    secret = f"{stream(seed, 'secret').getrandbits(256):064x}"
    subscribers = {
        spec.list_id: grow(spec, account, crowd, now, scale) for account in accounts.values() for spec in account.lists
    }
    campaigns = plan_campaigns(accounts, seed, now)
    platform = DemoPlatform(
        directory=directory,
        seed=seed,
        now=now,
        secret=secret,
        keyring=make_keyring(seed, now),
        accounts=accounts,
        subscribers=subscribers,
        campaigns=campaigns,
        log=(),
    )
    platform = replace(platform, log=write_log(platform, scale))
    (directory / "platform.toml").write_text(platform_toml(secret, now), "utf-8")
    write_tables(platform)
    return platform
