"""What a public directory says of a company, beside what the company declared: it decides nothing (D43)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from unicodedata import combining, normalize

from app.domain.company import Company
from app.domain.text import Text


class DirectoryOutcome(StrEnum):
    """What came of asking."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    NOT_ASKED = "not_asked"


DIRECTORY_OUTCOME_LABELS = {
    DirectoryOutcome.FOUND: Text("Trouvée", "Found"),
    DirectoryOutcome.NOT_FOUND: Text(
        "Absente de l'annuaire, ce qui ne prouve rien : certaines n'y sont pas diffusées",
        "Absent from the directory, which proves nothing: some are not published there",
    ),
    DirectoryOutcome.UNAVAILABLE: Text("L'annuaire ne répond pas", "The directory does not answer"),
    DirectoryOutcome.NOT_ASKED: Text("Aucun annuaire n'est réglé", "No directory is set"),
}


class EstablishmentState(StrEnum):
    """Whether an establishment is at work."""

    OPEN = "open"
    CLOSED = "closed"


ESTABLISHMENT_STATE_LABELS = {
    EstablishmentState.OPEN: Text("Ouvert", "Open"),
    EstablishmentState.CLOSED: Text("Fermé", "Closed"),
}


class Agreement(StrEnum):
    """Whether the directory says what the company declared."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


AGREEMENT_LABELS = {
    Agreement.AGREES: Text("Concorde", "Agrees"),
    Agreement.DIFFERS: Text("Diffère", "Differs"),
    Agreement.UNKNOWN: Text("Inconnu", "Unknown"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """An establishment in a directory. ``state`` is None where it is not said; ``idcc``: four digits each."""

    name: str
    state: EstablishmentState | None
    closed_on: date | None = None
    idcc: tuple[str, ...] = ()
    activity: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryAnswer:
    """What a directory answered about a SIRET; ``entry`` is None where it does not know it."""

    source: str
    asked_at: datetime
    entry: DirectoryEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """Name, state and convention, each beside what was declared."""

    name: Agreement = Agreement.UNKNOWN
    state: Agreement = Agreement.UNKNOWN
    idcc: Agreement = Agreement.UNKNOWN


NO_CONVENTION = "9999"
"""What declarations say of who has no convention, or has not named it: of a new company it tells nothing."""
_APART = re.compile(r"[^a-z0-9]+")


def compared(company: Company, entry: DirectoryEntry | None) -> Agreements:
    """The declared name and IDCC beside the directory's; an establishment that is closed differs from one that is
    not."""
    if entry is None:
        return Agreements()
    return Agreements(
        name=_same(company.name, entry.name),
        state=_at_work(entry.state),
        idcc=_convention(company.idcc, entry.idcc),
    )


def in_four_digits(codes: Iterable[object]) -> tuple[str, ...]:
    """Conventions as we write them: ``44`` is ``0044``; what is none is left out."""
    texts = (str(code).strip() for code in codes)
    return tuple(text.zfill(4) for text in texts if text.isascii() and text.isdigit() and len(text) <= 4)


def _at_work(state: EstablishmentState | None) -> Agreement:
    return Agreement.UNKNOWN if state is None else _agreement(agrees=state is EstablishmentState.OPEN)


def _convention(declared: str, found: tuple[str, ...]) -> Agreement:
    named = [code for code in found if code != NO_CONVENTION]
    return _agreement(agrees=declared in named) if named else Agreement.UNKNOWN


def _same(declared: str, found: str) -> Agreement:
    """Whether one name holds the other's words: directories add acronyms, companies leave out their form."""
    ours, theirs = _words(declared), _words(found)
    if not ours or not theirs:
        return Agreement.UNKNOWN
    return _agreement(agrees=ours <= theirs or theirs <= ours)


def _words(name: str) -> frozenset[str]:
    bare = "".join(letter for letter in normalize("NFD", name.casefold()) if not combining(letter))
    return frozenset(filter(None, _APART.split(bare)))


def _agreement(*, agrees: bool) -> Agreement:
    return Agreement.AGREES if agrees else Agreement.DIFFERS
