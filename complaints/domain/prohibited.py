"""Words that make a person look twice at a message: hints for the review of its content, never a finding.

A hint says which category of the policy a phrase is often met in, and shows the phrase where it stands. Legitimate
mail has such phrases too.

Source: policy A's list of prohibited content; the phrases are common in the corpus and in published spam archives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CHARACTERS_READ = 200_000
HINTS_PER_FINDING = 3
CONTEXT_CHARACTERS = 40

# finding of the content review -> phrases, lower case; a space stands for any white space.
PHRASES: dict[str, tuple[str, ...]] = {
    "phishing_or_malware": (
        "verify your account",
        "confirm your identity",
        "confirm your password",
        "your account has been suspended",
        "your account will be suspended",
        "unusual sign-in activity",
        "your mailbox is full",
        "update your billing information",
        "enable macros",
        "enable content to view",
    ),
    "prohibited_fraud": (
        "next of kin",
        "unclaimed inheritance",
        "you have won",
        "lottery winner",
        "wire transfer fee",
        "guaranteed income",
        "risk-free investment",
        "double your bitcoin",
        "miracle cure",
    ),
    "prohibited_adult": ("xxx videos", "escort service", "hot singles", "live sex", "adult webcam", "porn"),
    "prohibited_illegal_goods": (
        "without prescription",
        "no prescription needed",
        "buy cocaine",
        "buy steroids",
        "fake passport",
        "counterfeit money",
        "replica watches",
    ),
    "prohibited_piracy": ("cracked software", "keygen", "warez", "oem software cheap", "free license key"),
    "prohibited_weapons": ("build a bomb", "make explosives", "untraceable gun", "ghost gun"),
    "prohibited_list_sale": (
        "email list for sale",
        "buy email list",
        "million email addresses",
        "targeted email list",
        "email database",
        "verified business contacts",
    ),
    "prohibited_pyramid": (
        "recruit new members",
        "multi-level marketing",
        "downline",
        "matrix program",
        "earn from every person you refer",
    ),
    "prohibited_unlawful_offer": ("online casino", "sports betting bonus", "payday loan", "viagra", "cialis"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A phrase that was met.

    Attributes:
        finding: of the content review, that it may speak for.
        phrase: as it stands in the message.
        excerpt: up to 40 characters on either side, white space folded.
    """

    finding: str
    phrase: str
    excerpt: str


def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # Alternatives of fixed words between borders: no repetition but one bounded run of white space, so no backtracking.
    words = (r"\s{1,8}".join(map(re.escape, phrase.split(" "))) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_PATTERNS = {finding: _pattern(phrases) for finding, phrases in PHRASES.items()}


def hints(subject: str, text: str) -> tuple[Hint, ...]:
    """Give the phrases of a message that are often met in prohibited content.

    Args:
        subject: decoded; hostile.
        text: visible text of the body; the first 200,000 characters are read.

    Returns:
        At most three a category, different phrases, in the order of the categories; empty when none is met.
    """
    whole = f"{subject[:2000]}\n{text}"[:CHARACTERS_READ]
    return tuple(hint for finding, pattern in _PATTERNS.items() for hint in _of(finding, pattern, whole))


def _of(finding: str, pattern: re.Pattern[str], whole: str) -> list[Hint]:
    met: dict[str, Hint] = {}
    for match in pattern.finditer(whole):
        phrase = " ".join(match.group().split())
        around = whole[max(0, match.start() - CONTEXT_CHARACTERS) : match.end() + CONTEXT_CHARACTERS]
        met.setdefault(phrase.lower(), Hint(finding=finding, phrase=phrase, excerpt=" ".join(around.split())))
        if len(met) == HINTS_PER_FINDING:
            break
    return list(met.values())
