"""Before the assessment: the skills identification, the training plan, verifications, registration."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import Field, StrictBool
from starlette.responses import Response

from app.api.bodies import AnswerBody, MirrorBody, RequestBody, created
from app.api.dependencies import CallerDep, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day
from app.api.identifier_fields import Siren
from app.api.problems import problems
from app.api.route_contract import judges_whole
from app.api.routing import router as router_of
from app.api.text_fields import Line, PersonName, Reason
from app.api.v1.certification_models import CompetenceCode
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.domain.dossier import (
    InterviewExpert,
    InterviewExpertKind,
    Mastery,
    SkillsIdentification,
    TechnicalExpert,
    TrainingAction,
    TrainingPlan,
)
from app.domain.parts import DossierPart
from app.usecases.dossiers import preparing
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.reading import read_recorded

router = router_of("preparation", "/v1/dossiers/{dossier_id}", description="From the dossier to its registration.")

REFUSALS = problems(401, 403, 404, 409, 412, 422, 428)


InTheEmployersPlace = Annotated[
    Reason | None, Field(description="Why the secretariat acts in the employer's place, where it does (D64).")
]


class RegistrationIn(RequestBody):
    """Nothing, but from the secretariat in the employer's place."""

    reason: InTheEmployersPlace = None


def because(command: Act, reason: str | None) -> Act:
    """The act with the reason for doing it in the employer's place, where one is given (D64)."""
    return replace(command, reason=reason)


class TechnicalExpertFields(RequestBody):
    """The expert of the trade: an employee of the company."""

    name: PersonName
    employer_siren: Siren


class InterviewExpertFields(RequestBody):
    """The expert in conducting interviews."""

    name: PersonName
    kind: InterviewExpertKind


class MasteryFields(RequestBody):
    """Whether one competence was found mastered."""

    code: CompetenceCode
    mastered: StrictBool


class SkillsIdentificationIn(RequestBody):
    """The interview of the candidate with the two experts."""

    held_on: Day
    technical_expert: TechnicalExpertFields
    interview_expert: InterviewExpertFields
    competences: Annotated[list[MasteryFields], Field(min_length=1, max_length=100)]
    reason: InTheEmployersPlace = None

    def to_domain(self) -> SkillsIdentification:
        """The domain's value."""
        return SkillsIdentification(
            held_on=self.held_on,
            technical_expert=TechnicalExpert(
                name=self.technical_expert.name, employer_siren=self.technical_expert.employer_siren
            ),
            interview_expert=InterviewExpert(name=self.interview_expert.name, kind=self.interview_expert.kind),
            competences=tuple(Mastery(code=item.code, mastered=item.mastered) for item in self.competences),
        )


class TechnicalExpertOut(AnswerBody):
    """The expert of the trade."""

    name: str
    employer_siren: str


class InterviewExpertOut(AnswerBody):
    """The expert in conducting interviews."""

    name: str
    kind: InterviewExpertKind


class MasteryOut(AnswerBody):
    """Whether one competence was found mastered."""

    code: str
    mastered: bool


class SkillsIdentificationOut(MirrorBody):
    """The interview of the candidate with the two experts."""

    held_on: date
    technical_expert: TechnicalExpertOut
    interview_expert: InterviewExpertOut
    competences: list[MasteryOut]


class TrainingActionFields(RequestBody):
    """One action of the plan; `hours` of its length."""

    label: Line
    kind: Line
    hours: Annotated[int, Field(ge=0, le=10_000, strict=True)]


