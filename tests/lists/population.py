"""Who could be on a list: people of several tongues, companies, and the addresses that they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_GIVEN = """
adele aiko amir anouk arjun astrid beatriz bjarne carmen cedric chiara dagny dario dilek edda elif emre enzo farah
    felipe fenja gaspard gudrun hakan hilde ilse imran ines jarek jolanda jorgen kasia kenji klara lamia lasse leila
    lorenzo ludmila maeve marek mirela nadia nils noor oksana oriol paloma pavel petra quentin rania remy rosalia
    runa sanjay selma sigrid soren tamara teun tomasz ulla valentin veikko wanda xenia yusuf zofia
"""
_FAMILY = """
abate aguilar bakker baran bellini bergstrom blanc brandt calvo ceylan costa dahlberg demir dubois eklund esposito
    faber ferrari fontaine gallo greve haddad hansen hernandez holm ivanova jansen jimenez kaya keller kowalski
    larsen lefevre lindqvist lombardi maes martens mazur meyer moreau nagy navarro nowak okafor olsen ortega pereira
    petrov quist rahman ricci rossi santos schulte sorensen steiner tanaka toth urban vargas visser vogt wagner weiss
    yilmaz zeman ziegler
"""
_TRADES = "bau consult design energie food garden haus logistik media optik parts print soft stahl tech travel wood"
GIVEN, FAMILY, TRADES = _GIVEN.split(), _FAMILY.split(), _TRADES.split()
PROVIDERS = {
    "postbox.example": 30, "quickmail.example": 18, "webhaus.example": 12, "telepost.example": 8, "kabelnet.example": 6,
    "freebox.example": 5, "glasfaser.example": 4, "oldmail.example": 3,
}  # fmt: skip
ROLES = ("info", "sales", "contact", "office", "webmaster", "kontakt", "support", "marketing", "admin", "hello")
_NETS = (31, 37, 46, 62, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 176, 178, 188)


@dataclass(slots=True)
class Population:
    """Draws from one random source.

    Attributes:
        vendor: what a vendor sells to whoever pays: a tenth of it bounces.
        kept: what several lists of a platform draw from, by a name.
    """

    chance: Random
    vendor: list[str] = field(default_factory=list)
    kept: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def person(self) -> str:
        """Draw a private person's address; a few have a domain of their own."""
        chance = self.chance
        given, family = chance.choice(GIVEN), chance.choice(FAMILY)
        shapes = (
            f"{given}.{family}{chance.randrange(1, 99)}", f"{given}{family}{chance.randrange(1940, 2010)}",
            f"{given[0]}.{family}{chance.randrange(1000)}", f"{family}.{given}{chance.randrange(100)}",
            f"{given}_{chance.choice(FAMILY)}{chance.randrange(1000)}",
            f"{given}{chance.choice(TRADES)}{chance.randrange(5000)}",
        )  # fmt: skip
        domain = chance.choices((*PROVIDERS, ""), (*PROVIDERS.values(), 7))[0]
        return f"{chance.choice(shapes)}@{domain or f'{family}-{chance.randrange(5000)}.example'}"

    def employee(self) -> str:
        """Draw somebody at work."""
        return f"{self.chance.choice(GIVEN)}.{self.chance.choice(FAMILY)}@{self.company()}"

    def company(self) -> str:
        """Draw a company's domain."""
        return f"{self.chance.choice(FAMILY)}-{self.chance.choice(TRADES)}{self.chance.randrange(400)}.example"

    def several(self, size: int, draw: str = "person") -> list[str]:
        """Draw different addresses."""
        found: dict[str, None] = {}
        while len(found) < size:
            found[getattr(self, draw)()] = None
        return list(found)

    def sold(self, size: int) -> list[str]:
        """Draw what a vendor delivers, in the order of the file; every other vendor sells to nobody else."""
        if self.chance.random() < 0.5:
            return sorted(self.several(size))
        if len(self.vendor) < size:
            self.vendor += self.several(size + 3000)
        return sorted(self.chance.sample(list(dict.fromkeys(self.vendor)), size))

    def visitor(self) -> str:
        """Draw the address of a home, an office or a telephone."""
        return ".".join(map(str, (self.chance.choice(_NETS), *(self.chance.randrange(1, 255) for _ in range(3)))))

    def anywhere(self) -> str:
        """Draw as a random generator does."""
        return ".".join(str(self.chance.randrange(256)) for _ in range(4))
