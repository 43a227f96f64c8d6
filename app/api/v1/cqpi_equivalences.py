"""Which CQPI may be delivered with which CQP."""

from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import StrictBool
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import MirrorBody, RequestBody, created
from app.api.dependencies import IfMatch, Tag, Uow
from app.api.fields import Day
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.reference_pages import ReferencePage
from app.domain.certification import CqpiEquivalence
from app.usecases.reference.cqpi_equivalences import (
    get_cqpi_equivalence,
    list_cqpi_equivalences,
    put_cqpi_equivalence,
)

router = router_of(
    "cqpi-equivalences", "/v1/cqpi-equivalences", description="The CQPI that may be delivered beside a CQP."
)

Cqp = Annotated[str, Path(description="The CQP's code.")]
Cqpi = Annotated[str, Path(description="The code of the CQPI by equivalence.")]


class CqpiEquivalenceIn(RequestBody):
    """A row of the table, with its source; it takes effect once confirmed."""

    source: Line
    confirmed: StrictBool
    in_force_from: Day


class CqpiEquivalenceOut(MirrorBody):
    """A CQPI that may be delivered with a CQP awarded in full, once `confirmed`."""

    cqp: str
    cqpi: str
    source: str
    confirmed: bool
    in_force_from: date


@router.get("", operation_id="listCqpiEquivalences", summary="List the CQPI equivalences", responses=problems(422))
async def list_all(uow: Uow, page: ReferencePage, request: Request, response: Response) -> PageOut[CqpiEquivalenceOut]:
    """Every row, ordered by its codes."""
    found = await list_cqpi_equivalences(uow, page=page)
    return PageOut[CqpiEquivalenceOut].of(found, CqpiEquivalenceOut.of, request, response)


@router.get(
    "/{cqp}/{cqpi}", operation_id="getCqpiEquivalence", summary="Read a CQPI equivalence", responses=problems(404)
)
async def get_one(cqp: Cqp, cqpi: Cqpi, uow: Uow, tag: Tag) -> CqpiEquivalenceOut:
    """One row, with the ETag that a change of it needs."""
    kept = await get_cqpi_equivalence(uow, cqp=cqp, cqpi=cqpi)
    tag(kept.version)
    return CqpiEquivalenceOut.of(kept.value)


@router.put(
    "/{cqp}/{cqpi}",
    operation_id="putCqpiEquivalence",
    summary="Record a CQPI equivalence",
    responses={**created(CqpiEquivalenceOut), **problems(404, 412, 422, 428)},
)
async def put_one(
    cqp: Cqp, cqpi: Cqpi, body: CqpiEquivalenceIn, uow: Uow, if_match: IfMatch, tag: Tag, response: Response
) -> CqpiEquivalenceOut:
    """Record that a CQPI may come with a CQP, confirm it, or take the confirmation back."""
    row = CqpiEquivalence(
        cqp=cqp, cqpi=cqpi, source=body.source, confirmed=body.confirmed, in_force_from=body.in_force_from
    )
    upserted = await put_cqpi_equivalence(uow, equivalence=row, precondition=if_match)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return CqpiEquivalenceOut.of(upserted.value)
