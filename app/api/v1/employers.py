"""Whose a dossier is: a company attached to it, another employer."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from app.api.bodies import RequestBody
from app.api.dependencies import Tag, Uow
from app.api.dossier_commands import DossierCommand
from app.api.fields import Day
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.candidate_fields import EmploymentIn
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.usecases.dossiers.employers import NewEmployer, attach_company, record_employer_change

router = router_of("dossiers", "/v1/dossiers/{dossier_id}")


class CompanyAttachmentIn(RequestBody):
    """The company whose the dossier is."""

    company_id: UUID


class EmployerChangeIn(RequestBody):
    """Since when the candidate has another employer, or none, and whether the candidacy goes on."""

    on: Day
    goes_on: Annotated[StrictBool, Field(description="Whether the candidacy goes on; if not, the dossier is closed.")]
    reason: Reason
    company_id: Annotated[
        UUID | None, Field(description="The company in charge from now on; null: none, the secretariat acts for it.")
    ] = None
    employment: Annotated[
        EmploymentIn | None,
        Field(description="How the candidate works now; left out: as before, employed by the company named."),
    ] = None


@router.post(
    "/company",
    operation_id="attachCompany",
    summary="Attach a company to a dossier",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def attach(command: DossierCommand, body: CompanyAttachmentIn, uow: Uow, tag: Tag) -> DossierOut:
    """Give a dossier to a company that had no account when the secretariat opened it (D64).

    The company is the candidate's employer, the user company, or linked with one of them (D62). From then on it does
    what the employer does, its documents included (R34).
    """
    await attach_company(uow, command, body.company_id)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post(
    "/employer-changes",
    operation_id="changeEmployer",
    summary="Record another employer",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def change(command: DossierCommand, body: EmployerChangeIn, uow: Uow, tag: Tag) -> DossierOut:
    """The candidate has changed company, or left it, after the request (D32, D64).

    Conditions stay judged on the day of the request; independence is judged against both companies. The former company
    reads the dossier as it was when it left, and changes nothing; the new one does what the employer does, and reads
    what a jury reads, not the tutor, trainers, fundings and trade observations of before. Without a company the
    secretariat acts in the employer's place. Where `goes_on` is false, the dossier is closed as `withdrawn`.
    """
    said = NewEmployer(
        on=body.on,
        reason=body.reason,
        goes_on=body.goes_on,
        company_id=body.company_id,
        employment=body.employment.to_domain() if body.employment else None,
    )
    await record_employer_change(uow, command, said)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
