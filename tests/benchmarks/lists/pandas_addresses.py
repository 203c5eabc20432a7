"""Signals of the addresses and of what lists are composed of, in pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.lists.pandas_frames import Frames, against, counted, divergence, shares, valued

_ATOM = r"[^\x00-\x20\x7f\"(),.:;<>@\[\]\\]+"
_LOCAL = rf"(?:{_ATOM}(?:\.{_ATOM})*|\"[^\"\\]+\")"
PAIRS = 26 * 26


def role_addresses(frames: Frames) -> pd.DataFrame:
    return shares(frames.rows["list_id"], frames.rows["local"].isin(frames.told["roles"]))


def invalid_addresses(frames: Frames) -> pd.DataFrame:
    local = frames.rows["local"]
    bad = ~frames.of_domains("known") | ~local.str.fullmatch(_LOCAL) | (local.str.len() > 64)
    return shares(frames.rows["list_id"], bad)


def typo_domains(frames: Frames) -> pd.DataFrame:
    kept = ~frames.rows["source"].isin(("paper", "point_of_sale"))
    return shares(frames.rows["list_id"][kept], frames.of_domains("typo_of")[kept] != "")


def disposable_domains(frames: Frames) -> pd.DataFrame:
    return shares(frames.rows["list_id"], frames.of_domains("disposable"))


def government_share(frames: Frames) -> pd.DataFrame:
    return shares(frames.rows["list_id"], frames.of_domains("kind").isin(("government", "education")))


def gibberish_names(frames: Frames) -> pd.DataFrame:
    relays = set(frames.domains.index[frames.domains["kind"] == "relay"])
    drawn = frames.sample.astype({"list_id": str, "domain": str}).sort_values(["list_id", "local", "domain"])
    drawn["position"] = np.arange(len(drawn))
    usual = _letters(drawn[~drawn["domain"].isin(relays)])
    usual["turn"] = usual["position"] * 7919 % 10_007
    usual = usual.sort_values(["list_id", "turn", "position"])
    usual = usual[usual.groupby("list_id").cumcount() < 400]
    codes, starts = _pair_codes(usual["letters"])
    seen = np.bincount(codes, minlength=PAIRS).astype(float)
    first = seen.reshape(26, 26).sum(axis=1).repeat(26)
    model = np.where(seen > 0, np.log((seen + 1) / (first + PAIRS)), np.log(1 / PAIRS) - 3)
    likely = _means(model[codes], starts)
    by_list = pd.Series(likely, index=usual["list_id"].to_numpy()).groupby(level=0).quantile(0.01)
    if len(by_list) < 5:
        return pd.DataFrame({"n": [], "value": []})
    rows = frames.rows[(frames.of_domains("kind") != "relay").to_numpy()]
    named = _letters(rows[["list_id", "local"]])
    codes, starts = _pair_codes(named["letters"])
    return shares(named["list_id"], pd.Series(_means(model[codes], starts) < by_list.median(), index=named.index))


def _letters(rows: pd.DataFrame) -> pd.DataFrame:
    letters = rows["local"].str.replace("[^a-z]", "", regex=True).str.slice(0, 24)
    return rows.assign(letters=letters)[letters.str.len() >= 6]


def _pair_codes(words: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Number each pair of neighbouring letters; and where each word's pairs begin."""
    letters = np.frombuffer("".join(words).encode(), dtype=np.uint8).astype(np.int16) - ord("a")
    ends = words.str.len().to_numpy(dtype=np.int64).cumsum()
    inside = np.ones(len(letters), dtype=bool)
    inside[ends - 1] = False
    codes = (letters[:-1] * 26 + letters[1:])[inside[:-1]]
    starts = np.concatenate([[0], ends[:-1]]) - np.arange(len(ends))
    return codes, starts


def _means(logs: np.ndarray, starts: np.ndarray) -> np.ndarray:
    lengths = np.diff(np.append(starts, len(logs)))
    return np.add.reduceat(logs, starts) / lengths


def numbered_addresses(frames: Frames) -> pd.DataFrame:
    tails = frames.rows["local"].str.extract(r"^(.*?)([0-9]+)$")
    fit = tails[1].str.len().between(1, 9)
    rows = frames.rows.loc[fit, ["list_id", "domain"]].assign(stem=tails[0][fit], figure=tails[1][fit].astype("int64"))
    rows = rows.drop_duplicates().sort_values(["list_id", "domain", "stem", "figure"])
    keys = ["list_id", "domain", "stem"]
    rows["island"] = rows["figure"] - rows.groupby(keys, observed=True).cumcount()
    runs = rows.groupby([*keys, "island"], observed=True).size()
    return against(frames.sizes(), runs[runs >= 5].groupby("list_id", observed=True).sum())


def dictionary_names(frames: Frames) -> pd.DataFrame:
    named = frames.rows.loc[
        frames.rows["local"].isin(frames.told["first_names"]), ["list_id", "domain", "local"]
    ].drop_duplicates()
    runs = named.groupby(["list_id", "domain"], observed=True).size()
    return against(frames.sizes(), runs[runs >= 20].groupby("list_id", observed=True).sum())


