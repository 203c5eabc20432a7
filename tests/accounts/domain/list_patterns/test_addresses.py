"""Group A: what the addresses themselves are like."""

from __future__ import annotations

import random

from tests.accounts.books import book_of, measured, strength, with_tables
from tests.accounts.list_kinds import Row, form

CHANCE = random.Random(5)  # noqa: S311 - made-up lists
USUAL = form(CHANCE, 400)


def mixed(emails: list[str], source: str = "web_form") -> list[Row]:
    """Put some addresses onto a usual list."""
    return [*USUAL, *(Row(email, source=source) for email in emails)]


def test_addresses_that_cannot_exist_speak() -> None:
    bad = ["a b@isp.example", "x@nowhere", "x@isp.invalidtld", "..@isp.example", f"{'x' * 65}@isp.example"]
    found = measured("invalid_addresses", book_of(mine=mixed([*bad, *(f"p{n}@isp.exampel" for n in range(25))])))
    assert found["mine"]["hits"] == 30


def test_odd_addresses_that_do_exist_are_not_invalid() -> None:
    odd = ["o'hara+news@isp.example", "m\u00fcller@isp.example", '"a b"@isp.example', "x_y-z@sub.isp.co.uk", "a@b.test"]
    assert measured("invalid_addresses", book_of(mine=mixed(odd)))["mine"]["hits"] == 0


def test_a_few_typing_mistakes_are_no_invalid_list() -> None:
    assert strength("invalid_addresses", book_of(mine=mixed(["x@nowhere", "y@nowhere"]))) == 0


def test_mistyped_providers_on_a_form_speak() -> None:
    assert strength("typo_domains", book_of(mine=mixed([f"p{n}@gmial.com" for n in range(9)]))) > 0


def test_mistyped_providers_on_sheets_and_tills_are_expected() -> None:
    book = book_of(mine=mixed([f"p{n}@gmial.com" for n in range(40)], source="paper"))
    assert strength("typo_domains", book) == 0


def test_a_provider_whose_name_is_near_anothers_is_no_typo() -> None:
    assert strength("typo_domains", book_of(mine=mixed([f"p{n}@ymail.com" for n in range(40)]))) == 0


def test_throw_away_mailboxes_speak_below_their_domains_too() -> None:
    emails = [f"p{n}@{'sub.' if n % 2 else ''}thrown-away.example" for n in range(60)]
    assert strength("disposable_domains", book_of(mine=mixed(emails))) > 0


def test_a_few_throw_away_mailboxes_are_silent() -> None:
    assert strength("disposable_domains", book_of(mine=mixed(["a@thrown-away.example"]))) == 0


def gibberish(chance: random.Random, size: int, domain: str = "isp.example") -> list[Row]:
    return [Row(f"{''.join(chance.choices('bcdfghjklmnpqrstvwxz', k=10))}{n}@{domain}") for n in range(size)]


def usual_lists() -> dict[str, list[Row]]:
    return {f"usual{n}": form(random.Random(n), 250) for n in range(6)}  # noqa: S311 - made-up lists


def test_local_parts_like_no_name_speak() -> None:
    assert strength("gibberish_names", book_of(mine=gibberish(CHANCE, 300), **usual_lists())) == 1


def test_random_names_of_a_privacy_relay_are_left_out() -> None:
    book = book_of(mine=[*USUAL, *gibberish(CHANCE, 300, "privaterelay.appleid.com")], **usual_lists())
    assert strength("gibberish_names", book) == 0


def test_usual_names_are_no_gibberish() -> None:
    assert strength("gibberish_names", book_of(mine=USUAL, **usual_lists())) == 0


def test_without_enough_lists_nothing_is_gibberish() -> None:
    assert measured("gibberish_names", book_of(mine=gibberish(CHANCE, 300))) == {}


_WORDS = "anna bernd carla daniel emil felix greta hans ida jan karl lena maria nina otto paul rosa sara tom uwe vera"
NAMES = tuple(_WORDS.split())


def test_first_names_down_a_dictionary_speak() -> None:
    emails = [f"{name}@{domain}" for name in NAMES for domain in ("firm1.example", "firm2.example", "firm3.example")]
    assert strength("dictionary_names", book_of(mine=mixed(emails))) > 0


def test_first_names_spread_over_companies_are_silent() -> None:
    emails = [f"{name}@firm{n}{name}.example" for name in NAMES for n in range(4)]
    assert strength("dictionary_names", book_of(mine=mixed(emails))) == 0


def tagged(*emails: str) -> float:
    names = [(f"account of {name}", f"{name}shop") for name in ("other", "another", "third", "my")]
    names[-1] = ("account of mine", "myshop")
    return strength("tagged_for_another", with_tables(book_of(mine=mixed(list(emails))), names=names))


def test_addresses_tagged_for_three_other_customers_are_decisive() -> None:
    assert tagged("ann+othershop@isp.example", "bob+another-shop@isp.example", "cid+thirdshop@isp.example") == 1


def test_addresses_tagged_for_two_other_customers_speak() -> None:
    assert 0 < tagged("ann+othershop@isp.example", "bob+anothershop@isp.example") < 1


def test_a_name_that_chance_brings_once_or_twice_is_silent() -> None:
    assert tagged("ann+othershop@isp.example", "bob+othershop@isp.example") == 0


def test_an_address_made_for_another_customer_at_a_domain_of_its_own_counts() -> None:
    assert tagged("othershop@ann-at-home.example", "anothershop@bob-at-home.example") > 0


def test_the_customers_own_name_and_other_tags_are_silent() -> None:
    assert tagged("ann+myshop@isp.example", "bob+news@isp.example", "othershop@othershop.example") == 0


def numbered(evidence: str, others: int) -> float:
    """Numbers at one domain, too few for the tests to take it for a provider."""
    rows = [Row(f"s{4000 + n}@school.example", source="import", evidence=evidence) for n in range(45)]
    return strength("numbered_addresses", book_of(mine=[*USUAL[:others], *rows]))


def test_numbers_at_a_school_that_exported_its_own_people_are_silent() -> None:
    assert numbered("enrolment, term 3", others=30) == 0


def test_numbers_at_one_domain_without_evidence_speak() -> None:
    assert numbered("", others=30) == 1


def test_numbers_at_a_domain_that_is_a_small_part_of_the_list_speak() -> None:
    assert numbered("customers", others=300) > 0
