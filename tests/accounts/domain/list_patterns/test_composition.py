"""Group B: what the list is composed of."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import ibis

from tests.accounts.books import book_of, measured, strength
from tests.accounts.list_kinds import Row, business, form

if TYPE_CHECKING:
    from accounts.domain.ports import Book


def usual(size: int = 600, seed: int = 0) -> list[Row]:
    return form(random.Random(seed), size)  # noqa: S311 - made-up lists


def among_others(mine: list[Row], others: int = 6) -> Book:
    return book_of(mine=mine, **{f"usual{n}": usual(200, n) for n in range(others)})


def test_a_list_without_the_usual_providers_diverges() -> None:
    assert strength("domain_mix", among_others([Row(f"p{n}@firm{n}.example") for n in range(600)])) == 1


def test_the_usual_mix_of_domains_is_silent() -> None:
    assert strength("domain_mix", among_others(usual())) == 0


def test_a_mix_of_domains_is_not_judged_by_a_few_addresses_or_lists() -> None:
    assert strength("domain_mix", among_others([Row(f"p{n}@firm{n}.example") for n in range(400)])) == 0
    assert measured("domain_mix", among_others(usual(), others=4)) == {}


def test_companies_with_nothing_but_their_sites_address_speak() -> None:
    rows = [Row(f"{'info' if n % 4 else f'ann{n}'}@firm{n}.example") for n in range(300)]
    assert strength("site_contacts", book_of(mine=rows)) == 1


def test_colleagues_beside_the_general_address_are_no_site_contacts() -> None:
    rows = [Row(f"{name}@firm{n}.example") for n in range(200) for name in ("info", f"ann{n}")]
    assert strength("site_contacts", book_of(mine=rows)) == 0
    assert strength("site_contacts", book_of(mine=business(random.Random(1), 400))) == 0  # noqa: S311 - made-up lists


def test_offices_and_schools_speak() -> None:
    rows = [Row(f"p{n}@{('town.gov', 'city.gov.uk', 'school.edu', 'uni.ac.uk')[n % 4]}") for n in range(100)]
    assert strength("government_share", book_of(mine=[*usual(), *rows])) > 0


def test_one_office_or_school_may_be_the_senders_own() -> None:
    assert strength("government_share", book_of(mine=[*usual(), *(Row(f"p{n}@town.gov") for n in range(100))])) == 0


def test_a_company_with_edu_in_its_name_is_no_school() -> None:
    rows = [Row(f"p{n}@edu-gov.example") for n in range(300)]
    assert strength("government_share", book_of(mine=[*usual(), *rows])) == 0


def countries(mine: str, other: str, *, together: bool) -> float:
    book = book_of(
        mine=[Row(f"p{n}@firm{n}.{mine}") for n in range(300)], other=[Row(f"p{n}@firm{n}.{other}") for n in range(300)]
    )
    if together:
        one = ibis.literal("one")
        book = replace(book, rows=book.rows.mutate(account_id=one), sample=book.sample.mutate(account_id=one))
    return strength("country_mix", book)


def test_another_country_than_the_customers_other_lists_speaks() -> None:
    assert countries("ru", "de", together=True) == 1


def test_the_same_country_or_no_other_list_is_silent() -> None:
    assert countries("de", "de", together=True) == 0
    assert countries("ru", "de", together=False) == 0
