"""Bridges with the partner branch, and that branch's certifications."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import created
from app.api.dependencies import IfMatch, Now, Tag, Uow
from app.api.fields import Day
from app.api.linked_data import LD_ANSWER, LD_JSON, one_as_asked, page_as_asked
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.v1.bridge_models import BridgeIn, BridgeOut, PartnerCertificationOut
from app.api.v1.code_filters import AnyCertification
from app.api.v1.linked_certifications import bridge_node, partner_node
from app.api.v1.reference_pages import ReferencePage
from app.domain.bridges import Branch, BridgeKind
from app.usecases.reference.bridges import get_bridge, list_bridges, list_partner_certifications, put_bridge

router = router_of("bridges", "/v1", description="What a certification of one branch opens in the other's.")


@router.get(
    "/bridges",
    operation_id="listBridges",
    summary="List the bridges",
    response_model=PageOut[BridgeOut],
    responses={**LD_ANSWER, **problems(422)},
)
@produces(LD_JSON)
async def list_all(
    uow: Uow,
    page: ReferencePage,
    request: Request,
    response: Response,
    from_branch: Annotated[Branch | None, Query(description="The branch of the certification that is held.")] = None,
    to_branch: Annotated[Branch | None, Query(description="The branch of the certification that is sought.")] = None,
    certification: Annotated[AnyCertification | None, Query(description="The certification on either side.")] = None,
    on: Annotated[Day | None, Query(description="Those alone that apply on that day; all where left out.")] = None,
    kind: Annotated[BridgeKind | None, Query(description="Only the total ones, or only the partial ones.")] = None,
    confirmed: Annotated[bool | None, Query(description="Only those that are confirmed, or only the others.")] = None,
) -> PageOut[BridgeOut] | Response:
    """The bridges, the newest first. Each goes both ways, until another between the same two begins.

    `Accept: application/ld+json` gives them in CTDL's terms, for machines that compare certifications.
    """
    found = await list_bridges(
        uow,
        from_branch=from_branch,
        to_branch=to_branch,
        certification=certification,
        in_force_on=on,
        kind=kind,
        confirmed=confirmed,
        page=page,
    )
    told = PageOut[BridgeOut].of(found, BridgeOut.of, request, response)
    return page_as_asked(request, response, told, bridge_node)


@router.get(
    "/bridges/{id}",
    operation_id="getBridge",
    summary="Read a bridge",
    response_model=BridgeOut,
    responses={**LD_ANSWER, **problems(404)},
)
@produces(LD_JSON)
async def get_one(
    id: UUID,  # noqa: A002 — the contract names the parameter
    uow: Uow,
    tag: Tag,
    request: Request,
    response: Response,
) -> BridgeOut | Response:
    """One bridge, with the ETag that a change of it needs; as `application/ld+json` in CTDL's terms."""
    kept = await get_bridge(uow, bridge_id=id)
    tag(kept.version)
    return one_as_asked(request, response, BridgeOut.of(kept.value), bridge_node)


@router.put(
    "/bridges/{id}",
    operation_id="putBridge",
    summary="Record a bridge",
    responses={**created(BridgeOut), **problems(404, 412, 422, 428)},
)
async def put_one(
    id: UUID,  # noqa: A002 — the contract names the parameter
    body: BridgeIn,
    uow: Uow,
    if_match: IfMatch,
    tag: Tag,
    response: Response,
) -> BridgeOut:
    """Record a bridge as both branches decided it, confirm it, or take the confirmation back."""
    upserted = await put_bridge(uow, bridge=body.bridge(id), precondition=if_match)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return BridgeOut.of(upserted.value)


@router.get(
    "/partner-certifications",
    operation_id="listPartnerCertifications",
    summary="List the partner branch's certifications",
    response_model=PageOut[PartnerCertificationOut],
    responses={**LD_ANSWER, **problems(422)},
)
@produces(LD_JSON)
async def list_partners(
    uow: Uow,
    now: Now,
    page: ReferencePage,
    request: Request,
    response: Response,
    certification: Annotated[
        AnyCertification | None, Query(description="One of theirs, or the ones bridged to one of ours.")
    ] = None,
    on: Annotated[Day | None, Query(description="The day on which it is asked; today where left out.")] = None,
) -> PageOut[PartnerCertificationOut] | Response:
    """Every partner's certification, ordered by its code: what each opens here, and what opens it from here.

    `Accept: application/ld+json` gives them in CTDL's terms.
    """
    found = await list_partner_certifications(uow, certification=certification, on=on or now.on, page=page)
    told = PageOut[PartnerCertificationOut].of(found, PartnerCertificationOut.of, request, response)
    return page_as_asked(request, response, told, partner_node)
