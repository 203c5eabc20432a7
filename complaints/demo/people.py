"""Invented people, the providers they have their mail at, and the addresses they come from.

All mail domains are reserved ones. The network addresses only have to look like those of homes and offices: they are
drawn from large public blocks and say nothing about whoever uses them today.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_network
from typing import TYPE_CHECKING

from complaints.demo.chance import stream

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

FIRST = {
    "de": "Anna Lena Marie Sophie Katharina Ursula Sabine Petra Birgit Monika Jonas Lukas Felix Paul Stefan Andreas "
    "Michael Thomas Markus Jürgen Wolfgang Hannes Matthias Franziska Johanna Greta Heike Ralf Uwe Tobias",
    "en": "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Susan Richard Jessica Joseph "
    "Sarah Thomas Karen Charles Emma Daniel Olivia Matthew Grace Anthony Chloe Mark Hannah Steven Ruth Owen Megan",
    "fr": "Camille Julie Claire Sophie Marie Isabelle Nathalie Léa Manon Chloé Pierre Jean Louis Antoine Nicolas "
    "Julien Thomas Hugo Luc Étienne Mathieu Aurélie Hélène Sylvie Thierry",
    "es": "Carmen María Lucía Ana Isabel Pilar Elena Marta Laura Sofía José Antonio Manuel Javier Pablo Diego Carlos "
    "Luis Andrés Miguel Rocío Inés Álvaro Sergio Nuria",
}
LAST = {
    "de": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf "
    "Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner Krause Lehmann Köhler Huber Maier Vogel "
    "Keller Berger Winkler Lorenz Baumann Franke Albrecht Simon Ludwig Böhm Sommer Haas Graf Seidel",
    "en": "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Thompson White "
    "Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker Nelson Carter Mitchell "
    "Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Murphy Cook Rogers Bailey Cooper",
    "fr": "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia "
    "Bertrand Roux Vincent Fournier Morel Girard Mercier Dupont Lambert Bonnet François Martinez Legrand",
    "es": "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
    "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil",
}
PROVIDERS = {
    "mail.example": 30,
    "inbox.example": 19,
    "post.example": 11,
    "webmail.example": 8,
    "isp.example": 7,
    "fibrehome.example": 4,
    "cablenet.example": 4,
    "freepost.example": 3,
}
LOCAL_PROVIDERS = {
    "de": ("netzpost.example", "kabelpost.example"),
    "en": ("homemail.example", "valleytel.example"),
    "fr": ("courriel.example", "boite-postale.example"),
    "es": ("correo.example", "redmovil.example"),
}
TYPOS = {"mail.example": "mial.example", "inbox.example": "imbox.example", "webmail.example": "wbemail.example"}
ROLES = ("info", "sales", "contact", "office", "admin", "support", "webmaster", "marketing", "hello", "postmaster")
_BLOCKS = {
    "de": ("79.192.0.0/10", "84.128.0.0/10", "87.128.0.0/10", "91.0.0.0/10"),
    "en": ("71.192.0.0/10", "86.128.0.0/10", "81.128.0.0/11", "98.192.0.0/10", "24.0.0.0/12"),
    "fr": ("82.64.0.0/14", "90.0.0.0/9", "92.128.0.0/10"),
    "es": ("83.32.0.0/11", "88.0.0.0/11", "79.144.0.0/12"),
}
_FOLD = str.maketrans("äöüéèêëáàâíìîóòôúùûñçÄÖÜÉÁÓÍÚÑÇ", "aoueeeeaaaiiiooouuuncaoueaoiunc")
_NATURE = (
    "alder amber anchor atlas beacon birch bright cedar cobalt copper coral crest delta ember falcon field flint forge "
    "garnet granite harbor hazel ivory juniper kestrel lantern larch lime linden maple meadow mesa nova oak onyx "
    "orchid pine plover quarry raven ridge river rowan sable silver slate spruce summit swift tern thistle vale willow"
)
_WORK = (
    "systems logistics dental legal partners works engineering design foods print motors consulting tools energy media "
    "labs trading freight clinic studio bakery roofing interiors software textiles"
)
_WORDS, _TRADES = _NATURE.split(), _WORK.split()
_AT_PROVIDERS, _AT_HOME = 0.78, 0.15


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address."""

    email: str
    name: str


