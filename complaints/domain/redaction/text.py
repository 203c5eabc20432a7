"""Redacting running text: addresses, hosts, links, numbers and words, each by its own rule; all else stays.

Line ends, blanks and punctuation are never touched, so that blocks, quoting and folding stay what they were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from complaints.domain.redaction.vocabulary import JOINED_FROM, LETTERS, ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.domain.redaction.pseudonyms import Pseudonyms

# What results of authentication name, RFC 8601 section 2.3; no host.
_PROPERTY = re.compile(r"(?:header|smtp|policy|body)\.\w{2,20}")
_LONG_NUMBER = 5
_LONGEST_ENDING = 6
_SHORT_TOKEN = 14
_FEW_RUNS = 3
_DATE_SIGNS = "年月日時时分秒년월일시분"

_URL = r"(?P<url>(?P<scheme>[a-zA-Z]{1,8}+://)(?P<rest>[^\s<>\"'`{}|\\^\[\]]{1,4000}+))"
_MAIL = r"""(?P<local>[^\s<>()\[\]",;:\\@='!]{1,255}+)@(?P<mail_host>[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,20}+)"""
_HOST = r"(?P<host>(?<![\w.])(?:[\w-]{1,63}+\.){1,20}+[^\W\d_]{2,24}+(?![\w]))"
_V4 = r"(?P<v4>(?<![\w.])\d{1,3}(?:(?:\.|\[\.\]|\(\.\))\d{1,3}){3}(?!\w))"
_V6 = r"(?P<v6>(?<![\w.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?!\w))"
_PHONE = (
    r"(?P<phone>(?<![\w.+])(?:\+(?!\d{4}\b)|\(?00)\d[\d ()/.-]{5,20}\d(?!\w)|"
    r"(?<![\w.])\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\w))"
)
_ISO = r"(?P<iso>(?<!\w)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?!\w))"
_WORD = r"(?P<word>\w{1,1000}+)"
_EXTENSION_FIELD = r"(?P<x_field>(?m:^)[ \t>|]{0,20}[Xx]-[\w-]{1,60}+(?=:))"
_TAG = r"(?P<tag></?[a-zA-Z][\w:]{0,30}|&(?:[a-zA-Z]{2,8}|\#\w{1,8});|(?<=\s)[a-zA-Z][a-zA-Z:-]{0,30}(?=\s?=\s?[\"']))"
_FEEDBACK = r"(?P<feedback>(?im:^feedback-type)[ \t]*+:[^\r\n]{0,60})"
_TAIL = f"{_URL}|{_ISO}|{_MAIL}|{_HOST}|{_V4}|{_V6}|{_PHONE}|{_WORD}"
_TEXT = re.compile(f"{_FEEDBACK}|{_EXTENSION_FIELD}|{_TAIL}")
_MARKUP = re.compile(f"{_TAG}|{_TAIL}")
_ONLY_WORDS = re.compile(_WORD)
_RUNS = re.compile(r"[^\W\d_]{1,1000}+|\d{1,1000}+|_{1,1000}+")
_DIGITS = re.compile(r"\d{1,100}+")
_NUMERIC_ENTITY = re.compile(r"&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));")
_PATTERNS = {"text": _TEXT, "markup": _MARKUP}


@dataclass(frozen=True)
class Redactor:
    """Redacts texts of one message consistently.

    Attributes:
        prescribed: words that stay anywhere, in lower case.
        needed: words that stay in this message, also as the local part of an address.
    """

    names: Pseudonyms
    prescribed: frozenset[str]
    needed: frozenset[str] = field(default=frozenset())

    def text(self, text: str, kind: str = "text") -> str:
        """Redact a text of the kind "text" or "markup"."""
        if kind == "markup":
            text = _NUMERIC_ENTITY.sub(_letter, text)
        return _PATTERNS[kind].sub(self._replaced, text)

    def words(self, text: str) -> str:
        """Redact words only, as in a file's name or a link's path."""
        return _ONLY_WORDS.sub(lambda match: self._word(match[0]), text)

    def _replaced(self, match: re.Match[str]) -> str:
        """Replace what one group matched; a tag, a known field or a time stays."""
        found = match[0]
        rules: dict[str, Callable[[], str]] = {
            "url": lambda: match["scheme"] + self._url(match["rest"]),
            "mail_host": lambda: self._mail(match["local"], match["mail_host"]),
            "host": lambda: self._host(found),
            "v4": lambda: self._v4(found),
            "v6": lambda: self.names.ip(found) or self.words(found),
            "phone": lambda: _DIGITS.sub(lambda digits: self.names.scramble(digits[0]), found),
            "word": lambda: self._word(found),
        }
        rule = rules.get(match.lastgroup or "")
        return rule() if rule else found

    def _url(self, rest: str) -> str:
        end = re.search(r"[/?#]|$", rest)
        place = end.start() if end else len(rest)
        credentials, at, host = rest[:place].rpartition("@")
        name, colon, port = host.partition(":")
        shown = self._v4(name) if re.fullmatch(r"[\d.]{7,15}", name) else self.names.domain(name)
        return f"{self.words(credentials)}{at}{shown}{colon}{port}{self._path(rest[place:])}"

    def _path(self, path: str) -> str:
        """Keep what is a word of formats ("unsubscribe"); addresses and tokens go."""
        return re.sub(r"%[0-9A-Fa-f]{2}|\w{1,1000}+", lambda match: self._in_path(match[0]), path)

    def _in_path(self, word: str) -> str:
        return word if word.startswith("%") else self._word(word)

    def _mail(self, local: str, host: str) -> str:
        if self._is_role(local):
            return f"{local}@{self.names.domain(host)}"
        return self.names.address(local, host)

    def _is_role(self, local: str) -> bool:
        words = {word.lower() for word in LETTERS.findall(local)}
        return bool(words) and words <= ROLES | self.needed and not re.search(r"\d", local)

    def _host(self, name: str) -> str:
        """Give a host's stand-in; words of formats in a row ("email.complained") are none."""
        *before, last = name.lower().split(".")
        is_host = len(last) <= _LONGEST_ENDING or not self.prescribed.issuperset((*before, last))
        return self.names.domain(name) if is_host and not _PROPERTY.fullmatch(name) else name

    def _v4(self, text: str) -> str:
        mark = next((one for one in ("[.]", "(.)") if one in text), ".")
        found = self.names.ip(text.replace("[.]", ".").replace("(.)", "."))
        return found.replace(".", mark) if found else self.names.scramble(text)

    def _word(self, word: str) -> str:
        lower = word.lower()
        if lower in self.prescribed or lower in self.needed:
            return word
        if word.isdecimal():
            return word if len(word) < _LONG_NUMBER else self.names.scramble(word)
        if max(word) >= chr(JOINED_FROM):
            return self._joined(word)
        return self._mixed(word) if len(word) <= _SHORT_TOKEN else self.names.scramble(word)

    def _mixed(self, word: str) -> str:
        """Keep known words that run into numbers or underscores: "V5", "SBL123456", "12pm", "no_reply"."""
        runs = _RUNS.findall(word)
        known = all(run.lower() in self._runs_kept for run in runs if run.isalpha())
        if 1 < len(runs) <= _FEW_RUNS and known and any(run.isalpha() for run in runs):
            return "".join(
                run if run.isalpha() or len(run) < _LONG_NUMBER else self.names.scramble(run) for run in runs
            )
        return self.names.scramble(word)

    @cached_property
    def _runs_kept(self) -> frozenset[str]:
        return frozenset(word for word in self.prescribed | self.needed if len(word) > 1) | {"v"}

    def _joined(self, word: str) -> str:
        pieces, position = [], 0
        for kept in self._inside.finditer(word):
            pieces += [self.names.scramble(word[position : kept.start()]), kept[0]]
            position = kept.end()
        return "".join([*pieces, self.names.scramble(word[position:])])

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        words = (one for one in self.prescribed | self.needed if len(one) > 1 and max(one) >= chr(JOINED_FROM))
        known = "|".join(re.escape(one) for one in sorted(words, key=lambda one: (-len(one), one)))
        return re.compile(rf"{known or '(?!)'}|[{_DATE_SIGNS}]|\d{{1,4}}(?!\d)")


def _letter(match: re.Match[str]) -> str:
    number = int(match[1]) if match[1] else int(match[2], 16)
    letter = chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""  # noqa: PLR2004 - Unicode's ends
    return letter if letter.isalnum() else match[0]
