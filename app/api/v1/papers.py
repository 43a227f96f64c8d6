"""What is printed: parchemins, attestations and letters, as PDF files that carry the certifier's signature."""

from typing import Annotated, Any

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from app.api.container import container_of
from app.api.dependencies import CallerDep, Now, Uow
from app.api.dossier_commands import DossierId
from app.api.downloads import download
from app.api.files import FILE_PARAMETERS
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.usecases.papers.admissibility import get_admissibility_letter
from app.usecases.papers.attestations import get_attestation
from app.usecases.papers.certificates import get_certificate_pdf
from app.usecases.papers.decision_letters import get_decision_letter
from app.usecases.papers.printing import PrintedPaper

router = router_of("papers", "/v1", description="Parchemins, attestations and letters, as PDF.")

PDF = "application/pdf"
PDF_CONTENT = {PDF: {"schema": {"type": "string", "format": "binary"}}}
PAPER_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The paper", "content": PDF_CONTENT},
    206: {"description": "The range that was asked for", "content": PDF_CONTENT},
    304: {"description": "The client holds it already"},
    **problems(401, 403, 404, 416, 422),
}


async def pdf_response(request: Request, paper: PrintedPaper) -> Response:
    """The answer to the reading of a paper: its ETag is the file's SHA-256."""
    return await download(request, paper, paper.opened)


@router.get(
    "/certificates/{number}/pdf",
    operation_id="getCertificatePdf",
    summary="Read the parchemin",
    response_class=Response,
    responses=PAPER_ANSWERS,
    openapi_extra=FILE_PARAMETERS,
)
@produces(PDF)
async def certificate(
    number: Annotated[str, Path(max_length=40, description="The certificate's number.")],
    caller: CallerDep,
    uow: Uow,
    request: Request,
) -> Response:
    """The parchemin as it was issued, to its holder's company and to the secretariat; always the same bytes.

    One that was revoked or replaced says so on its face from then on, again in the same bytes, under an `ETag` of
    their own.
    """
    printing = container_of(request.scope).printing
    return await pdf_response(request, await get_certificate_pdf(uow, caller, printing, number=number))


@router.get(
    "/dossiers/{dossier_id}/attestation",
    operation_id="getAttestation",
    summary="Read the attestation of acquired competences",
    response_class=Response,
    responses={**PAPER_ANSWERS, **problems(409)},
    openapi_extra=FILE_PARAMETERS,
)
@produces(PDF)
async def attestation(dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, request: Request) -> Response:
    """What a partial award leaves acquired, and until when (R66, R67), once the jury's session is closed."""
    printing = container_of(request.scope).printing
    return await pdf_response(request, await get_attestation(uow, caller, printing, dossier_id=dossier_id, now=now))


@router.get(
    "/dossiers/{dossier_id}/decision-letter",
    operation_id="getDecisionLetter",
    summary="Read the letter of the jury's decision",
    response_class=Response,
    responses={**PAPER_ANSWERS, **problems(409)},
    openapi_extra=FILE_PARAMETERS,
)
@produces(PDF)
async def decision(dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, request: Request) -> Response:
    """What the jury decided, competence by competence, with its reasons, where it did not award the certification in
    full; once its session is closed."""
    printing = container_of(request.scope).printing
    return await pdf_response(request, await get_decision_letter(uow, caller, printing, dossier_id=dossier_id, now=now))


@router.get(
    "/dossiers/{dossier_id}/admissibility/letter",
    operation_id="getAdmissibilityLetter",
    summary="Read the answer to the request for admissibility",
    response_class=Response,
    responses={**PAPER_ANSWERS, **problems(409)},
    openapi_extra=FILE_PARAMETERS,
)
@produces(PDF)
async def admissibility_letter(
    dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, request: Request
) -> Response:
    """The attestation of admissibility (R44), or the refusal with its grounds (R37)."""
    printing = container_of(request.scope).printing
    return await pdf_response(
        request, await get_admissibility_letter(uow, caller, printing, dossier_id=dossier_id, now=now)
    )
