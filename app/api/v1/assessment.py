"""The assessment of a dossier."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.dependencies import CallerDep, Now, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day
from app.api.identifier_fields import Idcc, Siren
from app.api.language import spoken
from app.api.problems import problems
from app.api.route_contract import judges_whole
from app.api.routing import router as router_of
from app.api.text_fields import Line, PersonName, Prose, Reason
from app.api.v1.certification_models import CompetenceCode
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.domain.assessment import (
    EXEMPTION_LABELS,
    Assessment,
    Briefing,
    Exemption,
    ExemptionKind,
    NamedProfessional,
    Observer,
    ObserverCapacity,
    Place,
    Result,
    Sitting,
)
from app.domain.case import Case
from app.domain.parts import DossierPart
from app.domain.results_on_record import unconfirmed_results, values_of
from app.domain.scope import names_its_source
from app.usecases.access import Role
from app.usecases.dossiers import assessing
from app.usecases.dossiers.acting import Acted
from app.usecases.dossiers.reading import case_after, read_case
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork

router = router_of(
    "assessment", "/v1/dossiers/{dossier_id}/assessment", description="The assessment by the two evaluators."
)

REFUSALS = problems(401, 403, 404, 409, 412, 422, 428)
POSTAL_CODE = Field(description="A French postal code.", examples=["69007"])


class BriefingFields(RequestBody):
    """What the evaluator made sure of before the interview (R39, R46–R49)."""

    candidate_informed: StrictBool
    professional_informed: StrictBool
    guide_delivered: StrictBool
    outil_3_delivered: StrictBool
    branch_documents_used: StrictBool
    admissibility_letter_presented: StrictBool | None = None


class ObserverFields(RequestBody):
    """Somebody who attends and does not assess (R19)."""

    name: PersonName
    capacity: ObserverCapacity


class ProfessionalFields(RequestBody):
    """The trade professional of a common-law VAE (R18)."""

    name: PersonName
    employer_siren: Siren
    employer_idcc: Idcc


class ResultFields(RequestBody):
    """Acquired or not (R56), with its comment."""

    competence_code: CompetenceCode
    acquired: StrictBool
    comment: Prose


class PlaceFields(RequestBody):
    """Where people met (R12, D61)."""

    postal_code: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{5}$"), POSTAL_CODE]
    city: Line


class SittingFields(RequestBody):
    """A day that was in another region than the evaluator was chosen for, or elsewhere than the other days."""

    on: Day
    region: Annotated[str, Field(max_length=3, description="The region's INSEE code.", examples=["84"])]
    place: PlaceFields | None = None
    remote: StrictBool = False

    def to_domain(self) -> Sitting:
        """The domain's value."""
        return Sitting(on=self.on, region=self.region, place=_place(self.place), remote=self.remote)


class AssessmentIn(RequestBody):
    """The whole assessment as it stands: each record replaces the one before, sitting after sitting (R52).

    `place` or `remote` tells of every day that `sittings` do not tell apart; outside the company's region it is needed.
    """

    held_on: Annotated[list[Day], Field(min_length=1, max_length=50)]
    observed_on: list[Day] = Field(default=[], max_length=50)
    briefing: BriefingFields
    concertation_held_on: Day | None = None
    place: PlaceFields | None = None
    remote: StrictBool = False
    sittings: list[SittingFields] = Field(default=[], max_length=50)
    observers: list[ObserverFields] = Field(default=[], max_length=20)
    trade_evaluator: ProfessionalFields | None = None
    results: Annotated[list[ResultFields], Field(max_length=100)]
    candidate_observations: Prose = ""
    evaluator_observations: Prose = ""

    def to_domain(self) -> Assessment:
        """The domain's value."""
        named = self.trade_evaluator
        return Assessment(
            held_on=tuple(sorted(set(self.held_on))),
            observed_on=tuple(sorted(set(self.observed_on))),
            briefing=Briefing(**self.briefing.model_dump()),
            concertation_held_on=self.concertation_held_on,
            observers=tuple(Observer(name=item.name, capacity=item.capacity) for item in self.observers),
            professional=NamedProfessional(**named.model_dump()) if named else None,
            results=tuple(Result(**result.model_dump()) for result in self.results),
            candidate_observations=self.candidate_observations,
            evaluator_observations=self.evaluator_observations,
            place=_place(self.place),
            remote=self.remote,
            sittings=tuple(sitting.to_domain() for sitting in self.sittings),
        )


def _place(told: PlaceFields | None) -> Place | None:
    return Place(postal_code=told.postal_code, city=told.city) if told is not None else None


class PlaceOut(AnswerBody):
    """Where people met."""

    postal_code: str
    city: str
    region: str | None

    @classmethod
    def of(cls, place: Place | None) -> Self | None:
        """The place on the wire, with the INSEE region that it lies in."""
        return cls(postal_code=place.postal_code, city=place.city, region=place.region) if place is not None else None


