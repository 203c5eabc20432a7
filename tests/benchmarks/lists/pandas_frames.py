"""What the figures in pandas are computed from, and what several of them need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_SECONDS = 86_400
SLACK_SECONDS = 26 * 3600
WRITTEN = ("paper", "point_of_sale")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The records and what they are compared with.

    Attributes:
        rows: a row a subscription, in the order in which they came.
        lists: by list_id: consent, created (seconds) and subscribers.
        mailed: the rows with the first, last and number of the list's mails to the address; NaN for none.
        sample: some of the rows.
        domains: by domain: what it is.
        names: account_id and word.
        told: first_names, roles, contacts and special_ips (a regular expression) of the signals.
        now: seconds since 1970.
    """

    rows: pd.DataFrame
    lists: pd.DataFrame
    mailed: pd.DataFrame
    sample: pd.DataFrame
    domains: pd.DataFrame
    names: pd.DataFrame
    told: dict[str, Any]
    now: int

    def of_domains(self, column: str) -> pd.Series:
        """Give what the domain of each row is."""
        return pd.Series(self.domains[column].to_numpy()[self.rows["domain"].cat.codes], index=self.rows.index)

    def is_special(self, ips: pd.Series) -> pd.Series:
        """Tell addresses that nobody on the Internet has."""
        return ips.str.contains(self.told["special_ips"].replace("(", "(?:"))

    def sizes(self) -> pd.Series:
        """Count the records of each list."""
        return self.rows.groupby("list_id", observed=True).size()


def shares(lists: pd.Series, hit: pd.Series) -> pd.DataFrame:
    """Count rows and hits of each list."""
    found = hit.astype(bool).groupby(lists, observed=True).agg(n="size", hits="sum")
    return valued(found)


def against(sizes: pd.Series, hits: pd.Series) -> pd.DataFrame:
    """Hold hits against the records of each list."""
    # As texts: categories are not aligned where their numbers are of different widths.
    found = sizes.rename(index=str).to_frame("n")
    found["hits"] = hits.rename(index=str).reindex(found.index).fillna(0)
    return valued(found)


def valued(found: pd.DataFrame) -> pd.DataFrame:
    """Divide hits by n."""
    found["value"] = found["hits"] / found["n"]
    return found


def commonest(rows: pd.DataFrame, label: str) -> pd.DataFrame:
    """Find how many rows of each list have its commonest label."""
    counted = rows.groupby(["list_id", label], observed=True).size()
    return valued(counted.groupby("list_id", observed=True).agg(n="sum", hits="max"))


def divergence(own: pd.DataFrame, usual: pd.DataFrame) -> pd.DataFrame:
    """Compare mixes by Jensen and Shannon: list_id, label and number against list_id, label and share."""
    n = own.groupby("list_id", observed=True)["number"].sum()
    mine = own.assign(p=own["number"] / own["list_id"].map(n).astype("float64"))[["list_id", "label", "p"]]
    both = mine.merge(usual.rename(columns={"share": "q"}), how="outer", on=["list_id", "label"])
    both = both[both["list_id"].isin(usual["list_id"]) & both["list_id"].isin(n.index)].fillna({"p": 0.0, "q": 0.0})
    middle = (both["p"] + both["q"]) / 2
    both["part"] = (_part(both["p"], middle) + _part(both["q"], middle)) / 2
    found = both.groupby("list_id", observed=True)["part"].agg(divergence="sum", classes="size")
    found["n"] = n.reindex(found.index)
    found["value"] = (found["divergence"] - found["classes"] / (2 * found["n"])).clip(lower=0)
    return found


def _part(share: pd.Series, middle: pd.Series) -> pd.Series:
    safe = share.where(share > 0, 1.0)
    return share * np.log(safe / middle)


def counted(rows: pd.DataFrame, keys: Sequence[str], name: str = "number") -> pd.DataFrame:
    """Count rows by keys."""
    return rows.groupby(list(keys), observed=True).size().rename(name).reset_index()
