"""Words that chance puts together: names, firms, sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SYLLABLES = ("nor", "vel", "tam", "kir", "ora", "lum", "sez", "pil", "dov", "hau", "mex", "bri")
FIRMS = ("Alder", "Birk", "Corvus", "Dune", "Elbe", "Fjord", "Garnet", "Heron", "Iris", "Juniper", "Kestrel", "Larch")
TRADES = ("Books", "Bikes", "Travel", "Dental", "Garden", "Toys", "Coffee", "Energy", "Yoga", "Optics")
FIRST_NAMES = ("ann", "bela", "cem", "dora", "eli", "fay", "gus", "hana", "ivo", "jule", "kofi", "lea", "mio", "nils")
LAST_NAMES = (
    "archer",
    "bauer",
    "costa",
    "dubois",
    "ekman",
    "fisch",
    "gold",
    "horvat",
    "ito",
    "jansen",
    "kowal",
    "lind",
)
PROVIDERS = ("gmail.com", "yahoo.com", "outlook.com", "gmx.de", "loop-one.example", "loop-two.example", "isp.example")
_STARTS = ("b", "br", "d", "f", "g", "gl", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v", "w")
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ea", "oo")
_ENDS = ("", "l", "n", "nd", "r", "rt", "s", "st", "t", "ck")
_SMALL = ("the", "a", "of", "and", "for", "with", "in", "on", "to", "our", "your", "is", "we", "you", "this")


def word(random: Random) -> str:
    """Make a word of one to three syllables, as no other text has it."""
    syllables = (
        random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(_ENDS) for _ in range(random.randint(1, 3))
    )
    return "".join(syllables)


def sentence(random: Random) -> str:
    """Make a sentence of eight to fourteen words, the small ones real."""
    words = [random.choice(_SMALL) if random.random() < 0.4 else word(random) for _ in range(random.randint(8, 14))]
    return " ".join(words).capitalize() + "."


def paragraph(random: Random) -> str:
    """Make three to five sentences."""
    return " ".join(sentence(random) for _ in range(random.randint(3, 5)))


def subject(random: Random) -> str:
    """Make a subject of four words."""
    return f"{word(random).title()} {word(random)} and {word(random)} for you"


def address(random: Random) -> str:
    """Make a mailbox."""
    name = f"{random.choice(FIRST_NAMES)}.{random.choice(LAST_NAMES)}{random.randrange(1000)}"
    return f"{name}@{random.choice(PROVIDERS)}"
