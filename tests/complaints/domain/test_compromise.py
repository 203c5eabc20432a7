"""Whether mail looks like that of somebody who broke in: what is said, and when that suggests to remediate."""

from __future__ import annotations

from complaints.domain.compromise import Departure, Trace, compromise

SCRIPT = Trace(header="X-PHP-Script", detail="A PHP script sent it.")
PANEL = Trace(header="X-AntiAbuse", detail="A hosting panel's trace.")


def test_a_script_with_nothing_against_it_suggests_to_remediate() -> None:
    found = compromise([Departure(shown=True, traces=(SCRIPT,))])
    assert found.sentences == ("A PHP script sent it.",)
    assert found.suggests


def test_a_script_that_mails_to_the_lists_of_the_account_suggests_nothing() -> None:
    found = compromise([Departure(shown=True, traces=(SCRIPT,), on_a_list=True)])
    assert not found.suggests
    assert "0 of 1 recipients that were looked up stand on no list of the account." in found.sentences


def test_a_panels_trace_alone_suggests_nothing() -> None:
    assert not compromise([Departure(shown=True, traces=(PANEL,))]).suggests


def test_a_panels_trace_and_strangers_suggest_to_remediate() -> None:
    copies = [Departure(shown=True, traces=(PANEL,), on_a_list=number > 7) for number in range(10)]
    found = compromise(copies)
    assert found.suggests
    assert "8 of 10 recipients that were looked up stand on no list of the account." in found.sentences


def test_strangers_alone_suggest_nothing() -> None:
    assert not compromise([Departure(shown=True, on_a_list=False)] * 10).suggests


def test_content_unlike_before_from_a_new_address_suggests_to_remediate() -> None:
    found = compromise([Departure(shown=True, similarity=0.1, new_source=True)] * 3)
    assert found.suggests
    assert found.sentences == (
        "The content is unlike what the account sent before: median similarity 0.10 of 3.",
        "3 of 3 left from an address that the account did not use before.",
    )


def test_copies_that_are_not_shown_say_nothing_of_the_account() -> None:
    found = compromise([Departure(shown=False, on_a_list=False, similarity=0.0, new_source=True)] * 5)
    assert (found.sentences, found.suggests) == ((), False)


def test_the_same_trace_is_told_once() -> None:
    assert len(compromise([Departure(shown=True, traces=(SCRIPT,))] * 9).sentences) == 1


def test_nothing_gives_nothing() -> None:
    assert compromise([]).sentences == ()
