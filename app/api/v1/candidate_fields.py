"""A candidate's employment, experience and certifications held, as several operations take and give them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StrictBool, ValidationInfo, field_validator

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.identifier_fields import Idcc, Siret
from app.api.language import spoken
from app.api.text_fields import Line
from app.domain.candidate import (
    EMPLOYMENT_STATUS_LABELS,
    Employment,
    EmploymentStatus,
    Establishment,
    HeldCertification,
)
from app.domain.experience import Experience
from app.domain.text import Text

LONGEST_WEEK = 48
"""Hours: more than the law lets anybody work is a slip of the pen."""

WeeklyHours = Annotated[
    float,
    Field(
        strict=True,
        gt=0,
        le=LONGEST_WEEK,
        multiple_of=0.1,
        allow_inf_nan=False,
        description="Hours a week, to one decimal; full time where not given.",
        examples=[35],
    ),
]


class EstablishmentIn(RequestBody):
    """Who employs, or uses, the candidate."""

    siret: Siret
    idcc: Idcc | None = None

    def to_domain(self) -> Establishment:
        """The domain's value."""
        return Establishment(siret=self.siret, idcc=self.idcc)


class EmploymentIn(RequestBody):
    """The candidate's situation on the day of the request."""

    status: EmploymentStatus
    employer: EstablishmentIn | None = None
    user_company: Annotated[
        EstablishmentIn | None, Field(description="Where a temporary or GEIQ worker is made available.")
    ] = None

    def to_domain(self) -> Employment:
        """The domain's value."""
        return Employment(
            status=self.status,
            employer=self.employer.to_domain() if self.employer else None,
            user_company=self.user_company.to_domain() if self.user_company else None,
        )


class ExperienceIn(RequestBody):
    """A period of work: `start` and `end` are both included; without `end` it is still running."""

    activity: Line
    start: Day
    end: Day | None = None
    weekly_hours: WeeklyHours | None = None
    directly_related: Annotated[StrictBool, Field(description="Whether it is directly related to the certification.")]

    @field_validator("end")
    @classmethod
    def not_before_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        """Refuse a period that ends before it starts."""
        start = info.data.get("start")
        if end is not None and start is not None and end < start:
            raise invalid_value(
                "ends_before_it_starts",
                Text("Cette période finit avant de commencer.", "This period ends before it starts."),
            )
        return end

    def to_domain(self) -> Experience:
        """The domain's value; hours as an exact decimal."""
        hours = None if self.weekly_hours is None else Decimal(str(round(self.weekly_hours, 1)))
        return Experience(
            activity=self.activity,
            start=self.start,
            end=self.end,
            weekly_hours=hours,
            directly_related=self.directly_related,
        )


class HeldCertificationIn(RequestBody):
    """A CQP, a CQPI or a partner's certification that the candidate declares to hold."""

    code: Annotated[Line, Field(max_length=100, examples=["cqpi-agent-logistique"])]
    certifier: Line
    number: Line
    awarded_on: Day

    def to_domain(self) -> HeldCertification:
        """The domain's value, not verified yet."""
        return HeldCertification(
            code=self.code, certifier=self.certifier, number=self.number, awarded_on=self.awarded_on
        )


class EstablishmentOut(MirrorBody):
    """Who employs, or uses, the candidate."""

    siret: str
    idcc: str | None


class EmploymentOut(AnswerBody):
    """The candidate's situation on the day of the request."""

    status: EmploymentStatus
    status_label: str
    employer: EstablishmentOut | None
    user_company: EstablishmentOut | None

    @classmethod
    def of(cls, employment: Employment) -> Self:
        """The situation on the wire."""
        employer, host = employment.employer, employment.user_company
        return cls(
            status=employment.status,
            status_label=spoken(EMPLOYMENT_STATUS_LABELS[employment.status]),
            employer=EstablishmentOut.of(employer) if employer else None,
            user_company=EstablishmentOut.of(host) if host else None,
        )


class ExperienceOut(AnswerBody):
    """A period of work, both days included."""

    activity: str
    start: date
    end: date | None
    weekly_hours: float | None
    directly_related: bool

    @classmethod
    def of(cls, experience: Experience) -> Self:
        """The period on the wire."""
        hours = experience.weekly_hours
        return cls(
            activity=experience.activity,
            start=experience.start,
            end=experience.end,
            weekly_hours=None if hours is None else float(hours),
            directly_related=experience.directly_related,
        )


class HeldCertificationCheckOut(MirrorBody):
    """What the secretariat found when it checked a proof."""

    verified: bool
    reason: str
    on: date


class HeldCertificationOut(MirrorBody):
    """A certification that the candidate declares to hold; `verification` is null until the secretariat looked."""

    code: str
    certifier: str
    number: str
    awarded_on: date
    verification: HeldCertificationCheckOut | None
