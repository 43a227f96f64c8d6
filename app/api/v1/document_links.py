"""Documents by a signed address: what `<img>`, `<iframe>` and downloads ask for, which send no token."""

from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import Body, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import AccessTokensDep, TokenTime
from app.api.authentication import ENDED, authorised
from app.api.bodies import AnswerBody, RequestBody
from app.api.container import Container, container_of
from app.api.dependencies import CallerDep, NewId, Now, Uow
from app.api.dossier_commands import DossierId
from app.api.downloads import Shown, download
from app.api.files import FILE_ANSWERS, FILE_PARAMETERS, Storage
from app.api.problems import problems
from app.api.request_state import request_state_of
from app.api.route_contract import produces, secret_response
from app.api.routing import router as router_of
from app.api.security import LINK_LIFETIME, LinkedDocument
from app.api.v1.documents import DocumentId
from app.usecases.access import Caller
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.documents import open_content, read_document
from app.usecases.dossiers.previews import open_preview, read_preview
from app.usecases.errors import NotFound, Unauthenticated

router = router_of("documents", "/v1", description="The files of a dossier, each version kept.")

READING = "getDocumentContent"
"""By whose right a document is read, and what history calls it, whichever way."""


class Disposition(StrEnum):
    """What the browser is to do with the file: show it in the page, or keep it."""

    INLINE = "inline"
    ATTACHMENT = "attachment"


class LinkedPart(StrEnum):
    """What the address leads to: the file itself, or the picture of its first page."""

    FILE = "file"
    PREVIEW = "preview"


class DocumentLinkIn(RequestBody):
    """How the file is to be given out."""

    disposition: Disposition = Disposition.INLINE
    part: LinkedPart = LinkedPart.FILE


class DocumentLinkOut(AnswerBody):
    """An address that needs no token, until `expires_at`; who has it reads this one file by the right of who asked."""

    url: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    expires_at: datetime


@router.post(
    "/dossiers/{dossier_id}/documents/{document_id}/links",
    operation_id="createDocumentLink",
    summary="Get an address for a document that needs no token",
    status_code=201,
    responses=problems(401, 403, 404, 409, 422),
)
@secret_response
async def create(
    dossier_id: DossierId,
    document_id: DocumentId,
    caller: CallerDep,
    now: Now,
    new_id: NewId,
    at: TokenTime,
    uow: Uow,
    tokens: AccessTokensDep,
    request: Request,
    body: Annotated[DocumentLinkIn | None, Body()] = None,
) -> DocumentLinkOut:
    """For `<img>`, `<iframe>` and downloads: one address for one version of one document, for five minutes.

    It opens as long as the right of who asked for it lasts, and no longer; each reading is a line of the history.
    """
    asked = body or DocumentLinkIn()
    reading = Act(caller=caller, operation_id=READING, dossier_id=dossier_id, now=now, new_id=new_id)
    await read_document(uow, reading, document_id=document_id)
    linked = LinkedDocument(
        dossier_id=dossier_id,
        document_id=document_id,
        inline=asked.disposition is Disposition.INLINE,
        preview=asked.part is LinkedPart.PREVIEW,
    )
    token = tokens.issue_document_link(caller, linked, at)
    public_url = container_of(request.scope).public_url
    expires_at = (at + LINK_LIFETIME).replace(microsecond=0)
    return DocumentLinkOut(url=f"{public_url}/v1/document-links/{token}", expires_at=expires_at)


@router.get(
    "/document-links/{token}",
    operation_id="openDocumentLink",
    summary="Read a document by its signed address",
    response_class=Response,
    responses={**FILE_ANSWERS, **problems(404, 409, 416)},
    openapi_extra=FILE_PARAMETERS,
)
@produces("*/*")
async def open_link(
    token: Annotated[str, Path(description="The secret part of the address.", max_length=4096)],
    now: Now,
    new_id: NewId,
    uow: Uow,
    storage: Storage,
    tokens: AccessTokensDep,
    request: Request,
) -> Response:
    """The bytes, whole or one range of them, to be shown in pages that may call the service, or to be kept.

    An address that is over, or whose right is gone, leads nowhere: 404.
    """
    container = container_of(request.scope)
    try:
        caller, linked = tokens.read_document_link(token)
        caller = await _still_let_in(container, caller)
    except Unauthenticated:
        raise NotFound from None
    request_state_of(request.scope).caller = caller
    reading = Act(caller=caller, operation_id=READING, dossier_id=linked.dossier_id, now=now, new_id=new_id)
    shown = Shown(inline=linked.inline, origins=container.page_origins)
    if linked.preview:
        preview = await read_preview(uow, reading, document_id=linked.document_id)
        return await download(request, preview, partial(open_preview, uow, storage.store, reading, preview), shown)
    found = await read_document(uow, reading, document_id=linked.document_id)
    return await download(request, found.document, partial(open_content, uow, storage.store, reading, found), shown)


async def _still_let_in(container: Container, caller: Caller) -> Caller:
    """Who asked for the address, whose session is open still. Raises Unauthenticated."""
    if caller.session_id is None or not await container.session_is_open(caller.session_id, caller.company_id):
        raise Unauthenticated(ENDED)
    return authorised(caller, READING, container.policy)
