"""Which provider runs a mailbox, as far as its domain tells: each counts complaints on its own.

A company's own domain may be hosted by any of them; without a look at DNS it stands under "other domains".
"""

from __future__ import annotations

from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

OTHER = "other"
LABELS = {
    "google": "Gmail",
    "yahoo": "Yahoo and AOL",
    "microsoft": "Outlook.com and Hotmail",
    "apple": "iCloud",
    "united_internet": "GMX, Web.de and mail.com",
    "telekom": "T-Online",
    "orange": "Orange",
    "free": "Free",
    "comcast": "Comcast",
    "proton": "Proton",
    "vk": "Mail.ru",
    "yandex": "Yandex",
    "naver": "Naver",
    "qq": "QQ",
    "netease": "NetEase",
    OTHER: "Other domains",
}
_DOMAINS = {
    "google": "gmail.com googlemail.com",
    "yahoo": "ymail.com rocketmail.com aol.com aol.de aol.fr aol.it aol.co.uk aim.com verizon.net",
    "microsoft": "msn.com passport.com windowslive.com",
    "apple": "icloud.com me.com mac.com",
    "united_internet": "web.de mail.com 1und1.de email.de",
    "telekom": "t-online.de magenta.de",
    "orange": "orange.fr wanadoo.fr",
    "free": "free.fr",
    "comcast": "comcast.net",
    "proton": "proton.me protonmail.com protonmail.ch pm.me",
    "vk": "mail.ru bk.ru inbox.ru list.ru internet.ru",
    "yandex": "yandex.ru yandex.com ya.ru",
    "naver": "naver.com",
    "qq": "qq.com foxmail.com",
    "netease": "163.com 126.com yeah.net",
}
# Names that one provider has under the suffixes of many countries.
_BRANDS = {
    "yahoo": "yahoo",
    "hotmail": "microsoft",
    "outlook": "microsoft",
    "live": "microsoft",
    "gmx": "united_internet",
}
_BY_DOMAIN = {domain: provider for provider, domains in _DOMAINS.items() for domain in domains.split()}


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def provider_of(address: str) -> str:
    """Name the provider of a mailbox by its address, a key of LABELS; "other" where the domain tells none."""
    return _provider(address.rpartition("@")[2].strip(".").lower()[:253])


@lru_cache(maxsize=65_536)
def _provider(domain: str) -> str:
    if domain in _BY_DOMAIN:
        return _BY_DOMAIN[domain]
    own = _suffixes().privatesuffix(domain) if domain else None
    if own is None:
        return OTHER
    return _BY_DOMAIN.get(own) or _BRANDS.get(own.partition(".")[0], OTHER)
