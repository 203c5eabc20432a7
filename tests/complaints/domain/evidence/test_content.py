from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING

import pytest

from accounts.domain.records import CampaignRecord
from complaints.domain.evidence.content import UNDECIDED, likeness_of_copy, similarity, subjects_agree
from tests.complaints.domain.world import SPAM, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

SENT_TEXT = TEXT.replace("{{first_name}}", "Anna Maria")
BANNER = (
    "CAUTION: This email comes from outside of the organisation. Do not click on links unless you know the sender.\n"
)


def campaign(text: str = TEXT, html: str = "") -> CampaignRecord:
    return CampaignRecord(campaign_id="c1", account_id="acme", text=text, html=html)


@pytest.mark.parametrize(
    "copy",
    [
        SENT_TEXT,
        SENT_TEXT.upper(),
        "> " + SENT_TEXT.replace("\n", "\n> "),
        " ".join(SENT_TEXT.split()),
        BANNER + SENT_TEXT,
        SENT_TEXT + "\nUnsubscribe: https://click.example.com/u/abc\nGarden Centre, 1 Long Road, 12345 Town",
        "\n".join(SENT_TEXT.splitlines()[:5]),
    ],
)
def test_a_copy_that_only_travelled_is_the_campaigns(copy: str) -> None:
    found = similarity(copy, campaign())
    assert found is not None
    assert found >= 0.6


@pytest.mark.parametrize("copy", [SPAM, SPAM + "our garden centre opens its doors"])
def test_foreign_content_is_not_the_campaigns(copy: str) -> None:
    found = similarity(copy, campaign())
    assert found is not None
    assert found < 0.4


def test_the_html_body_counts_where_there_is_no_text() -> None:
    html = "<p>" + TEXT.replace("\n\n", "</p><p>") + "</p><style>.x{}</style>"
    assert similarity(SENT_TEXT, campaign(text="", html=html)) == 1.0


def test_a_text_that_is_all_merge_field_says_nothing() -> None:
    assert similarity(SPAM, campaign(text="{{greeting}} {{content}} {{footer}}")) is None


def test_a_merge_field_does_not_make_room_for_a_whole_spam() -> None:
    opened = "{{greeting}}\n" + TEXT
    found = similarity(SPAM * 3, campaign(text=opened))
    assert found is not None
    assert found < 0.4


def test_too_little_text_says_nothing() -> None:
    assert similarity("See you on Saturday", campaign()) is None


def test_content_without_spaces_between_words_is_compared() -> None:
    text = "本日は当店の新しい商品をご紹介いたしますので、ぜひ一度ご覧くださいませ。皆様のご来店をお待ちしております。"
    found = similarity(text, campaign(text=text))
    assert found == 1.0


def test_long_texts_are_compared_in_linear_time() -> None:
    began = time.process_time()
    similarity("word " * 100_000, campaign(text="{{a}} word " * 50_000))
    similarity("{{" * 100_000, campaign(text="{{" * 100_000))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("shown", "recorded", "agree"),
    [
        ("[SPAM] Hello there", "Hello there", True),
        ("***SPAM*** Fwd: Hello  there", "Hello there", True),
        ("WG: AW: hello THERE", "Hello there", True),
        ("Hello Ann, news", "Hello {{name}}, news", True),
        ("Hello Ann, old news", "Goodbye {{name}}, news", False),
        ("[Acme] news", "[Acme] news", True),
        ("Tablets", "Hello there", False),
        ("", "Hello", None),
        ("anything", "{{subject}}", None),
    ],
)
def test_subjects_are_compared_without_what_filters_add(shown: str, recorded: str, *, agree: bool | None) -> None:
    assert subjects_agree(shown, recorded) is agree


@pytest.mark.parametrize("words", ["buy pills today", "http://pills.example/x"])
def test_a_scrap_of_other_words_in_a_copy_is_undecided(words: str) -> None:
    assert likeness_of_copy(words, campaign(), quoted=True) == UNDECIDED


def test_a_scrap_cut_from_the_campaign_says_nothing() -> None:
    assert likeness_of_copy("See you on Saturday", campaign(), quoted=True) is None


def test_a_copy_without_a_body_says_nothing() -> None:
    assert likeness_of_copy("", campaign(), quoted=False) is None


def test_a_copy_of_a_campaign_of_a_few_words_says_nothing() -> None:
    assert likeness_of_copy("", campaign(text="A picture", html="<img alt='all in one picture'>"), quoted=True) is None


@pytest.mark.parametrize("encode", [base64.encodebytes, lambda text: b"".join(b"=%02X" % byte for byte in text)])
def test_text_that_nobody_decoded_is_undecided(encode: Callable[[bytes], bytes]) -> None:
    assert likeness_of_copy(encode(SENT_TEXT.encode()).decode(), campaign(), quoted=True) == UNDECIDED


def test_spam_with_something_undecoded_behind_it_is_foreign() -> None:
    copy = SPAM * 3 + base64.encodebytes(b"x" * 300).decode()
    found = likeness_of_copy(copy, campaign(), quoted=True)
    assert found is not None
    assert found < 0.4