class SittingOut(AnswerBody):
    """A day that was elsewhere than the others."""

    on: date
    region: str
    place: PlaceOut | None
    remote: bool

    @classmethod
    def of(cls, sitting: Sitting) -> Self:
        """The sitting on the wire."""
        return cls(on=sitting.on, region=sitting.region, place=PlaceOut.of(sitting.place), remote=sitting.remote)


class BriefingOut(AnswerBody):
    """What the evaluator made sure of before the interview."""

    candidate_informed: bool
    professional_informed: bool
    guide_delivered: bool
    outil_3_delivered: bool
    branch_documents_used: bool
    admissibility_letter_presented: bool | None


class ObserverOut(AnswerBody):
    """Somebody who attended."""

    name: str
    capacity: ObserverCapacity


class ProfessionalOut(AnswerBody):
    """The trade professional of a common-law VAE."""

    name: str
    employer_siren: str
    employer_idcc: str


class AuthorOut(AnswerBody):
    """An authorised evaluator; `name` is null where the list no longer knows it."""

    evaluator_id: UUID
    name: str | None


class FormerResultOut(AnswerBody):
    """A value that a result had; `acquired` is null where the result was taken out."""

    acquired: bool | None
    comment: str
    author: AuthorOut
    recorded_on: date | None


class ResultOut(AnswerBody):
    """Acquired or not, with its comment, whose it is, of which day, and the values that it had before (D57, D63).

    `confirmed` is false while an evaluator who took over has not sent it; `author` and `recorded_on` are null where
    they are not known.
    """

    competence_code: str
    acquired: bool
    comment: str
    author: AuthorOut | None
    recorded_on: date | None
    confirmed: bool
    history: list[FormerResultOut]


class ExemptionOut(AnswerBody):
    """A competence that is held already: by what, and until which day (null: for good)."""

    competence_code: str
    kind: ExemptionKind
    kind_label: str
    source: str
    until: date | None

    @classmethod
    def of(cls, exemption: Exemption, *, is_named: bool) -> Self:
        """The exemption on the wire, with the dossier and the day that it comes from where ``is_named``."""
        return cls(
            competence_code=exemption.competence_code,
            kind=exemption.kind,
            kind_label=spoken(EXEMPTION_LABELS[exemption.kind]),
            source=exemption.source if is_named else spoken(EXEMPTION_LABELS[exemption.kind]),
            until=exemption.until,
        )


class AssessmentOut(AnswerBody):
    """The assessment: `scope` is what is assessed, `exemptions` what is not again; both frozen since `frozen_on`."""

    framework_version: str
    scope: list[str]
    exemptions: list[ExemptionOut]
    frozen_on: date | None
    held_on: list[date]
    observed_on: list[date]
    briefing: BriefingOut | None
    concertation_held_on: date | None
    place: PlaceOut | None
    remote: bool
    sittings: list[SittingOut]
    observers: list[ObserverOut]
    trade_evaluator: ProfessionalOut | None
    results: list[ResultOut]
    candidate_observations: str
    evaluator_observations: str
    trade_observations: str | None
    trade_observations_waived: bool
    completed_on: date | None

    @classmethod
    def of(cls, case: Case, role: Role) -> Self:
        """The assessment on the wire: what would be assessed, where nothing is recorded yet."""
        sees_all = role in {Role.SECRETARIAT, Role.JURY}
        dossier, scope = case.dossier, assessing.scope_shown(case)
        kept, trade = dossier.assessment, dossier.trade_observations
        return cls(
            framework_version=scope.framework_version,
            scope=list(scope.assessed),
            exemptions=[
                ExemptionOut.of(exemption, is_named=sees_all or names_its_source(exemption, case))
                for exemption in scope.exemptions
            ],
            frozen_on=dossier.scope.frozen_on if dossier.scope else None,
            held_on=list(kept.held_on) if kept else [],
            observed_on=list(kept.observed_on) if kept else [],
            briefing=BriefingOut.model_validate(kept.briefing, from_attributes=True) if kept else None,
            concertation_held_on=kept.concertation_held_on if kept else None,
            place=PlaceOut.of(kept.place) if kept else None,
            remote=kept.remote if kept else False,
            sittings=[SittingOut.of(sitting) for sitting in kept.sittings] if kept else [],
            observers=[ObserverOut(name=o.name, capacity=o.capacity) for o in kept.observers] if kept else [],
            trade_evaluator=_professional(kept.professional) if kept else None,
            results=[_result(result, case) for result in kept.results] if kept else [],
            candidate_observations=kept.candidate_observations if kept else "",
            evaluator_observations=kept.evaluator_observations if kept else "",
            trade_observations=trade.text if trade and not trade.waived else None,
            trade_observations_waived=bool(trade and trade.waived),
            completed_on=dossier.assessment_completed_on,
        )


