"""The dossiers that a funder pays for, as programs ask about them."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.container import container_of
from app.api.csv_rows import CSV, TOLD, dialect_of, wants_csv
from app.api.dependencies import CallerDep, PageQuery, Uow, age_header
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day, Instant
from app.api.identifier_fields import DossierNumber, FundingNumber, Siret
from app.api.pages import PageOut, next_cursor_and_link
from app.api.problems import problems
from app.api.request_state import request_state_of
from app.api.route_contract import checks_revocation, direct, produces
from app.api.routing import router as router_of
from app.api.streaming import NDJSON
from app.api.text_fields import Reason
from app.api.v1.code_filters import KnownScheme, OurCertification
from app.api.v1.funded_answers import FundedDossierOut, members_of, tag_of
from app.api.v1.funded_exports import exported, looked_up, media_type_asked
from app.api.v1.funding_fields import Reference as OwnReference
from app.domain.deliberation import Outcome
from app.domain.dossier import Status
from app.domain.pathways import PathwayCode
from app.usecases.access import Caller
from app.usecases.fundings.confirming import add_funding_reference, confirm_funding, reject_funding
from app.usecases.fundings.reading import get_funded, list_funded, look_up_funded, stream_funded
from app.usecases.ports.fundings import FundedDossier, FundedFilter, FundedOrder
from app.usecases.ports.pseudonyms import Pseudonym

router = router_of(
    "funding", "/v1/funding/dossiers", description="The dossiers that a funder pays for, by its own references."
)

_EXPORTS: dict[str, Any] = {
    NDJSON: {"schema": {"type": "string", "description": "A `FundedDossierOut` on each line."}},
    CSV: {"schema": {"type": "string", "description": TOLD}},
}

Reference = Annotated[str, Field(min_length=1, max_length=100, examples=["2026-CH-00412"]), FundingNumber]


class LookupIn(RequestBody):
    """Up to 500 references, as the funder writes them."""

    references: Annotated[list[Reference], Field(min_length=1, max_length=500)]


class LookupItem(AnswerBody):
    """A reference, as asked, and the dossiers that it covers."""

    reference: str
    dossiers: list[FundedDossierOut]


class LookupOut(AnswerBody):
    """What each reference covers, in the order asked."""

    items: list[LookupItem]


class FundingConfirmation(RequestBody):
    """The reference under which the funder pays."""

    reference: Reference


class FundingReferenceIn(RequestBody):
    """One more number of the funder's own."""

    reference: OwnReference


class FundingRejectionIn(RequestBody):
    """The reference that the funder rejects, and why."""

    reference: Reference
    reason: Reason


def selection(  # each parameter is one of the contract's
    reference: Annotated[Reference | None, Query(description="Only those under this reference.")] = None,
    status: Annotated[
        list[Status] | None,
        Query(description="Only those in one of these statuses."),
    ] = None,
    outcome: Annotated[Outcome | None, Query(description="Only those that a jury decided so.")] = None,
    number: Annotated[
        DossierNumber | None,
        Query(description="Only the dossier of this number, whatever its case, spaces and dashes."),
    ] = None,
    company_siret: Annotated[
        Siret | None, Query(description="Only those of this establishment, their funding confirmed.")
    ] = None,
    jury_since: Annotated[
        Day | None,
        Query(description="Only those whose jury sits or sat on this day or later, their funding confirmed."),
    ] = None,
    sort: Annotated[
        FundedOrder | None,
        Query(
            description="`-created_at`, the newest dossier first, unless `updated_since` is given: then `updated_at`. "
            "By changes, only those whose funding is confirmed."
        ),
    ] = None,
    certification: Annotated[OurCertification | None, Query(description="Only those for this certification.")] = None,
    confirmed: Annotated[
        bool | None, Query(description="Only those whose funding you confirmed, or only the others.")
    ] = None,
    pathway: Annotated[
        PathwayCode | None, Query(description="Only those of this pathway, their funding confirmed.")
    ] = None,
    training_scheme: Annotated[
        KnownScheme | None, Query(description="Only those under this training scheme, their funding confirmed.")
    ] = None,
    updated_since: Annotated[
        Instant | None,
        Query(description="Only those confirmed that changed at this instant, or after it; oldest change first."),
    ] = None,
) -> FundedFilter:
    """Which dossiers are asked for."""
    return FundedFilter(
        reference=reference,
        statuses=tuple(status or ()),
        outcome=outcome,
        number=number,
        company_siret=company_siret,
        jury_since=jury_since,
        sort=sort,
        certification_code=certification,
        confirmed=confirmed,
        pathway=pathway,
        training_scheme=training_scheme,
        updated_since=updated_since,
    )


