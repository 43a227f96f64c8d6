"""The candidate: civil status, employment, experience and what is already held."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.company import Address
from app.domain.experience import Experience
from app.domain.identifiers import siren_of
from app.domain.persons import Identity
from app.domain.text import Text


class EmploymentStatus(StrEnum):
    """How the candidate works (R2; D47 for the self-employed and job seekers)."""

    EMPLOYEE = "employee"
    TEMPORARY_WORKER = "temporary_worker"
    GEIQ_WORKER = "geiq_worker"
    SELF_EMPLOYED = "self_employed"
    JOB_SEEKER = "job_seeker"
    OTHER = "other"


EMPLOYMENT_STATUS_LABELS = {
    EmploymentStatus.EMPLOYEE: Text("Salarié", "Employee"),
    EmploymentStatus.TEMPORARY_WORKER: Text("Intérimaire", "Temporary worker"),
    EmploymentStatus.GEIQ_WORKER: Text("Salarié d'un GEIQ", "Worker of a GEIQ"),
    EmploymentStatus.SELF_EMPLOYED: Text("Indépendant", "Self-employed"),
    EmploymentStatus.JOB_SEEKER: Text("Demandeur d'emploi", "Job seeker"),
    EmploymentStatus.OTHER: Text("Autre situation", "Other"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """Who employs, or uses, the candidate. ``siret``: 14 digits; ``idcc``: four digits, None where unknown."""

    siret: str
    idcc: str | None = None

    @property
    def siren(self) -> str:
        """The nine digits of the legal unit."""
        return siren_of(self.siret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """The candidate's situation on the day of the request."""

    status: EmploymentStatus
    employer: Establishment | None = None
    user_company: Establishment | None = None

    @property
    def is_hosted(self) -> bool:
        """Whether the candidate works at a company that does not employ them (temporary work, GEIQ)."""
        return self.status in {EmploymentStatus.TEMPORARY_WORKER, EmploymentStatus.GEIQ_WORKER}

    @property
    def legal_units(self) -> frozenset[str]:
        """The SIREN of the employer and, for a hosted worker, of the user company, as far as they are named."""
        named = (self.employer, self.user_company if self.is_hosted else None)
        return frozenset(establishment.siren for establishment in named if establishment is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What the secretariat found when it checked a proof, and why."""

    verified: bool
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCertification:
    """A CQP, a CQPI or a partner's certification that the candidate declares; it counts once verified (D25)."""

    code: str
    certifier: str
    number: str
    awarded_on: date
    verification: Verification | None = None

    @property
    def is_verified(self) -> bool:
        """Whether the secretariat has checked it, and found it true."""
        return self.verification is not None and self.verification.verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person, as declared in the candidate's own dossier (outil 6).

    ``address`` is where the registered letter goes (R44). ``first_name_1`` to ``first_name_3`` are the first names one
    by one, ``birth_commune_insee`` the five characters of the commune's code, ``birth_country`` and the address's
    country two letters (ISO 3166-1): what is asked beyond the civil status that papers print. None where not given.
    """

    birth_name: str
    usage_name: str | None = None
    first_names: str
    birth_date: date
    sex: str
    birth_place: str
    email: str | None = None
    address: Address | None = None
    phone: str | None = None
    first_name_1: str | None = None
    first_name_2: str | None = None
    first_name_3: str | None = None
    birth_commune_insee: str | None = None
    birth_postal_code: str | None = None
    birth_country: str | None = None
    employment: Employment
    experience: tuple[Experience, ...] = ()
    held_certifications: tuple[HeldCertification, ...] = ()

    @property
    def full_name(self) -> str:
        """The first names and the name in use."""
        return f"{self.first_names} {self.usage_name or self.birth_name}"

    @property
    def identity(self) -> Identity:
        """What the candidate is known by."""
        return Identity(
            birth_name=self.birth_name,
            usage_name=self.usage_name,
            first_names=self.first_names,
            birth_date=self.birth_date,
            birth_place=self.birth_place,
        )

    @property
    def person_key(self) -> str:
        """What two dossiers of one person have in common: birth name, first names, birth date and birth place."""
        return self.identity.key
