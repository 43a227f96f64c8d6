"""Who a candidate is, and when two of them may be one person whom somebody wrote down in two ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import combining, normalize

from app.domain.text import Text

_SHORTEST_NAME_WITH_A_SLIP = 4
"""One letter makes another name of a shorter one: Li and Lu are two families."""
_NO_PLACE = frozenset({"", "inconnu", "inconnue", "non renseigne", "nc"})
_WRITTEN_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_PARTICLES = frozenset(
    {"al", "ben", "d", "da", "de", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "el", "l", "la", "le"}
    | {"les", "ould", "van", "von"}
)
_LETTERS_OF_THEIR_OWN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "þ": "th"})
_UMLAUTS = re.compile("([aou])e")


class Difference(StrEnum):
    """In what two civil statuses differ that may be one person's."""

    NAME = "name"
    FIRST_NAMES = "first_names"
    BIRTH_PLACE = "birth_place"
    BIRTH_DATE = "birth_date"
    SEX = "sex"


DIFFERENCE_LABELS = {
    Difference.NAME: Text("Le nom", "The name"),
    Difference.FIRST_NAMES: Text("Les prénoms", "The first names"),
    Difference.BIRTH_PLACE: Text("Le lieu de naissance", "The birth place"),
    Difference.BIRTH_DATE: Text("La date de naissance", "The birth date"),
    Difference.SEX: Text("Le sexe", "The sex"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a person is known by. The name in use helps to recognise them, and is no part of ``key``."""

    birth_name: str
    usage_name: str | None = None
    first_names: str
    birth_date: date
    birth_place: str

    @property
    def key(self) -> str:
        """What two dossiers of one person have in common, written without case, accents and punctuation."""
        parts = (self.birth_name, self.first_names, self.birth_date.isoformat(), self.birth_place)
        return "|".join(_folded(part) for part in parts)

    @property
    def marks(self) -> tuple[str, str]:
        """What makes two persons lookalikes: one birth date, or one name with the same first names."""
        birth_name, first_names, birth_date, _ = self.key.split("|")
        return birth_date, f"{birth_name}|{first_names}"


def name_key(name: str) -> str:
    """A name as it is compared with another's: without case, accents, punctuation, order and spaces."""
    return " ".join(sorted(_folded(name).split()))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as names are compared: without case, accents and punctuation."""
    return tuple(_folded(text).split())


def spellings_of(word: str) -> frozenset[str]:
    """A word of ``words_of`` as it may be written elsewhere: Jaeger as Jager, Øye as Oye, St as Saint."""
    return frozenset({word, *_sounded(word)})


def possible_match_between(one: Identity, other: Identity) -> frozenset[Difference] | None:
    """In what two identities differ that may well be one person's; None where nobody would think so.

    A slip in a name asks for the same birth date and a place that is near; another place asks for the same names, and
    so does a slip in the date. Nothing here decides: what is in doubt waits for somebody's word.
    """
    differences = frozenset(_differences(one, other))
    if one.birth_date != other.birth_date:
        is_near = differences == {Difference.BIRTH_DATE} and _dates_are_near(one.birth_date, other.birth_date)
    else:
        is_near = (_names_are_near(one, other) or _are_swapped(one, other)) and (
            _places_are_near(one.birth_place, other.birth_place) or differences <= {Difference.BIRTH_PLACE}
        )
    return differences if is_near else None


def _differences(one: Identity, other: Identity) -> Iterator[Difference]:
    pairs = (
        (Difference.NAME, one.birth_name, other.birth_name),
        (Difference.FIRST_NAMES, one.first_names, other.first_names),
        (Difference.BIRTH_PLACE, one.birth_place, other.birth_place),
        (Difference.BIRTH_DATE, one.birth_date.isoformat(), other.birth_date.isoformat()),
    )
    return (difference for difference, here, there in pairs if _folded(here) != _folded(there))


def _names_are_near(one: Identity, other: Identity) -> bool:
    """Any name of one, whether of birth or in use, beside any of the other."""
    is_near = any(_words_are_near(here, there) for here in _names(one) for there in _names(other))
    return is_near and _words_are_near(one.first_names, other.first_names)


def _names(identity: Identity) -> tuple[str, ...]:
    return tuple(name for name in (identity.birth_name, identity.usage_name) if name)


def _are_swapped(one: Identity, other: Identity) -> bool:
    """The name of one in the place of the other's first names, and the reverse (Nguyen Van, Van Nguyen)."""
    return any(
        _words_are_near(here, other.first_names) and _words_are_near(one.first_names, there)
        for here in _names(one)
        for there in _names(other)
    )


def _words_are_near(one: str, other: str) -> bool:
    """The same words in another order, some of them left out or glued together, or a slip in the whole."""
    here, there = _sounded(one), _sounded(other)
    if set(here) <= set(there) or set(there) <= set(here):
        return bool(here and there)
    return not _glued(here).isdisjoint(_glued(there)) or _is_a_slip("".join(here), "".join(there))


def _sounded(text: str) -> list[str]:
    """Its words as they sound, however they are written: Jäger as Jaeger, Øye as Oye, St as Saint."""
    words = _folded(text).translate(_LETTERS_OF_THEIR_OWN).split()
    return [_UMLAUTS.sub(r"\1", _WRITTEN_SHORT.get(word, word)) for word in words]


def _glued(words: list[str]) -> set[str]:
    """The name in one word, with its particles and without the first of them: de La Fontaine, Lafontaine."""
    particles = next((place for place, word in enumerate(words) if word not in _PARTICLES), len(words))
    return {"".join(words[start:]) for start in range(particles + 1)} - {""}


def _places_are_near(one: str, other: str) -> bool:
    if not _NO_PLACE.isdisjoint({_folded(one), _folded(other)}):
        return True
    return _words_are_near(_without_number(one), _without_number(other))


def _without_number(place: str) -> str:
    """The place without its department or postal code: ``Saint-Fons (69)``, ``69190 Saint-Fons``."""
    return "".join(character if not character.isdigit() else " " for character in place)


def _dates_are_near(one: date, other: date) -> bool:
    """One digit off, two neighbours swapped, the day taken for the month, or 1 January for a day that is not known."""
    is_swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    is_unknown = one.year == other.year and (1, 1) in {(one.month, one.day), (other.month, other.day)}
    return is_swapped or is_unknown or _differ_by_one_slip(one.isoformat(), other.isoformat())


def _is_a_slip(one: str, other: str) -> bool:
    return one == other or (max(len(one), len(other)) >= _SHORTEST_NAME_WITH_A_SLIP and _differ_by_one_slip(one, other))


def _differ_by_one_slip(one: str, other: str) -> bool:
    """One letter too many, one other letter, or two neighbours swapped: what is left between what both have."""
    start = _common_start(one, other)
    one, other = one[start:], other[start:]
    end = _common_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _common_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))


def _folded(text: str) -> str:
    decomposed = normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = (character if character.isalnum() else " " for character in decomposed if not combining(character))
    return " ".join("".join(kept).split())
