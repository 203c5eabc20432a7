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


def waited(log_begins: int) -> float:
    """People who opted in years ago have their first mail now; one has had the list's since the log begins."""
    old = [replace(row, recorded="2020-01-01T12:00:00+00:00") for row in USUAL[:200]]
    sent = mails((old[0], log_begins, 5, 40), *((row, 5, 5, 1) for row in old[1:]))
    return strength("stale_addresses", with_tables(book_of(mine=old), mails=sent))


def test_people_who_waited_years_for_a_first_mail_speak() -> None:
    assert waited(log_begins=900) == 1


def test_nobody_is_said_to_have_waited_before_the_log_begins() -> None:
    assert waited(log_begins=30) == 0


def asleep(list_days: int, recorded: str, among: int = 600) -> float:
    rows = [replace(row, recorded=recorded) if n < among else row for n, row in enumerate(USUAL)]
    book = with_tables(book_of(mine=rows), lists=[("mine", "single_opt_in", 600, days(list_days))])
    return strength("long_asleep", book)


def test_a_new_list_of_old_opt_ins_speaks() -> None:
    assert asleep(40, "2019-01-01T12:00:00+00:00") == 1


def test_a_list_that_takes_people_in_or_is_as_old_as_they_are_is_awake() -> None:
    assert asleep(40, "2019-01-01T12:00:00+00:00", among=500) == 0
    assert asleep(2500, "2019-05-01T12:00:00+00:00") == 0


def test_people_mailed_all_along_are_not_stale() -> None:
    book = with_tables(book_of(mine=USUAL), mails=mails(*((row, 200, 5, 9) for row in USUAL)))
    assert strength("stale_addresses", book) == 0


def attack(*, seconds: int, machines: bool = True, confirmed: bool = False) -> dict[str, list[Row]]:
    """A few machines sign the same people up at several forms."""
    start, lists = NOW - timedelta(days=40), {}
    for at, name in enumerate(("mine", "two", "three")):
        times = [(start + timedelta(seconds=n + seconds * at)).isoformat() for n in range(100)]
        signed_up = [
            Row(f"p{n}@town{n}.gov", moment, f"5.9.{at}.{n % 5 if machines else n}", confirmed=confirmed)
            for n, moment in enumerate(times)
        ]
        lists[name] = [*form(random.Random(name), 300), *signed_up]  # noqa: S311 - made-up lists
    return lists


def test_the_same_hand_at_several_forms_is_a_bombing() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=60))) == 1


def test_one_record_sold_to_several_customers_is_no_bombing() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=0))) == 0


def test_people_who_subscribe_here_and_there_are_no_bombing() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=60, machines=False))) == 0


def test_people_who_confirmed_were_not_bombed() -> None:
    assert strength("sign_up_bombing", book_of(**attack(seconds=60, confirmed=True))) == 0


def test_a_list_that_is_mostly_such_records_is_no_victim() -> None:
    attacked = {name: rows[260:] for name, rows in attack(seconds=60).items()}
    assert strength("sign_up_bombing", book_of(**attacked)) == 0


def test_what_a_bombing_left_behind_is_not_measured() -> None:
    book = book_of(**attack(seconds=60))
    assert measured("shared_core", book)["mine"]["hits"] == 0
    assert measured("government_share", book)["mine"]["hits"] == 0


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


def copied(buyers: tuple[str, ...], people: int, *, ip: str = "", recorded: str = "") -> float:
    """The first records of one list are those of other customers too, as they are or changed."""
    taken = [replace(row, ip=ip or row.ip, recorded=recorded or row.recorded) for row in USUAL[:people]]
    lists = dict.fromkeys(buyers, taken)
    return strength("copied_opt_ins", book_of(mine=USUAL, **lists))


def test_the_same_opt_ins_at_three_customers_are_decisive() -> None:
    assert copied(("two", "three"), 20) == 1


def test_the_same_opt_ins_at_two_customers_speak() -> None:
    assert 0.5 < copied(("two",), 200) < 1


def test_people_who_opted_in_at_each_customer_are_no_copies() -> None:
    assert copied(("two", "three"), 200, ip="5.9.9.9") == 0
    assert copied(("two", "three"), 200, recorded="2025-05-05T10:00:00+00:00") == 0


def known(others: dict[str, int]) -> float:
    return strength("known_elsewhere", book_of(mine=USUAL, **{name: USUAL[:many] for name, many in others.items()}))


def test_many_people_of_other_customers_speak() -> None:
    assert known({"two": 150}) > 0


def test_a_few_people_of_other_customers_are_silent() -> None:
    assert known({"two": 50, "three": 40}) == 0


def leavers(share: float, number: int) -> float:
    hit = int(len(USUAL) * share)
    rows = [replace(row, status="unsubscribed" if n < hit else "subscribed") for n, row in enumerate(USUAL)]
    sent = mails(*((row, 50, 20, number if row.status == "unsubscribed" else 4) for row in rows))
    return strength("first_send_leavers", with_tables(book_of(mine=rows), mails=sent))


def test_people_who_leave_at_the_first_mail_speak() -> None:
    assert leavers(0.15, 1) == 1


def test_people_who_leave_after_many_mails_and_a_few_at_the_first_are_silent() -> None:
    assert leavers(0.15, 6) == 0
    assert leavers(0.02, 1) == 0
