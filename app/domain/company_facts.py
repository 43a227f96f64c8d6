"""What the rules need to know of a company."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.identifiers import CCNIC
from app.domain.law import Violation
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """An establishment with an account. ``ccnic_verified``: by the secretariat (D43), None before it looked.

    ``region``: the INSEE region of its address, None where that is not in France.
    """

    id: UUID
    siret: str
    name: str
    idcc: str
    ccnic_verified: bool | None
    region: str | None = None

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit."""
        return self.siret[:9]

    @property
    def is_verified_ccnic(self) -> bool:
        """Whether the secretariat verified that the company is under the chemical agreement (D43)."""
        return self.ccnic_verified is True

    @property
    def is_under_ccnic(self) -> bool:
        """Whether it is under the chemical agreement: as the secretariat found, else by the IDCC that it registered."""
        return self.idcc == CCNIC if self.ccnic_verified is None else self.ccnic_verified


def unknown_company(pointer: str) -> Violation:
    """That the id at ``pointer`` is no company's."""
    return Violation(
        code="unknown_company",
        pointer=pointer,
        detail=Text("Il n'y a pas d'entreprise de cet identifiant.", "There is no company of this id."),
    )
