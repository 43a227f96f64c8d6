"""What a dossier is found by: names, numbers and addresses, without case, accents and order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossier import Dossier
from app.domain.persons import spellings_of, words_of
from app.domain.text import Text

LISTING_EDITION = 1
"""To be counted up where the words of a dossier, or the steps of a pathway, change: all are then written anew."""
FEWEST_CHARACTERS = 2
MOST_WORDS = 8


class DossierSort(StrEnum):
    """The orders of a list; a minus: the last first."""

    NEWEST = "-created_at"
    UPDATED_FIRST = "updated_at"
    UPDATED_LAST = "-updated_at"
    DUE_FIRST = "due_on"
    CANDIDATE = "candidate"


SORT_LABELS = {
    DossierSort.NEWEST: Text("Les plus récents d'abord", "The newest first"),
    DossierSort.UPDATED_FIRST: Text("Les plus anciens changements d'abord", "The oldest changes first"),
    DossierSort.UPDATED_LAST: Text("Les derniers changements d'abord", "The latest changes first"),
    DossierSort.DUE_FIRST: Text("Par échéance", "What is due first"),
    DossierSort.CANDIDATE: Text("Par nom de candidat", "By the candidate's name"),
}

_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that is looked for, as each of ``spellings`` begins; ``digits`` where it may be the start of a SIRET."""

    spellings: tuple[str, ...]
    digits: str | None = None


def words_found_by(dossier: Dossier) -> tuple[str, ...]:
    """Every word that a dossier is found by, each once: of its own facts, its company's SIRET aside."""
    candidate = dossier.candidate
    names = (candidate.birth_name, candidate.usage_name, candidate.first_names)
    found = {word for name in names if name for word in _words_of_name(name)}
    found.update(_words_of_number(dossier.number))
    if candidate.email:
        found.update((_glued(candidate.email), *words_of(candidate.email.partition("@")[0])))
    establishments = (candidate.employment.employer, candidate.employment.user_company)
    found.update(each.siret for each in establishments if each is not None)
    return tuple(sorted(found - {""}))


def sort_name_of(dossier: Dossier) -> str:
    """What the order by candidates goes by: the birth name, then the first names, as names are compared."""
    return " ".join(words_of(f"{dossier.candidate.birth_name} {dossier.candidate.first_names}"))


def words_wanted(question: str) -> tuple[str, ...]:
    """The words that a question asks for: an address, or what has a digit, is one, however it is punctuated."""
    parts = _BETWEEN_DIGITS.sub("", question).split()
    return tuple(dict.fromkeys(word for part in parts for word in _words_of_part(part) if word))


def wanted_by(question: str) -> tuple[Wanted, ...]:
    """The same, each as it may be spelt: a dossier is found where every one begins a word of it."""
    return tuple(
        Wanted(tuple(sorted(spellings_of(word))), word if word.isascii() and word.isdecimal() else None)
        for word in words_wanted(question)
    )


def _words_of_name(name: str) -> Iterable[str]:
    """Its words, each as it may be spelt, and the whole in one: d'Alembert is found as dalembert."""
    words = words_of(name)
    yield "".join(words)
    for word in words:
        yield from spellings_of(word)


def _words_of_number(number: str) -> Iterable[str]:
    """CQP-2026-000042 is found as it is, without its first part, and by its last one, zeros or not."""
    parts = words_of(number)
    for start in range(len(parts)):
        yield "".join(parts[start:])
    yield parts[-1].lstrip("0")


def _words_of_part(part: str) -> Iterable[str]:
    return (_glued(part),) if "@" in part or _DIGIT.search(part) else words_of(part)


def _glued(text: str) -> str:
    return "".join(words_of(text))