@router.get(
    "",
    operation_id="listFundedDossiers",
    summary="List the dossiers that you fund",
    response_model=PageOut[FundedDossierOut],
    responses={200: {"content": _EXPORTS}, **problems(401, 403, 422)},
)
@produces(NDJSON, CSV)
async def list_all(
    caller: CallerDep, page: PageQuery, wanted: Annotated[FundedFilter, Depends(selection)], request: Request
) -> Response:
    """The dossiers that you fund, newest first; with `updated_since`, oldest change first.

    **Keep up**: note the `Date` of the first answer, and ask the next time with `updated_since` five minutes before it:
    a change is dated a little before it shows. A dossier that changes while you read moves to the end and comes again:
    put what you read over what you had. Or follow `listEvents`, which skips nothing.

    `jury_on` is the day of the jury to come; where its session is moved, each of its dossiers has changed. What you
    reject is yours no more and is not listed, so take it out yourself: the feed tells it to your other programs.

    **Everything at once**: `Accept: application/x-ndjson` gives a dossier on each line, `text/csv` a row, as many as
    there are, from `cursor` on where you give one; `limit` does not count. A transfer that breaks off did not end: go
    on with `updated_since`, or start again. In CSV, several in one cell are separated by ` | `, and a `|` of theirs is
    written `\\|`.

    `Age`, where it is given, says how many seconds old the answer may be: much less than those five minutes.
    """
    readings, pseudonym = container_of(request.scope).funded_dossiers, _pseudonym(request, caller)
    media_type = media_type_asked(request)
    if media_type is not None:
        batches = stream_funded(readings, caller, wanted, after=page.after)
        return await exported(batches, media_type, request, pseudonym)
    found = await list_funded(readings, caller, page, wanted)
    cursor, link = next_cursor_and_link(found, request)
    items = [members_of(item, pseudonym) for item in found.items]
    headers = {**link, **age_header(container_of(request.scope)), "Vary": "Accept"}
    return _json({"items": items, "next_cursor": cursor}, headers)


@router.get(
    "/{dossier_id}",
    operation_id="getFundedDossier",
    summary="Read a dossier that you fund",
    response_model=FundedDossierOut,
    responses=problems(401, 403, 404, 422),
)
@direct
@checks_revocation
async def get_one(dossier_id: DossierId, request: Request) -> Response:
    """Where the dossier stands."""
    readings, caller = container_of(request.scope).funded_dossiers, request_state_of(request.scope).caller
    return _written(await get_funded(readings, caller, dossier_id=dossier_id), _pseudonym(request, caller))


@router.post(
    "/lookup",
    operation_id="lookupFundedDossiers",
    summary="Find dossiers by your references",
    response_model=LookupOut,
    responses={200: {"content": {CSV: _EXPORTS[CSV]}}, **problems(401, 403, 422)},
)
@produces(CSV)
async def look_up(body: LookupIn, caller: CallerDep, request: Request) -> Response:
    """What each reference covers, in the order asked; references compare without case, spaces and `-./`.

    `Accept: text/csv` gives the columns of `listFundedDossiers` after `asked`, the reference as asked: a row a dossier,
    and one with nothing else for a reference that covers none.
    """
    pseudonym = _pseudonym(request, caller)
    found = await look_up_funded(container_of(request.scope).funded_dossiers, caller, body.references)
    accept = request.headers.get("accept", "*/*")
    if wants_csv(accept):
        covered = [(reference, found[reference]) for reference in body.references]
        return looked_up(covered, pseudonym, dialect_of(accept))
    items = [
        {"reference": reference, "dossiers": [members_of(dossier, pseudonym) for dossier in found[reference]]}
        for reference in body.references
    ]
    return _json({"items": items}, {"Vary": "Accept"})


@router.post(
    "/{dossier_id}/confirmation",
    operation_id="confirmFunding",
    summary="Confirm that you fund a dossier",
    response_model=FundedDossierOut,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def confirm(command: DossierCommand, body: FundingConfirmation, uow: Uow, request: Request) -> Response:
    """Confirm the funding under one of your references; from then on you see where the dossier stands.

    It takes your rejection of that reference back (D72). Confirmed already, it is confirmed: nothing changes.
    """
    found = await confirm_funding(uow, command, reference=body.reference)
    return _written(found, _pseudonym(request, command.caller))


@router.post(
    "/{dossier_id}/references",
    operation_id="addFundingReference",
    summary="Add a number of your own",
    status_code=201,
    response_model=FundedDossierOut,
    responses=problems(401, 403, 404, 412, 422),
)
async def add_reference(command: DossierCommand, body: FundingReferenceIn, uow: Uow, request: Request) -> Response:
    """Give one more number to a dossier whose funding you have confirmed (D72): it is confirmed with it.

    You find the dossier under either, and so does its employer. Added already, nothing changes.
    """
    found = await add_funding_reference(uow, command, reference=body.reference)
    return _written(found, _pseudonym(request, command.caller), status=201)


@router.post(
    "/{dossier_id}/rejections",
    operation_id="recordFundingRejection",
    summary="Reject the funding of a dossier, with the reason",
    status_code=204,
    responses=problems(401, 403, 404, 412, 422),
)
async def record_rejection(command: DossierCommand, body: FundingRejectionIn, uow: Uow) -> None:
    """As `rejectFunding`, with a reason that the employer and the secretariat read (D72); confirming takes it back."""
    await reject_funding(uow, command, reference=body.reference, reason=body.reason)


@router.delete(
    "/{dossier_id}/confirmation",
    operation_id="rejectFunding",
    summary="Reject the funding of a dossier",
    status_code=204,
    responses=problems(401, 403, 404, 412, 422),
)
async def reject(
    command: DossierCommand,
    uow: Uow,
    reference: Annotated[Reference, Query(description="The reference that you reject.")],
) -> None:
    """Reject the funding under one of your references, confirmed or not; under it you see the dossier no more."""
    await reject_funding(uow, command, reference=reference)


def _pseudonym(request: Request, caller: Caller) -> Pseudonym:
    return container_of(request.scope).pseudonyms.of(caller.funder_code or "")


def _written(found: FundedDossier, pseudonym: Pseudonym, *, status: int = 200) -> Response:
    """The answer as it was read: no model stands between the store and the wire."""
    return _json(members_of(found, pseudonym), {"ETag": tag_of(found)}, status=status)


def _json(document: Mapping[str, Any], headers: Mapping[str, str] | None = None, *, status: int = 200) -> Response:
    content = orjson.dumps(document, option=orjson.OPT_UTC_Z)
    return Response(content, status_code=status, headers=headers, media_type="application/json")
