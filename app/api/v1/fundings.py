"""Who pays for a dossier, as its employer and the secretariat declare it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, LanguageDep, Now, PageQuery, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import KeptIfOmitted
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.funding_fields import FunderCode, FundingIn, Reference
from app.api.v1.violations import WarningOut
from app.domain.funding import Funding
from app.usecases.dossiers.fundings import (
    DossierFundings,
    FundingChanges,
    declare_funding,
    get_funding,
    list_fundings,
    remove_funding,
    update_funding,
)
from app.usecases.paging import page_through

router = router_of("fundings", "/v1/dossiers/{dossier_id}/fundings", description="Who pays for a dossier.")

FundingId = Annotated[UUID, Path(description="The funding's id.")]


class FundingPatch(RequestBody):
    """What is to change; what is left out stays."""

    funder_code: KeptIfOmitted[FunderCode] = None
    reference: KeptIfOmitted[Reference] = None


class FundingRejectionOut(AnswerBody):
    """That the funder said no, and why where it said so."""

    at: datetime
    reason: str | None


class DossierFundingOut(AnswerBody):
    """A funding of a dossier, and what its funder answered; neither `confirmed_at` nor `rejected`: nothing yet.

    `warnings`: that the branch provides for no funding of such an employer's people (R79).
    """

    id: UUID
    funder_code: str
    reference: str
    declared_at: datetime
    confirmed: bool
    confirmed_at: datetime | None
    rejected: FundingRejectionOut | None
    warnings: list[WarningOut]

    @classmethod
    def of(cls, funding: Funding, warnings: Sequence[WarningOut]) -> Self:
        """The funding on the wire."""
        rejected_at = funding.rejected_at
        return cls(
            id=funding.id,
            funder_code=funding.funder_code,
            reference=funding.reference,
            declared_at=funding.declared_at,
            confirmed=funding.confirmed,
            confirmed_at=funding.confirmed_at,
            rejected=FundingRejectionOut(at=rejected_at, reason=funding.rejection_reason) if rejected_at else None,
            warnings=list(warnings),
        )


@router.get(
    "", operation_id="listFundings", summary="List a dossier's fundings", responses=problems(401, 403, 404, 422)
)
async def list_all(
    dossier_id: DossierId,
    caller: CallerDep,
    uow: Uow,
    page: PageQuery,
    now: Now,
    language: LanguageDep,
    tag: Tag,
    request: Request,
    response: Response,
) -> PageOut[DossierFundingOut]:
    """Every funding of the dossier, rejected ones included, the first one declared first (D72).

    A company that the dossier has left reads those of then in the dossier itself (D64).
    """
    found = await list_fundings(uow, caller, dossier_id=dossier_id, now=now)
    tag(found.dossier.version)
    warnings = [WarningOut.of(warning, now.on, language) for warning in found.warnings]
    shown = page_through(found.fundings, page, lambda funding: str(funding.id))
    return PageOut[DossierFundingOut].of(shown, lambda each: DossierFundingOut.of(each, warnings), request, response)


@router.get(
    "/{funding_id}",
    operation_id="getFunding",
    summary="Read a funding",
    responses=problems(401, 403, 404, 422),
)
async def get_one(
    dossier_id: DossierId,
    funding_id: FundingId,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    language: LanguageDep,
    tag: Tag,
) -> DossierFundingOut:
    """One of them, with the dossier's ETag, which a change of it needs."""
    found = await get_funding(uow, caller, dossier_id=dossier_id, funding_id=funding_id, now=now)
    return _told(found, now, language, tag)


@router.post(
    "",
    operation_id="declareFunding",
    summary="Declare a funding",
    status_code=201,
    responses={**located(), **problems(401, 403, 404, 409, 412, 422)},
)
async def declare(
    command: DossierCommand, body: FundingIn, uow: Uow, language: LanguageDep, tag: Tag, response: Response
) -> DossierFundingOut:
    """Name who pays, and under which number: also after the dossier was opened, and for a while after it ended (D72).

    The funder finds the dossier under that number, and sees more of it once it has confirmed (D44). The same funding
    declared again is a 409.
    """
    found = await declare_funding(uow, command, funder_code=body.funder_code, reference=body.reference)
    response.headers["Location"] = f"/v1/dossiers/{found.dossier.id}/fundings/{found.only.id}"
    return _told(found, command.now, language, tag)


@router.patch(
    "/{funding_id}",
    operation_id="updateFunding",
    summary="Correct a funding",
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def update(
    command: DossierCommand, funding_id: FundingId, body: FundingPatch, uow: Uow, language: LanguageDep, tag: Tag
) -> DossierFundingOut:
    """Correct the number or the funder of what the funder has not confirmed (D72); the history keeps the former one.

    A rejection of the former number falls with it: the funder is asked anew.
    """
    changes = FundingChanges(funder_code=body.funder_code, reference=body.reference)
    found = await update_funding(uow, command, funding_id=funding_id, changes=changes)
    return _told(found, command.now, language, tag)


@router.delete(
    "/{funding_id}",
    operation_id="removeFunding",
    summary="Take a funding away",
    status_code=204,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def remove(command: DossierCommand, funding_id: FundingId, uow: Uow) -> None:
    """Take away what the funder has not confirmed (D72); the history keeps it, and the funder is told."""
    await remove_funding(uow, command, funding_id=funding_id)


def _told(found: DossierFundings, now: Now, language: LanguageDep, tag: Tag) -> DossierFundingOut:
    tag(found.dossier.version)
    return DossierFundingOut.of(found.only, [WarningOut.of(each, now.on, language) for each in found.warnings])
