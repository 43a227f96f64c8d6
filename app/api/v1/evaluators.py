"""The CPNE's list of evaluators: the public directory, and what the secretariat keeps of each."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.dependencies import IfMatch, NewId, Now, PageQuery, ReadingUow, Tag, Uow
from app.api.fields import Day
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.code_filters import KnownRegion, OurCertification
from app.api.v1.evaluator_models import (
    AffiliationsIn,
    AffiliationsOut,
    AuthorisationsIn,
    AuthorisationsOut,
    DirectoryEntryOut,
    EvaluatorIn,
    EvaluatorOut,
    EvaluatorPatch,
)
from app.usecases.evaluators.create_evaluator import create_evaluator
from app.usecases.evaluators.get_evaluator import get_evaluator
from app.usecases.evaluators.list_evaluators import list_evaluators
from app.usecases.evaluators.update_evaluator import declare_affiliations, set_authorisations, update_evaluator

router = router_of("evaluators", "/v1/evaluators", description="The evaluators whom the CPNE authorises, and for what.")


@router.get("", operation_id="listEvaluators", summary="Find an evaluator", responses=problems(422))
async def list_all(
    uow: ReadingUow,
    page: PageQuery,
    now: Now,
    request: Request,
    response: Response,
    certification: Annotated[OurCertification | None, Query(description="The certification to be assessed.")] = None,
    region: Annotated[KnownRegion | None, Query(description="Where the assessment takes place: an INSEE code.")] = None,
    on: Annotated[Day | None, Query(description="The day of the assessment; today where not given.")] = None,
) -> PageOut[DirectoryEntryOut]:
    """The public directory: those authorised on that day, the newest first.

    `Age`, where it is given, says how many seconds old the answer may be.
    """
    day = on or now.on
    found = await list_evaluators(uow, on=day, certification_code=certification, region=region, page=page)
    return PageOut[DirectoryEntryOut].of(found, lambda each: DirectoryEntryOut.of(each, day), request, response)


@router.post(
    "",
    operation_id="createEvaluator",
    summary="Add an evaluator",
    status_code=201,
    responses={**located(), **problems(401, 403, 422)},
)
async def create(
    body: EvaluatorIn, uow: Uow, now: Now, new_id: NewId, tag: Tag, request: Request, response: Response
) -> EvaluatorOut:
    """Put somebody on the list; `setAuthorisations` then says what for."""
    evaluator = await create_evaluator(uow, evaluator=body.to_domain(new_id()), now=now)
    response.headers["Location"] = f"{request.url.path}/{evaluator.id}"
    tag(evaluator.version)
    return EvaluatorOut.of(evaluator)


@router.get("/{id}", operation_id="getEvaluator", summary="Read an evaluator", responses=problems(401, 403, 404))
async def get_one(id: UUID, uow: Uow, tag: Tag) -> EvaluatorOut:  # noqa: A002 — the contract names the parameter
    """One evaluator, with the ETag that a change needs."""
    evaluator = await get_evaluator(uow, evaluator_id=id)
    tag(evaluator.version)
    return EvaluatorOut.of(evaluator)


@router.patch(
    "/{id}",
    operation_id="updateEvaluator",
    summary="Correct an evaluator",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def update(
    id: UUID,  # noqa: A002 — the contract names the parameter
    body: EvaluatorPatch,
    uow: Uow,
    if_match: IfMatch,
    now: Now,
    tag: Tag,
) -> EvaluatorOut:
    """Change the name, the address, the employer or the published contact."""
    changes = body.changes()
    evaluator = await update_evaluator(
        uow, evaluator_id=id, revision=lambda kept: replace(kept, **changes), precondition=if_match, now=now
    )
    tag(evaluator.version)
    return EvaluatorOut.of(evaluator)


@router.get(
    "/{id}/authorisations",
    operation_id="getAuthorisations",
    summary="Read an evaluator's authorisations",
    responses=problems(401, 403, 404),
)
async def get_authorisations(
    id: UUID,  # noqa: A002 — the contract names the parameter
    uow: Uow,
    tag: Tag,
) -> AuthorisationsOut:
    """All of them, past and coming included, under the evaluator's ETag."""
    evaluator = await get_evaluator(uow, evaluator_id=id)
    tag(evaluator.version)
    return AuthorisationsOut.of(evaluator)


@router.put(
    "/{id}/authorisations",
    operation_id="setAuthorisations",
    summary="Replace an evaluator's authorisations",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def put_authorisations(
    id: UUID,  # noqa: A002 — the contract names the parameter
    body: AuthorisationsIn,
    uow: Uow,
    if_match: IfMatch,
    now: Now,
    tag: Tag,
) -> AuthorisationsOut:
    """Say for which certifications, in which regions and from when to when the CPNE authorises the evaluator."""
    evaluator = await set_authorisations(
        uow,
        evaluator_id=id,
        authorisations=tuple(each.to_domain() for each in body.authorisations),
        precondition=if_match,
        now=now,
    )
    tag(evaluator.version)
    return AuthorisationsOut.of(evaluator)


@router.get(
    "/{id}/affiliations",
    operation_id="getAffiliations",
    summary="Read an evaluator's affiliations",
    responses=problems(401, 403, 404),
)
async def get_affiliations(
    id: UUID,  # noqa: A002 — the contract names the parameter
    uow: Uow,
    tag: Tag,
) -> AffiliationsOut:
    """All of them, past ones included, under the evaluator's ETag."""
    evaluator = await get_evaluator(uow, evaluator_id=id)
    tag(evaluator.version)
    return AffiliationsOut.of(evaluator)


@router.put(
    "/{id}/affiliations",
    operation_id="declareAffiliations",
    summary="Replace an evaluator's affiliations",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def put_affiliations(
    id: UUID,  # noqa: A002 — the contract names the parameter
    body: AffiliationsIn,
    uow: Uow,
    if_match: IfMatch,
    now: Now,
    tag: Tag,
) -> AffiliationsOut:
    """Say whom the evaluator works for, trains for or owns: their independence is judged by it."""
    evaluator = await declare_affiliations(
        uow,
        evaluator_id=id,
        affiliations=tuple(each.to_domain() for each in body.affiliations),
        precondition=if_match,
        now=now,
    )
    tag(evaluator.version)
    return AffiliationsOut.of(evaluator)
