"""Signals of the other customers' lists, in pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.lists.pandas_frames import DAY_SECONDS, Frames, against, shares, valued

if TYPE_CHECKING:
    import pandas as pd


def _customers(frames: Frames) -> pd.DataFrame:
    """Give each person's customers once."""
    return frames.rows[["person", "account_id"]].drop_duplicates()


def overlap(frames: Frames) -> pd.DataFrame:
    lists = frames.rows.groupby("person")["list_id"].transform("size")
    places = frames.rows.loc[lists.between(2, 40), ["person", "list_id", "account_id"]]
    met = places.merge(places, on="person", suffixes=("", "_other"))
    met = met[met["account_id"] != met["account_id_other"]]
    pairs = met.groupby(["list_id", "list_id_other"], observed=True).size().rename("hits").reset_index()
    sizes = frames.sizes()
    own, other = (pairs[name].map(sizes).astype("int64") for name in ("list_id", "list_id_other"))
    pairs["n"] = own.where(own < other, other)
    pairs = valued(pairs[pairs["n"] >= 100].copy())
    most = pairs.sort_values(["value", "n"]).groupby("list_id", observed=True).last()
    return most[["n", "value"]]


def shared_core(frames: Frames) -> pd.DataFrame:
    customers = _customers(frames).groupby("person").size()
    core = customers.index[customers >= 3]
    return shares(frames.rows["list_id"], frames.rows["person"].isin(core))


def vendor_core(frames: Frames) -> pd.DataFrame:
    pairs = _customers(frames)
    customers = pairs.groupby("person")["account_id"].transform("size")
    several = pairs[customers.between(3, 12)]
    mine = frames.rows[["list_id", "account_id", "person"]].drop_duplicates()
    met = mine.merge(several.rename(columns={"account_id": "second"}), on="person")
    met = met[met["account_id"] != met["second"]]
    met = met.merge(several.rename(columns={"account_id": "third"}), on="person")
    codes = [met[name].cat.codes for name in ("account_id", "second", "third")]
    met = met[(codes[0] != codes[2]) & (codes[1] < codes[2])]
    hits = met.groupby(["list_id", "second", "third"], observed=True).size().rename("hits").reset_index()
    sizes = frames.sizes()
    owners = sizes.groupby(_owners(frames)).sum()
    whole = sizes.sum() / frames.rows.groupby("person").size().mean()
    own = hits["list_id"].map(mine.groupby("list_id", observed=True).size()).astype("float64")
    second, third = (hits[name].astype(str).map(owners).astype("float64") / whole for name in ("second", "third"))
    hits["together"] = hits["hits"].where(hits["hits"] >= 10 * own * second * third, 0)
    found = against(sizes, hits.groupby("list_id", observed=True)["together"].max())
    found["value"] = (found["hits"] / 400).clip(upper=1)
    return found


def _owners(frames: Frames) -> pd.Series:
    return frames.rows[["list_id", "account_id"]].drop_duplicates().set_index("list_id")["account_id"].astype(str)


def suppressed_elsewhere(frames: Frames) -> pd.DataFrame:
    rows = frames.rows
    bad = rows.loc[rows["status"].isin(("bounced", "complained")), ["person", "account_id"]].drop_duplicates()
    mine = rows[["list_id", "account_id", "person"]]
    met = mine.merge(bad, on="person", suffixes=("", "_other"))
    met = met.loc[met["account_id"] != met["account_id_other"], ["list_id", "person"]].drop_duplicates()
    return against(frames.sizes(), met.groupby("list_id", observed=True).size())


def sign_up_bombing(frames: Frames) -> pd.DataFrame:
    rows = frames.rows
    kept = (rows["source"] == "web_form") & (rows["ip"] != "") & rows["utc"].notna()
    mine = rows.loc[kept & ~frames.is_special(rows["ip"])]
    mine = mine[["list_id", "account_id", "person", "ip", "utc"]]
    there = rows.loc[rows["person"].isin(mine["person"]), ["account_id", "person", "ip", "utc"]]
    met = mine.merge(there, on=["person", "ip"], suffixes=("", "_other"))
    apart = (met["utc"] - met["utc_other"]).abs()
    met = met[(met["account_id"] != met["account_id_other"]) & (apart > 0) & (apart <= DAY_SECONDS)]
    met = met[["list_id", "person", "account_id_other"]].drop_duplicates()
    victims = met.groupby(["list_id", "person"], observed=True).size()
    return against(mine.groupby("list_id", observed=True).size(), victims[victims >= 2].groupby("list_id").size())


SIGNALS = {
    signal.__name__: signal for signal in (overlap, shared_core, vendor_core, suppressed_elsewhere, sign_up_bombing)
}
