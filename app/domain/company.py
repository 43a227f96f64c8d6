"""The company that registers candidates: who it is, and what the secretariat found out about it (D43)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
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
    """A postal address; ``country`` is two letters (ISO 3166-1)."""

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
class Succession:
    """That another company has taken over from the day ``on``: everything of this one is that one's (D64)."""

    successor_id: UUID
    on: date
    reason: str
    recorded_at: datetime
    recorded_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """An establishment with an account. ``siret`` never changes; ``idcc`` is declared until verified.

    ``succession``: which company has taken over from it, where one has.
    """

    id: UUID
    siret: str
    name: str
    idcc: str
    address: Address
    contact: Contact
    state: CompanyState
    verification: CompanyVerification | None = None
    succession: Succession | None = None
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


def confirmed(company_id: UUID, claims: Iterable[Company], at: datetime) -> tuple[Company, ...]:
    """The claims on one SIRET that change once the address of ``company_id`` is confirmed.

    It awaits approval; where another live claim exists, it goes to review, and so does the other that awaited approval.
    """
    claims = tuple(claims)
    mine = next(claim for claim in claims if claim.id == company_id)
    if mine.state is not CompanyState.AWAITING_CONFIRMATION:
        return ()
    rivals = [claim for claim in claims if claim.id != company_id and claim.state in _LIVE]
    state = CompanyState.IN_REVIEW if rivals else CompanyState.AWAITING_APPROVAL
    waiting = (rival for rival in rivals if rival.state is CompanyState.AWAITING_APPROVAL)
    return (
        replace(mine, state=state, updated_at=at),
        *(replace(rival, state=CompanyState.IN_REVIEW, updated_at=at) for rival in waiting),
    )


_LIVE = frozenset({CompanyState.AWAITING_APPROVAL, CompanyState.IN_REVIEW, CompanyState.APPROVED})


def verified(
    company_id: UUID, claims: Iterable[Company], *, approved: bool, found: CompanyVerification
) -> tuple[Company, ...] | None:
    """The claims on one SIRET that change by the secretariat's verification of ``company_id``, that one first.

    Approving one refuses its rivals; None when a rival is approved already, which must be refused first.
    """
    claims = tuple(claims)
    mine = next(claim for claim in claims if claim.id == company_id)
    state = CompanyState.APPROVED if approved else CompanyState.REFUSED
    decided = replace(mine, state=state, verification=found, updated_at=found.verified_at)
    if not approved:
        return (decided,)
    rivals = [claim for claim in claims if claim.id != company_id and claim.state is not CompanyState.REFUSED]
    if any(rival.is_approved for rival in rivals):
        return None
    return (
        decided,
        *(replace(rival, state=CompanyState.REFUSED, updated_at=found.verified_at) for rival in rivals),
    )


def corrected(company: Company, *, name: str, idcc: str, address: Address, at: datetime) -> Company:
    """The company as it now describes itself; another IDCC is another declaration, to be verified again (D43)."""
    verification = company.verification if idcc == company.idcc else None
    return replace(company, name=name, idcc=idcc, address=address, verification=verification, updated_at=at)