def _professional(named: NamedProfessional | None) -> ProfessionalOut | None:
    return ProfessionalOut.model_validate(named, from_attributes=True) if named else None


def _result(result: Result, case: Case) -> ResultOut:
    values = values_of(case.dossier, result.competence_code)
    last = values[-1] if values else None
    return ResultOut(
        competence_code=result.competence_code,
        acquired=result.acquired,
        comment=result.comment,
        author=_author(last.evaluator_id, case) if last else None,
        recorded_on=last.recorded_on if last else None,
        confirmed=result not in unconfirmed_results(case.dossier),
        history=[
            FormerResultOut(
                acquired=each.acquired,
                comment=each.comment,
                author=_author(each.evaluator_id, case),
                recorded_on=each.recorded_on,
            )
            for each in values[:-1]
        ],
    )


def _author(evaluator_id: UUID, case: Case) -> AuthorOut:
    known = (*case.former_evaluators, *((case.evaluator,) if case.evaluator else ()))
    name = next((each.name for each in known if each.id == evaluator_id), None)
    return AuthorOut(evaluator_id=evaluator_id, name=name)


class TradeObservationsIn(RequestBody):
    """What the trade evaluator observed."""

    observations: Reason


class TradeObservationsOut(AnswerBody):
    """What the trade evaluator observed, and when it was recorded."""

    observations: str
    recorded_on: date


class Waiver(RequestBody):
    """Why the trade evaluator's observations are gone without."""

    reason: Reason


async def _shown(uow: UnitOfWork, command: DossierCommand, acted: Acted, tag: Tag) -> AssessmentOut:
    case = await case_after(uow, command, acted)
    tag(assessing.assessment_version(case))
    return AssessmentOut.of(case, command.caller.role)


@router.put(
    "",
    operation_id="recordAssessment",
    summary="Record the assessment",
    responses={**created(AssessmentOut), **REFUSALS},
)
@judges_whole
async def put_one(command: DossierCommand, body: AssessmentIn, uow: Uow, tag: Tag, response: Response) -> AssessmentOut:
    """Record results, comments and observations; the first record freezes what is assessed (D23)."""
    written = await assessing.record_assessment(uow, command, body.to_domain())
    response.status_code = 201 if written.created else 200
    return await _shown(uow, command, written, tag)


@router.get("", operation_id="getAssessment", summary="Read the assessment", responses=problems(401, 403, 404, 422))
async def get_one(dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, tag: Tag) -> AssessmentOut:
    """The assessment, and what is assessed and why the rest is not."""
    case = await read_case(uow, caller, dossier_id=dossier_id, now=now)
    tag(assessing.assessment_version(case))
    return AssessmentOut.of(case, caller.role)


@router.put(
    "/trade-observations",
    operation_id="recordTradeObservations",
    summary="Record the trade evaluator's observations",
    responses={**created(TradeObservationsOut), **REFUSALS},
)
async def put_observations(
    command: DossierCommand, body: TradeObservationsIn, uow: Uow, tag: Tag, response: Response
) -> TradeObservationsOut:
    """Record what the trade evaluator observed: observations, and no result (R55)."""
    written = await assessing.record_trade_observations(uow, command, body.observations)
    tag(DossierPart.TRADE_OBSERVATIONS.version_in(written.dossier))
    response.status_code = 201 if written.created else 200
    return TradeObservationsOut(observations=body.observations, recorded_on=command.now.on)


@router.get(
    "/trade-observations",
    operation_id="getTradeObservations",
    summary="Read the trade evaluator's observations",
    responses=problems(401, 403, 404, 422),
)
async def get_observations(
    dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, tag: Tag
) -> TradeObservationsOut:
    """What the trade evaluator observed."""
    case = await read_case(uow, caller, dossier_id=dossier_id, now=now)
    kept = case.dossier.trade_observations
    if kept is None or kept.waived:
        raise NotFound
    tag(DossierPart.TRADE_OBSERVATIONS.version_in(case.dossier))
    return TradeObservationsOut(observations=kept.text, recorded_on=kept.recorded_on)


@router.post(
    "/trade-observations/waiver",
    operation_id="waiveTradeObservations",
    summary="Go without the trade evaluator's observations",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def waive(command: DossierCommand, body: Waiver, uow: Uow, tag: Tag) -> DossierOut:
    """Let the dossier go to the jury without them, for a reason (D2)."""
    await assessing.waive_trade_observations(uow, command, body.reason)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post(
    "/completion",
    operation_id="completeAssessment",
    summary="Complete the assessment",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def complete(command: DossierCommand, uow: Uow, tag: Tag) -> DossierOut:
    """Close the assessment, or learn everything that it lacks: the dossier then awaits the jury."""
    await assessing.complete_assessment(uow, command)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
