"""The company that registers candidates: who it is, and what the secretariat found out about it (D43)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.text import Text


class CompanyState(StrEnum):
    """How far a registration has come: e-mail confirmed, then approved, refused, or reviewed among rivals."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_APPROVAL = "awaiting_approval"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REFUSED = "refused"


COMPANY_STATE_LABELS = {
    CompanyState.AWAITING_CONFIRMATION: Text("Adresse à confirmer", "Awaiting the e-mail's confirmation"),
    CompanyState.AWAITING_APPROVAL: Text("En attente d'approbation", "Awaiting approval"),
    CompanyState.IN_REVIEW: Text("Demandes concurrentes à examiner", "In review among competing claims"),
    CompanyState.APPROVED: Text("Approuvée", "Approved"),
    CompanyState.REFUSED: Text("Refusée", "Refused"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a company is."""

    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who registered the company."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyVerification:
    """What the secretariat found: whether the company is under the CCNIC, and by which evidence (D43)."""

    ccnic: bool
    evidence: str
    verified_at: datetime
    verified_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """An establishment with an account. ``siret`` never changes; ``idcc`` is declared until verified."""

    id: UUID
    siret: str
    name: str
    idcc: str
    address: Address
    contact: Contact
    state: CompanyState
    verification: CompanyVerification | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def is_approved(self) -> bool:
        """Whether its employers may sign in."""
        return self.state is CompanyState.APPROVED

    @property
    def ccnic_verified(self) -> bool | None:
        """What the secretariat said of the CCNIC; None before it looked, and since the IDCC changed (D43)."""
        return self.verification.ccnic if self.verification is not None else None

    @property
    def is_verified_ccnic(self) -> bool:
        """Whether the secretariat verified that the company is under the chemical agreement (D43)."""
        return self.is_approved and self.ccnic_verified is True
