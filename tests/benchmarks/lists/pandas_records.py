"""Signals of the records of consent, of growth and of outcomes, in pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.lists.pandas_frames import DAY_SECONDS, SLACK_SECONDS, WRITTEN, Frames, commonest, shares, valued


def missing_ip(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[~frames.rows["source"].isin(WRITTEN)]
    return shares(rows["list_id"], (rows["ip"] == "") & ~rows["has_evidence"])


def missing_time(frames: Frames) -> pd.DataFrame:
    return shares(frames.rows["list_id"], frames.rows["wall"].isna())


def ip_concentration(frames: Frames) -> pd.DataFrame:
    return commonest(frames.rows[(frames.rows["ip"] != "") & ~frames.rows["source"].isin(WRITTEN)], "ip")


def special_use_ip(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[frames.rows["ip"] != ""]
    found = shares(rows["list_id"], frames.is_special(rows["ip"]))
    found["value"] = found["value"].where(found["value"] < 0.9, 0.0)
    return found


def shared_ips(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[frames.rows["ip"] != ""]
    places = rows.groupby(["ip", "account_id"], observed=True).size()
    customers = places[places >= 3].groupby("ip").size()
    shared = customers.index[customers >= 3]
    plain = shared[~frames.is_special(shared.to_series()).to_numpy()]
    return shares(rows["list_id"], rows["ip"].isin(plain))


def naive_time(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[frames.rows["wall"].notna()]
    return shares(rows["list_id"], rows["utc"].isna())


def _with_clock(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[["list_id", "wall", "recorded"]]
    return rows[rows["wall"].notna() & (frames.rows["source"] != "paper") & (rows["wall"] % DAY_SECONDS != 0)]


def same_second(frames: Frames) -> pd.DataFrame:
    found = commonest(_with_clock(frames), "wall")
    found["value"] = found["value"].where(found["hits"] > 2, 0.0)
    return found


def second_of_minute(frames: Frames) -> pd.DataFrame:
    times = _with_clock(frames)[["list_id", "wall"]].drop_duplicates()
    found = commonest(times.assign(second=times["wall"] % 60), "second")
    found["value"] = found["value"].where(found["value"] < 0.95, 0.0)
    return found


def regular_intervals(frames: Frames) -> pd.DataFrame:
    rows = frames.rows.loc[frames.rows["wall"].notna(), ["list_id", "wall"]].sort_values(["list_id", "wall"])
    gap = rows.groupby("list_id", observed=True)["wall"].diff()
    dates = (rows["wall"] % DAY_SECONDS == 0) & (gap % DAY_SECONDS == 0)
    kept = (gap > 0) & ~dates
    groups = gap[kept].groupby(rows["list_id"][kept], observed=True)
    found = pd.DataFrame({"n": groups.size(), "mean": groups.mean(), "spread": groups.std(ddof=0)})
    found["value"] = (1 - found["spread"] / found["mean"]).clip(lower=0)
    return found


def midnights(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[frames.rows["wall"].notna() & ~frames.rows["source"].isin(WRITTEN)]
    found = shares(rows["list_id"], rows["wall"] % DAY_SECONDS == 0)
    found["value"] = found["value"].where(found["value"] < 0.95, 0.0)
    return found


def flat_hours(frames: Frames) -> pd.DataFrame:
    clock = frames.rows["wall"] % DAY_SECONDS
    kept = clock.notna() & (frames.rows["source"] != "import") & (clock != 0)
    angle = clock[kept] * (2 * np.pi / DAY_SECONDS)
    lists = frames.rows["list_id"][kept]
    found = angle.groupby(lists, observed=True).agg(n="size")
    east, north = (turn(angle).groupby(lists, observed=True).mean() for turn in (np.cos, np.sin))
    found["value"] = (1 - np.sqrt(east * east + north * north)).clip(lower=0)
    return found


def time_follows_alphabet(frames: Frames) -> pd.DataFrame:
    rows = frames.rows.loc[frames.rows["wall"].notna(), ["list_id", "wall", "email"]]
    ranks = rows.groupby("list_id", observed=True)[["wall", "email"]].rank(method="min")
    ranks["list_id"], ranks["product"] = rows["list_id"], ranks["wall"] * ranks["email"]
    groups = ranks.groupby("list_id", observed=True)
    means = groups[["wall", "email", "product"]].mean()
    spread = groups[["wall", "email"]].std(ddof=0)
    together = means["product"] - means["wall"] * means["email"]
    apart = (spread["wall"] > 0) & (spread["email"] > 0)
    rho = (together / (spread["wall"] * spread["email"]).where(apart, 1.0)).abs().clip(upper=1)
    return pd.DataFrame({"n": groups.size(), "value": rho.where(apart, 0.0)})


def _moments(rows: pd.DataFrame) -> pd.Series:
    return rows["utc"].fillna(rows["wall"])


def impossible_times(frames: Frames) -> pd.DataFrame:
    known = frames.mailed[frames.mailed["wall"].notna()]
    moment = _moments(known)
    late = moment > known["first"] + SLACK_SECONDS
    return shares(known["list_id"], late | (moment > frames.now + SLACK_SECONDS))


def before_the_list(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[frames.rows["wall"].notna() & (frames.rows["source"] == "web_form")]
    created = rows["list_id"].map(frames.lists["created"]).astype("float64")
    known = created.notna()
    return shares(rows["list_id"][known], _moments(rows)[known] < created[known] - SLACK_SECONDS)


def _days(frames: Frames) -> pd.DataFrame:
    rows = frames.rows.loc[frames.rows["wall"].notna() & (frames.rows["source"] != "paper"), ["list_id", "recorded"]]
    return rows.assign(day=rows["recorded"].str.slice(0, 10))[["list_id", "day"]]


def import_burst(frames: Frames) -> pd.DataFrame:
    return commonest(_days(frames), "day")


def import_spikes(frames: Frames) -> pd.DataFrame:
    days = _days(frames).groupby(["list_id", "day"], observed=True).size().rename("records").reset_index()
    groups = days.groupby("list_id", observed=True)["records"]
    usual, number = groups.transform("median"), groups.transform("size")
    spiked = days["records"].where((days["records"] >= 200) & (days["records"] > 10 * usual), 0)
    kept = days[number >= 30]
    found = kept.groupby("list_id", observed=True)["records"].agg(n="sum")
    found["hits"] = spiked[kept.index].groupby(kept["list_id"], observed=True).sum()
    return valued(found)


def stale_addresses(frames: Frames) -> pd.DataFrame:
    known = frames.mailed[frames.mailed["first"].notna()]
    waited = known["first"] - known["utc"] > 730 * DAY_SECONDS
    return shares(known["list_id"], waited | (frames.now - known["last"] > 365 * DAY_SECONDS))


def first_send_bounces(frames: Frames) -> pd.DataFrame:
    known = frames.mailed[frames.mailed["first"].notna()]
    return shares(known["list_id"], (known["status"] == "bounced") & (known["number"] == 1))


def hard_bounces(frames: Frames) -> pd.DataFrame:
    return shares(frames.rows["list_id"], frames.rows["status"] == "bounced")


def complained_share(frames: Frames) -> pd.DataFrame:
    return shares(frames.rows["list_id"], frames.rows["status"] == "complained")


SIGNALS = {
    signal.__name__: signal
    for signal in (
        *(missing_ip, missing_time, ip_concentration, special_use_ip, shared_ips, naive_time, same_second),
        *(second_of_minute, regular_intervals, midnights, flat_hours, time_follows_alphabet, impossible_times),
        *(before_the_list, import_burst, import_spikes, stale_addresses, first_send_bounces, hard_bounces),
        complained_share,
    )
}
