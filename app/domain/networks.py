"""National networks of training bodies: an employee of one may not assess whom another body of it trained (R16).

They are reference data (D18, D59): ``GRETA``, ``AFPI`` and ``AFPA``, which the guide names as examples, come first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from app.domain.law import Violation
from app.domain.rules.decisions import D59
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network that training bodies belong to; a body may belong to several (D18)."""

    code: str
    name: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTrainingBody:
    """A training body of the secretariat's register: it brings its networks along, whatever is declared (D59)."""

    siren: str
    name: str
    networks: tuple[str, ...]
    source: str
    confirmed: bool


def network_code(written: str) -> str:
    """The code as it is kept and compared: in capitals, without accents, with single blanks (D59)."""
    letters = (character for character in normalize("NFKD", written) if not combining(character))
    return " ".join("".join(letters).upper().split())


def unknown_networks(codes: Sequence[str], known: Collection[str], pointer: str) -> tuple[Violation, ...]:
    """D59: one violation for each of ``codes``, found at ``pointer``, that names no network."""
    return tuple(
        Violation(
            code="unknown_network",
            rule=D59,
            pointer=f"{pointer}/{index}",
            detail=Text(
                f"« {code} » n'est le code d'aucun réseau. Réseaux connus : {_listed(known)}.",
                f"“{code}” is no network's code. Known networks: {_listed(known)}.",
            ),
        )
        for index, code in enumerate(codes)
        if network_code(code) not in known
    )


def _listed(codes: Collection[str]) -> str:
    return ", ".join(sorted(codes))
