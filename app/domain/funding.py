"""The funding of a dossier (R79), and the references that funders know it by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from unicodedata import normalize
from uuid import UUID

from app.domain.identifiers import is_separator
from app.domain.text import Text

_IGNORED = frozenset("./")


class FundingChange(StrEnum):
    """What became of a funding."""

    DECLARED = "declared"
    CORRECTED = "corrected"
    REMOVED = "removed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


FUNDING_CHANGE_LABELS: Mapping[FundingChange, Text] = {
    FundingChange.DECLARED: Text("Prise en charge déclarée", "Funding declared"),
    FundingChange.CORRECTED: Text("Prise en charge corrigée", "Funding corrected"),
    FundingChange.REMOVED: Text("Prise en charge retirée", "Funding removed"),
    FundingChange.CONFIRMED: Text("Prise en charge confirmée", "Funding confirmed"),
    FundingChange.REJECTED: Text("Prise en charge rejetée", "Funding rejected"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Who was named as paying for a dossier, under which number, and what they answered (D44, D72).

    ``confirmed_at`` and ``rejected_at`` exclude each other; both are None as long as the funder has not answered.
    """

    id: UUID
    funder_code: str
    reference: str
    declared_at: datetime
    confirmed_at: datetime | None = None
    rejected_at: datetime | None = None
    rejection_reason: str | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the funder said yes."""
        return self.confirmed_at is not None

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the one that it is on its dossier: the funder, and the number as two are compared."""
        return self.funder_code, normalised_reference(self.reference)


def normalised_reference(reference: str) -> str:
    """The reference as two are compared: without case, spaces, ``./``, dashes and invisible characters of any kind.

    Empty where nothing is left: such a reference is nobody's, and is refused at the door.
    """
    usual = normalize("NFKC", reference)
    return "".join(character for character in usual if not _is_ignored(character)).casefold()


def _is_ignored(character: str) -> bool:
    return character in _IGNORED or is_separator(character)
