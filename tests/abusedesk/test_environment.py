from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from abusedesk import environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_flag_understands_every_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DESK_PROBE", word)
    assert environment.flag("DESK_PROBE", default=False)


@pytest.mark.parametrize("word", ["0", "False", "no", "off"])
def test_a_flag_understands_every_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DESK_PROBE", word)
    assert not environment.flag("DESK_PROBE", default=True)


@pytest.mark.parametrize("default", [True, False])
def test_an_empty_flag_counts_as_missing(monkeypatch: pytest.MonkeyPatch, *, default: bool) -> None:
    monkeypatch.setenv("DESK_PROBE", " ")
    assert environment.flag("DESK_PROBE", default=default) is default


def test_a_flag_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PROBE", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DESK_PROBE is 'maybe'; write 1 or 0"):
        environment.flag("DESK_PROBE", default=True)


def test_a_number_that_is_missing_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PROBE", " ")
    assert environment.number("DESK_PROBE", 25) == 25


@pytest.mark.parametrize("word", ["-1", "0", "1.5", "²", "many"])
def test_a_number_out_of_reason_stops_the_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DESK_PROBE", word)
    with pytest.raises(ImproperlyConfigured, match="whole number of at least 1"):
        environment.number("DESK_PROBE", 25, at_least=1)


def test_a_word_that_is_missing_is_the_first_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_WORD", "")
    assert environment.one_of("DESK_WORD", ("one", "two")) == "one"


def test_a_word_that_is_no_choice_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_WORD", "three")
    with pytest.raises(ImproperlyConfigured, match="DESK_WORD is 'three'; write one of one, two"):
        environment.one_of("DESK_WORD", ("one", "two"))


def test_words_are_split_at_commas_and_empty_ones_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PROBE", " a.example, ,b.example,")
    assert environment.words("DESK_PROBE") == ["a.example", "b.example"]


def test_domains_are_compared_in_lower_case_without_their_final_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PROBE", "Lists.Example.org., _x.example")
    assert environment.domains("DESK_PROBE") == {"lists.example.org", "_x.example"}


def test_no_domain_at_all_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_PROBE", raising=False)
    assert environment.domains("DESK_PROBE") == frozenset()


@pytest.mark.parametrize("word", ["localhost", "https://a.example", "*.a.example", "a..example", "a@b.example"])
def test_what_is_no_domain_stops_the_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DESK_PROBE", f"good.example,{word}")
    with pytest.raises(ImproperlyConfigured, match="write domains"):
        environment.domains("DESK_PROBE")


def test_an_ipv6_host_stands_in_brackets_in_an_address() -> None:
    assert [environment.in_address(host) for host in ("::1", "127.0.0.1")] == ["[::1]", "127.0.0.1"]


def test_a_secret_of_the_environment_leaves_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESK_PROBE", "given")
    assert environment.secret("DESK_PROBE", tmp_path / "secret", str) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_was_made_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    first = environment.secret("DESK_PROBE", path, lambda: "made")
    assert (first, environment.secret("DESK_PROBE", path, lambda: "other")) == ("made", "made")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    numbers = count()
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(
            lambda _: environment.secret("DESK_PROBE", tmp_path / "secret", lambda: f"made {next(numbers)}"), range(64)
        )
        assert len(set(answers)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_an_empty_secret_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        environment.secret("DESK_PROBE", tmp_path / "secret", lambda: "made")


def test_secrets_have_a_user_and_a_long_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "desk:correct-horse-battery, desk:another-one-of-these")
    assert environment.secrets("HOOK") == ["desk:correct-horse-battery", "desk:another-one-of-these"]


@pytest.mark.parametrize(
    "word", ["correct-horse-battery", ":correct-horse-battery", "desk:short", "desk:körrekt-horse-battery"]
)
def test_a_secret_that_is_none_stops_the_start_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("HOOK", word)
    with pytest.raises(ImproperlyConfigured, match="HOOK cannot be used") as told:
        environment.secrets("HOOK")
    assert word not in str(told.value)


def test_variables_are_found_by_how_their_names_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_KEY", "x")
    monkeypatch.setenv("HOOK_EMPTY", "")
    assert environment.named("HOOK_") == {"KEY": "x"}