def tagged_for_another(frames: Frames) -> pd.DataFrame:
    rows = frames.rows
    tag = rows["local"].str.extract(r"^[^+]+\+(.+)$", expand=False)
    own = (frames.of_domains("kind") == "company") & (rows["local"].str.len() >= 7)
    word = tag.fillna(rows["local"].where(own, "")).str.replace("[^a-z0-9]", "", regex=True)
    worded = rows.loc[word != "", ["list_id", "account_id", "domain"]].assign(word=word[word != ""])
    met = worded.merge(frames.names, on="word", suffixes=("", "_other"))
    names = met["domain"].astype(str).str.replace("-", "")
    begins = pd.Series([name.startswith(word) for name, word in zip(names, met["word"], strict=True)], dtype=bool)
    strange = met[(met["account_id"].astype(str) != met["account_id_other"]) & ~begins]
    found = against(frames.sizes(), strange.groupby("list_id", observed=True).size())
    found["value"] = found["hits"].clip(upper=2) / 2
    return found


def domain_mix(frames: Frames) -> pd.DataFrame:
    labelled = frames.rows[["list_id"]].assign(label=frames.of_domains("label").astype("category"))
    sample = frames.sample.assign(label=frames.sample["domain"].map(frames.domains["label"]))
    sample = sample.astype({"list_id": str, "account_id": str, "consent": str, "label": str})
    mixes = counted(sample, ["list_id", "account_id", "consent", "label"])
    mixes["share"] = mixes["number"] / mixes.groupby("list_id")["number"].transform("sum")
    everyone = mixes.groupby(["consent", "label"])["share"].sum().rename("shares").reset_index()
    own = mixes.groupby(["account_id", "consent", "label"])["share"].sum().rename("own_shares").reset_index()
    lists = sample[["list_id", "account_id", "consent"]].drop_duplicates()
    target = frames.rows[["list_id", "account_id"]].drop_duplicates().astype(str)
    target["consent"] = target["list_id"].map(frames.lists["consent"])
    own_lists = target.merge(counted(lists, ["account_id", "consent"]), how="left")["number"].fillna(0).to_numpy()
    target["others"] = target["consent"].map(lists.groupby("consent").size()).to_numpy() - own_lists
    target = target[target["others"] >= 5]
    held = target.merge(everyone, on="consent").merge(own, how="left", on=["account_id", "consent", "label"])
    held["share"] = (held["shares"] - held["own_shares"].fillna(0)) / held["others"]
    mix = counted(labelled, ["list_id", "label"]).astype({"list_id": str})
    return divergence(mix, held[["list_id", "label", "share"]])


def country_mix(frames: Frames) -> pd.DataFrame:
    labelled = frames.rows[["list_id"]].assign(label=frames.of_domains("country").astype("category"))
    own = counted(labelled[labelled["label"] != ""], ["list_id", "label"]).astype({"list_id": str, "label": str})
    sample = frames.sample.assign(label=frames.sample["domain"].map(frames.domains["country"]))
    sample = sample[sample["label"] != ""].astype({"list_id": str, "account_id": str, "label": str})
    others = counted(sample, ["account_id", "list_id", "label"]).rename(columns={"list_id": "other"})
    lists = frames.rows[["list_id", "account_id"]].drop_duplicates().astype(str)
    met = lists.merge(others, on="account_id")
    met = met[met["list_id"] != met["other"]]
    summed = met.groupby(["list_id", "label"])["number"].sum().reset_index()
    whole = summed.groupby("list_id")["number"].transform("sum")
    usual = summed.assign(share=summed["number"] / whole)[whole >= 200]
    return divergence(own, usual[["list_id", "label", "share"]])


def singleton_domains(frames: Frames) -> pd.DataFrame:
    domains = counted(frames.rows, ["list_id", "domain"])
    found = domains.groupby("list_id", observed=True)["number"].agg(n="sum")
    found["hits"] = (domains["number"] == 1).groupby(domains["list_id"], observed=True).sum()
    return valued(found)


def site_contacts(frames: Frames) -> pd.DataFrame:
    rows = frames.rows[(frames.of_domains("kind") == "company").to_numpy()]
    contact = rows["local"].isin(frames.told["contacts"])
    domains = contact.groupby([rows["list_id"], rows["domain"]], observed=True).agg(["size", "sum"]).reset_index()
    return shares(domains["list_id"], (domains["size"] == 1) & (domains["sum"] == 1))


def file_order(frames: Frames) -> pd.DataFrame:
    before = frames.rows.groupby("list_id", observed=True)["email"].shift()
    has = before.notna()
    return shares(frames.rows["list_id"][has], before[has] < frames.rows["email"][has])


SIGNALS = {
    signal.__name__: signal
    for signal in (
        *(role_addresses, invalid_addresses, typo_domains, disposable_domains, government_share, gibberish_names),
        *(numbered_addresses, dictionary_names, tagged_for_another, domain_mix, country_mix, singleton_domains),
        *(site_contacts, file_order),
    )
}
