"""Groups D to G: growth, other customers, outcomes, seeded addresses."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from tests.accounts.books import BY_NAME, NOW, book_of, measured, strength, with_tables
from tests.accounts.list_kinds import Row, form

USUAL = form(random.Random(3), 600)  # noqa: S311 - made-up lists


def days(count: int) -> int:
    return int((NOW - timedelta(days=count)).timestamp())


def mails(*rows: tuple[Row, int, int, int]) -> list[tuple[object, ...]]:
    return [("mine", row.email, days(first), days(last), number) for row, first, last, number in rows]


def test_days_far_above_the_usual_speak() -> None:
    moment = "2025-07-01T12:00:00+02:00"
    rows = [*USUAL, *(Row(f"new{n}@isp.example", moment) for n in range(400))]
    assert strength("import_spikes", book_of(mine=rows)) > 0


def test_steady_growth_and_a_young_list_have_no_spikes() -> None:
    assert strength("import_spikes", book_of(mine=USUAL)) == 0
    young = [Row(f"p{n}@isp.example", f"2025-07-0{n % 9 + 1}T12:00:00+02:00") for n in range(900)]
    assert measured("import_spikes", book_of(mine=young)) == {}


def test_people_who_waited_years_for_a_first_mail_speak() -> None:
    old = [replace(row, recorded="2020-01-01T12:00:00+00:00") for row in USUAL[:200]]
    assert strength("stale_addresses", with_tables(book_of(mine=old), mails=mails(*((r, 5, 5, 1) for r in old)))) == 1


def test_people_mailed_all_along_are_not_stale() -> None:
    book = with_tables(book_of(mine=USUAL), mails=mails(*((row, 200, 5, 9) for row in USUAL)))
    assert strength("stale_addresses", book) == 0


def attack(*, seconds: int, ips: bool = True) -> dict[str, list[Row]]:
    """One hand signs the same people up at several forms."""
    start, lists = NOW - timedelta(days=40), {}
    for at, name in enumerate(("mine", "two", "three")):
        times = [(start + timedelta(seconds=n + seconds * at)).isoformat() for n in range(100)]
        ip = "5.9.9.9" if ips else f"5.9.9.{at}"
        signed_up = [Row(f"p{n}@town{n}.gov", moment, ip) for n, moment in enumerate(times)]
        lists[name] = [*form(random.Random(name), 300), *signed_up]  # noqa: S311 - made-up lists
    return lists


def test_the_same_hand_at_several_forms_is_a_bombing() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=60))) == 1


def test_one_record_sold_to_several_customers_is_no_bombing() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=0))) == 0


def test_people_who_subscribe_here_and_there_are_no_bombing() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=60, ips=False))) == 0


def suppressed_there(status: str) -> float:
    there = [replace(row, status=status) for row in USUAL[:200]]
    return strength("suppressed_elsewhere", book_of(mine=USUAL, other=there))


def test_addresses_that_bounced_at_another_customer_speak() -> None:
    assert suppressed_there("bounced") == 1


def test_addresses_that_are_well_at_another_customer_are_silent() -> None:
    assert suppressed_there("subscribed") == 0


def test_ones_own_bounces_are_not_those_of_others() -> None:
    assert strength("suppressed_elsewhere", book_of(mine=[replace(row, status="bounced") for row in USUAL])) == 0


def first_bounces(share: float, number: int) -> float:
    hit = int(len(USUAL) * share)
    rows = [replace(row, status="bounced" if n < hit else "subscribed") for n, row in enumerate(USUAL)]
    sent = mails(*((row, 50, 20, number if row.status == "bounced" else 4) for row in rows))
    return strength("first_send_bounces", with_tables(book_of(mine=rows), mails=sent))


def test_bounces_at_the_first_mail_speak() -> None:
    assert first_bounces(0.2, 1) == 1


def test_bounces_after_many_mails_and_few_at_the_first_are_silent() -> None:
    assert first_bounces(0.2, 6) == 0
    assert first_bounces(0.03, 1) == 0


def with_canaries(*kinds: str) -> tuple[float, float, str]:
    book = with_tables(
        book_of(mine=USUAL), canaries=[(row.email, kind) for row, kind in zip(USUAL, kinds, strict=False)]
    )
    told = " ".join(BY_NAME[name].tell(measured(name, book)["mine"]) for name in ("canary_addresses", "trap_hits"))
    return strength("canary_addresses", book), strength("trap_hits", book), told


def test_one_pristine_canary_is_decisive() -> None:
    assert with_canaries("pristine")[0] == 1


def test_several_recycled_traps_speak_and_one_does_not() -> None:
    assert with_canaries(*["recycled"] * 20)[:2] == (0, 1)
    assert with_canaries("recycled")[:2] == (0, 0)


def test_mistyped_canaries_are_told_and_count_nothing() -> None:
    canary, trap, told = with_canaries(*["typo"] * 9)
    assert (canary, trap) == (0, 0)
    assert "9 are mistyped" in told


def test_a_canary_is_never_named() -> None:
    told = with_canaries("pristine", "recycled")[2]
    assert not any(row.email in told or row.email.partition("@")[0] in told for row in USUAL[:2])


def sold(buyers: tuple[str, ...], *, core: int) -> dict[str, list[Row]]:
    """The same people on the lists of several customers, each with people of its own, as other customers have."""
    shared = [Row(f"sold{n}@isp.example") for n in range(core)]
    lists = {name: [*shared, *(Row(f"{name}{n}@isp.example") for n in range(50))] for name in buyers}
    return lists | {name: [Row(f"{name}{n}@isp.example") for n in range(1500)] for name in ("d", "e", "f")}


def test_a_list_sold_to_three_customers_speaks() -> None:
    assert strength("vendor_core", book_of(**sold(("mine", "two", "three"), core=250))) > 0


def test_what_two_customers_share_is_no_core() -> None:
    assert strength("vendor_core", book_of(**sold(("mine", "two"), core=400))) == 0


def test_a_few_people_with_the_same_customers_are_no_core() -> None:
    assert strength("vendor_core", book_of(**sold(("mine", "two", "three"), core=150))) == 0


def test_what_chance_brings_together_is_no_core() -> None:
    chance = random.Random(5)  # noqa: S311 - made-up lists
    names = ("mine", "two", "three", "four", "five")
    town = {name: [Row(f"p{n}@isp.example") for n in chance.sample(range(2000), 1400)] for name in names}
    assert strength("vendor_core", book_of(**town)) == 0
