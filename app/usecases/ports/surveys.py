"""Ports to the surveys of holders: one row for each wave of a certificate, and what is counted of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.survey_counts import Promotion
from app.domain.surveys import Survey, SurveyWave
from app.usecases.paging import Page, PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFilter:
    """Which surveys; None leaves all in. ``year`` is that of the award; ``answered``: with an answer, or without."""

    certification: str | None = None
    year: int | None = None
    wave: SurveyWave | None = None
    answered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedHolder:
    """A survey with what the secretariat needs to know of whose it is. ``dossier_id`` is None where there is none."""

    survey: Survey
    certification_code: str
    awarded_on: date
    holder_name: str
    dossier_id: UUID | None


class Surveys(Protocol):
    """The waves opened of each certificate, with their answers; what is past its term stays as counts alone."""

    async def unopened(self, wave: SurveyWave, on: date) -> Sequence[str]:
        """The numbers of valid certificates that the wave may be opened for on that day and is not: the domain judges
        each."""
        ...

    async def awaited(self, on: date) -> Sequence[UUID]:
        """The surveys whose holders were written to, that have no answer, and are open on that day."""
        ...

    async def add(self, survey: Survey, at: datetime) -> bool:
        """Keep a new one; False where that wave of that certificate was opened by somebody else."""
        ...

    async def get_locked(self, survey_id: UUID) -> Survey | None:
        """The survey, which nobody else changes until the transaction ends."""
        ...

    async def find_locked(self, certificate_number: str, wave: SurveyWave) -> Survey | None:
        """The same, by its certificate and wave."""
        ...

    async def of_certificate(self, certificate_number: str) -> tuple[Survey, ...]:
        """Every wave that was opened, the earliest first."""
        ...

    async def holder_of(self, survey_id: UUID) -> SurveyedHolder | None: ...

    async def save(self, survey: Survey, at: datetime) -> Survey:
        """Keep the answers, under a new version. Raises StaleVersion."""
        ...

    async def refuses_contact(self, certificate_number: str) -> bool:
        """Whether its holder has said, of this or of another of their certificates, that they want no more surveys."""
        ...

    async def allow_contact(self, certificate_number: str) -> None:
        """Its holder wants surveys again, of whichever of their certificates; what each answer said stays in it."""
        ...

    async def hand_over(self, certificate_number: str, successor: str) -> None:
        """Make the surveys of a certificate those of the one that takes its place."""
        ...

    async def page(self, request: PageRequest, narrowed: SurveyFilter) -> Page[SurveyedHolder]:
        """By id, the latest opened first."""
        ...

    async def promotions(self, *, certification: str | None, year: int | None) -> Sequence[Promotion]:
        """Valid certificates by certification, year of the award and access, with what their waves count."""
        ...

    async def forget(self, *, closed_before: date) -> int:
        """Keep of the surveys that closed before that day what they count, and nothing else; how many there were."""
        ...
