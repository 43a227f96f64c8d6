"""French around names: the elision before them, and the titles of certifications as the one who holds them is told."""

import re
import unicodedata

_MUTE_H = (
    "hadri", "hect", "hel", "hen", "herb", "herm", "hern", "herv", "hil", "hip", "hon", "hor", "hub", "hug", "hyac",
)  # fmt: skip
"""How the names begin whose h is mute: the others, such as Hassan or Hans, are said without elision."""
_VOWELS = frozenset("aeiouœæ")
_TO_EITHER = re.compile(r"\s*\(H/F\)")
_WHICHEVER_OPTION = re.compile(r"\s+Option \w+ ou \w+$")
_KIND = re.compile(r"^CQPI?\s+")
_FEMININE = (("teur(trice)", "trice"), ("(ne)", "ne"), ("(e)", "e"))
_MASCULINE = (("teur(trice)", "teur"), ("(ne)", ""), ("(e)", ""))


def of_name(name: str) -> str:
    """``name`` after the preposition *de*: ``d'Anne Marie``, ``d'Hélène``, ``de Hassan``, ``de Yann``, ``d'Yves``."""
    return f"d'{name}" if _elides(name) else f"de {name}"


def title_for(title: str, sex: str) -> str:
    """The title of a certification as its holder's: in their gender, without its kind and the options not chosen.

    ``sex``: F or M.
    """
    alone = _KIND.sub("", _WHICHEVER_OPTION.sub("", _TO_EITHER.sub("", title)))
    for both, one in _FEMININE if sex == "F" else _MASCULINE:
        alone = alone.replace(both, one)
    return alone[:1].upper() + alone[1:]


def _elides(name: str) -> bool:
    letters = _plain(name)
    if letters.startswith("y"):
        return len(letters) > 1 and letters[1] not in _VOWELS
    return letters[:1] in _VOWELS or letters.startswith(_MUTE_H)


def _plain(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.strip())
    return "".join(each for each in parts if not unicodedata.combining(each)).casefold()