def plain(text: str) -> str:
    """Fold a name to lower-case ASCII, as people do for addresses."""
    return text.translate(_FOLD).replace("ß", "ss").lower()


def public_ip(chance: random.Random, language: str) -> str:
    """Draw an address that a home or an office could have."""
    network = ip_network(chance.choice(_BLOCKS[language]))
    return str(IPv4Address(int(network.network_address) + chance.randrange(1 << (32 - network.prefixlen))))


def any_ip(chance: random.Random) -> str:
    """Draw from all of IPv4, as somebody does who invents consent records."""
    return str(IPv4Address(chance.getrandbits(32)))


def _local_part(chance: random.Random, first: str, last: str) -> str:
    shapes = (
        f"{first}.{last}",
        f"{first}{last}",
        f"{first[0]}.{last}",
        f"{first}.{last}{chance.randrange(50, 99)}",
        f"{last}.{first}",
        f"{first}_{chance.choice(_WORDS)}{chance.randrange(100)}",
        f"{chance.choice(_WORDS)}.{last}",
        f"{first}{chance.randrange(1950, 2008)}",
    )
    return chance.choices(shapes, (20, 14, 10, 16, 7, 13, 8, 12))[0]


def _domain(chance: random.Random, language: str, last: str) -> str:
    drawn = chance.random()
    if drawn < _AT_PROVIDERS:
        return chance.choices(tuple(PROVIDERS), tuple(PROVIDERS.values()))[0]
    if drawn < _AT_PROVIDERS + _AT_HOME:
        return chance.choice(LOCAL_PROVIDERS[language])
    return f"{last}-{chance.choice(_WORDS)}.example"


@dataclass(slots=True)
class Crowd:
    """Draws people from one stream; nobody is given twice to the same list.

    Attributes:
        vendor: addresses that a list vendor sells to everyone who pays.
    """

    seed: int
    vendor: tuple[Person, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        chance = stream(self.seed, "vendor")
        sold = self.distinct(chance, 3600, self.consumer, "en") + self.distinct(chance, 500, self.role, "en")
        self.vendor = tuple(sold)

    @staticmethod
    def consumer(chance: random.Random, language: str) -> Person:
        """Draw a private person."""
        first, last = chance.choice(FIRST[language].split()), chance.choice(LAST[language].split())
        local = _local_part(chance, plain(first), plain(last))
        return Person(f"{local}@{_domain(chance, language, plain(last))}", f"{first} {last}")

    @staticmethod
    def employee(chance: random.Random, language: str) -> Person:
        """Draw somebody with an address at work."""
        first, last = chance.choice(FIRST[language].split()), chance.choice(LAST[language].split())
        local = chance.choice((f"{plain(first)}.{plain(last)}", f"{plain(first)[0]}{plain(last)}", plain(first)))
        return Person(f"{local}@{company(chance)}", f"{first} {last}")

    @staticmethod
    def role(chance: random.Random, language: str) -> Person:
        """Draw a role address at a company, as it stands on web sites."""
        del language
        return Person(f"{chance.choice(ROLES)}@{company(chance)}", "")

    @staticmethod
    def distinct(
        chance: random.Random, count: int, draw: Callable[[random.Random, str], Person], language: str
    ) -> list[Person]:
        """Draw until `count` different addresses are there."""
        found: dict[str, Person] = {}
        while len(found) < count:
            person = draw(chance, language)
            found.setdefault(person.email, person)
        return list(found.values())


def company(chance: random.Random) -> str:
    """Draw the domain of a company."""
    return f"{chance.choice(_WORDS)}-{chance.choice(_TRADES)}.example"
