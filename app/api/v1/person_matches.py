"""Dossiers that may be one person's: established by evidence, or in doubt until the secretariat says so (D49)."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, IfMatch, NewId, Now, PageQuery, Tag, Uow
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.labels import established_by_label
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.person_matches import MATCH_STATE_LABELS, EstablishedBy, MatchDecision, MatchState
from app.domain.persons import DIFFERENCE_LABELS, Difference
from app.usecases.persons.matches import (
    Carried,
    MatchView,
    decide_person_match,
    get_person_match,
    list_person_matches,
)
from app.usecases.ports.persons import DossierOfPerson

router = router_of("persons", "/v1/persons/matches", description="Who is who, where two dossiers leave it in doubt.")

MatchId = Annotated[UUID, Path(description="The match's id.")]


class PersonMatchDecisionIn(RequestBody):
    """What the secretariat found: one person (`same`) or two (`different`), and by what it knows."""

    decision: Literal["same", "different"]
    reason: Reason


class DifferenceOut(AnswerBody):
    """In what the two civil statuses differ."""

    code: Difference
    label: str


class MatchedDossierOut(AnswerBody):
    """A dossier of one of the two."""

    id: UUID
    number: str
    certification_code: str
    status: Status
    status_label: str
    former_register: bool


class MatchedPersonOut(AnswerBody):
    """One of the two, as their last dossier names them, and their dossiers, oldest first.

    `person_id` is the same on both sides while they are one person.
    """

    person_id: UUID
    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    birth_place: str
    dossiers: list[MatchedDossierOut]

    @classmethod
    def of(cls, side: tuple[DossierOfPerson, ...]) -> Self:
        """One side of the match on the wire."""
        identity = side[-1].identity
        return cls(
            person_id=side[0].person_id,
            birth_name=identity.birth_name,
            usage_name=identity.usage_name,
            first_names=identity.first_names,
            birth_date=identity.birth_date,
            birth_place=identity.birth_place,
            dossiers=[
                MatchedDossierOut(
                    id=dossier.id,
                    number=dossier.number,
                    certification_code=dossier.certification_code,
                    status=dossier.status,
                    status_label=spoken(STATUS_LABELS[dossier.status]),
                    former_register=dossier.is_former,
                )
                for dossier in side
            ],
        )


class PersonMatchDecisionOut(AnswerBody):
    """What was decided, by whom, when and why."""

    decision: MatchState
    decision_label: str
    reason: str
    decided_by: dict[str, str]
    decided_at: datetime

    @classmethod
    def of(cls, decision: MatchDecision) -> Self:
        """The decision on the wire."""
        return cls(
            decision=decision.state,
            decision_label=spoken(MATCH_STATE_LABELS[decision.state]),
            reason=decision.reason,
            decided_by=dict(decision.decided_by),
            decided_at=decision.decided_at,
        )


class CarriedOut(AnswerBody):
    """What one dossier owes to another of the match: competences exempted because the other jury validated them.

    `stands` while they are one person's. Where it does not, they are no longer exempted; where a jury has built on
    them already (`is_decided`), only a redeliberation takes that back.
    """

    dossier_id: UUID
    dossier_number: str
    source_dossier_id: UUID
    competences: list[str]
    stands: bool
    is_decided: bool

    @classmethod
    def of(cls, carried: Carried) -> Self:
        """It, on the wire."""
        return cls(
            dossier_id=carried.dossier_id,
            dossier_number=carried.dossier_number,
            source_dossier_id=carried.source_dossier_id,
            competences=list(carried.competences),
            stands=carried.stands,
            is_decided=carried.is_decided,
        )


class PersonMatchOut(AnswerBody):
    """Two who may be one; `decisions` are all that were taken, the last one in force.

    `established_by`: how it is known that they are one person, null where it is not.
    """

    id: UUID
    state: MatchState
    state_label: str
    differences: list[DifferenceOut]
    established_by: EstablishedBy | None
    established_by_label: str | None
    persons: list[MatchedPersonOut]
    carried: list[CarriedOut]
    found_in: UUID
    found_at: datetime
    decisions: list[PersonMatchDecisionOut]
    version: int

    @classmethod
    def of(cls, view: MatchView) -> Self:
        """The match on the wire."""
        match = view.match
        return cls(
            id=match.id,
            state=match.state,
            state_label=spoken(MATCH_STATE_LABELS[match.state]),
            differences=[
                DifferenceOut(code=code, label=spoken(label))
                for code, label in DIFFERENCE_LABELS.items()
                if code in match.differences
            ],
            established_by=match.established_by,
            established_by_label=established_by_label(match.established_by),
            persons=[MatchedPersonOut.of(side) for side in view.sides if side],
            carried=[CarriedOut.of(each) for each in view.carried],
            found_in=match.found_in,
            found_at=match.found_at,
            decisions=[PersonMatchDecisionOut.of(decision) for decision in match.decisions],
            version=match.version,
        )


@router.get(
    "",
    operation_id="listPersonMatches",
    summary="List the candidates who may be one person",
    responses=problems(401, 403, 422),
)
async def list_all(
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    state: Annotated[MatchState | None, Query(description="What is known of them; all where left out.")] = None,
) -> PageOut[PersonMatchOut]:
    """Those in doubt and those decided, newest first. Until it is decided, nothing is carried from one to the other."""
    found = await list_person_matches(uow, state=state, page=page)
    return PageOut[PersonMatchOut].of(found, PersonMatchOut.of, request, response)


@router.get(
    "/{match_id}",
    operation_id="getPersonMatch",
    summary="Read two candidates who may be one person",
    responses=problems(401, 403, 404),
)
async def get_one(match_id: MatchId, uow: Uow, tag: Tag) -> PersonMatchOut:
    """The two, their dossiers, and what was decided, with the ETag that a decision needs."""
    view = await get_person_match(uow, match_id=match_id)
    tag(view.match.version)
    return PersonMatchOut.of(view)


@router.put(
    "/{match_id}",
    operation_id="decidePersonMatch",
    summary="Decide whether two candidates are one person",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def decide(
    match_id: MatchId,
    body: PersonMatchDecisionIn,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    if_match: IfMatch,
    tag: Tag,
) -> PersonMatchOut:
    """Say it, or say otherwise later: what was kept under either counts for both while they are one person.

    Told apart, what had passed from one to the other is no longer exempted before the jury, and is named in `carried`.
    """
    view = await decide_person_match(
        uow,
        caller,
        match_id=match_id,
        decision=MatchState(body.decision),
        reason=body.reason,
        now=now,
        new_id=new_id,
        precondition=if_match,
    )
    tag(view.match.version)
    return PersonMatchOut.of(view)