class TrainingPlanIn(RequestBody):
    """How the missing competences are to be acquired."""

    competences: Annotated[list[CompetenceCode], Field(max_length=100)]
    actions: Annotated[list[TrainingActionFields], Field(max_length=200)]
    starts_on: Day
    ends_on: Day
    reason: InTheEmployersPlace = None

    def to_domain(self) -> TrainingPlan:
        """The domain's value."""
        return TrainingPlan(
            competences=tuple(self.competences),
            actions=tuple(TrainingAction(label=a.label, kind=a.kind, hours=a.hours) for a in self.actions),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


class TrainingActionOut(AnswerBody):
    """One action of the plan."""

    label: str
    kind: str
    hours: int


class TrainingPlanOut(MirrorBody):
    """How the missing competences are to be acquired."""

    competences: list[str]
    actions: list[TrainingActionOut]
    starts_on: date
    ends_on: date


class PortfolioIn(RequestBody):
    """The day on which the candidate completed the VAE portfolio."""

    completed_on: Day


class PortfolioOut(AnswerBody):
    """The day on which the candidate completed the VAE portfolio."""

    completed_on: date


class VerificationIn(RequestBody):
    """What the secretariat found when it checked the proof."""

    verified: StrictBool
    reason: Reason


class DirectAssessmentConfirmationIn(RequestBody):
    """Whether the conditions of the direct assessment are proved, and by what."""

    confirmed: StrictBool
    evidence: Reason


@router.put(
    "/skills-identification",
    operation_id="recordSkillsIdentification",
    summary="Record the skills identification",
    responses={**created(SkillsIdentificationOut), **REFUSALS},
)
@judges_whole
async def put_identification(
    command: DossierCommand, body: SkillsIdentificationIn, uow: Uow, tag: Tag, response: Response
) -> SkillsIdentificationOut:
    """Record the interview with the two experts, each competence judged (R25)."""
    identification = body.to_domain()
    written = await preparing.record_skills_identification(uow, because(command, body.reason), identification)
    tag(DossierPart.SKILLS_IDENTIFICATION.version_in(written.dossier))
    response.status_code = 201 if written.created else 200
    return SkillsIdentificationOut.of(identification)


@router.get(
    "/skills-identification",
    operation_id="getSkillsIdentification",
    summary="Read the skills identification",
    responses=problems(401, 403, 404, 422),
)
async def get_identification(dossier_id: DossierId, caller: CallerDep, uow: Uow, tag: Tag) -> SkillsIdentificationOut:
    """The interview with the two experts."""
    dossier, identification = await read_recorded(
        uow, caller, dossier_id=dossier_id, part=lambda dossier: dossier.skills_identification
    )
    tag(DossierPart.SKILLS_IDENTIFICATION.version_in(dossier))
    return SkillsIdentificationOut.of(identification)


@router.put(
    "/training-plan",
    operation_id="recordTrainingPlan",
    summary="Record the training plan",
    responses={**created(TrainingPlanOut), **REFUSALS},
)
@judges_whole
async def put_plan(
    command: DossierCommand, body: TrainingPlanIn, uow: Uow, tag: Tag, response: Response
) -> TrainingPlanOut:
    """Record how the missing competences are to be acquired (R26)."""
    plan = body.to_domain()
    written = await preparing.record_training_plan(uow, because(command, body.reason), plan)
    tag(DossierPart.TRAINING_PLAN.version_in(written.dossier))
    response.status_code = 201 if written.created else 200
    return TrainingPlanOut.of(plan)


@router.get(
    "/training-plan",
    operation_id="getTrainingPlan",
    summary="Read the training plan",
    responses=problems(401, 403, 404, 422),
)
async def get_plan(dossier_id: DossierId, caller: CallerDep, uow: Uow, tag: Tag) -> TrainingPlanOut:
    """How the missing competences are to be acquired."""
    dossier, plan = await read_recorded(uow, caller, dossier_id=dossier_id, part=lambda dossier: dossier.training_plan)
    tag(DossierPart.TRAINING_PLAN.version_in(dossier))
    return TrainingPlanOut.of(plan)


@router.put(
    "/portfolio",
    operation_id="recordPortfolio",
    summary="Record the VAE portfolio",
    responses={**created(PortfolioOut), **REFUSALS},
)
async def put_portfolio(
    command: DossierCommand, body: PortfolioIn, uow: Uow, tag: Tag, response: Response
) -> PortfolioOut:
    """Record that the candidate completed the VAE portfolio, outil 7 (R38): the dossier awaits its assessment."""
    written = await preparing.record_portfolio(uow, command, body.completed_on)
    tag(DossierPart.PORTFOLIO.version_in(written.dossier))
    response.status_code = 201 if written.created else 200
    return PortfolioOut(completed_on=body.completed_on)


@router.get(
    "/portfolio",
    operation_id="getPortfolio",
    summary="Read when the VAE portfolio was completed",
    responses=problems(401, 403, 404, 422),
)
async def get_portfolio(dossier_id: DossierId, caller: CallerDep, uow: Uow, tag: Tag) -> PortfolioOut:
    """The day on which the candidate completed the VAE portfolio."""
    dossier, completed_on = await read_recorded(
        uow, caller, dossier_id=dossier_id, part=lambda dossier: dossier.portfolio_completed_on
    )
    tag(DossierPart.PORTFOLIO.version_in(dossier))
    return PortfolioOut(completed_on=completed_on)


@router.post(
    "/held-certifications/{code}/verification",
    operation_id="verifyHeldCertification",
    summary="Verify a certification that the candidate holds",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def verify_held(
    command: DossierCommand,
    code: Annotated[str, Path(description="The code of the certification held.")],
    body: VerificationIn,
    uow: Uow,
    tag: Tag,
) -> DossierOut:
    """Say what was found of its proof (D25): from then on it narrows the assessment, or does not."""
    await preparing.verify_held_certification(uow, command, code, verified=body.verified, reason=body.reason)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post(
    "/direct-assessment/confirmation",
    operation_id="confirmDirectAssessment",
    summary="Confirm the conditions of a direct assessment",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def confirm_direct(
    command: DossierCommand, body: DirectAssessmentConfirmationIn, uow: Uow, tag: Tag
) -> DossierOut:
    """Say whether the conditions of R30 are proved (D43): the registration needs it."""
    await preparing.confirm_direct_assessment(uow, command, confirmed=body.confirmed, evidence=body.evidence)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post(
    "/registration",
    operation_id="completeRegistration",
    summary="Complete the registration",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def complete(command: DossierCommand, uow: Uow, tag: Tag, body: RegistrationIn | None = None) -> DossierOut:
    """Close the registration, or learn everything that it lacks.

    It is the employer's; the secretariat does it in the employer's place with a `reason` (D64).
    """
    await preparing.complete_registration(uow, because(command, body.reason if body else None))
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
