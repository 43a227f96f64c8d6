"""The documents of a dossier: brought, listed, read."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Path, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.api.acting import Acting, DossierId
from app.api.dependencies import CallerDep, PageQuery, Tag, Uow
from app.api.downloads import download
from app.api.fields import Day
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.terms import produces
from app.api.v1.document_models import DocumentOut, Signatories, known_fields
from app.api.wiring import wiring_of
from app.domain.documents import DocumentKind
from app.usecases.dossiers.documents import (
    FileStorage,
    IncomingDocument,
    add_document,
    list_documents,
    open_content,
    read_document,
)

router = router_of(
    "documents", "/v1/dossiers/{dossier_id}/documents", description="The files of a dossier, each version kept."
)

_PIECE = 1 << 18
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_CONTENT = dict.fromkeys(
    (
        "application/pdf",
        "image/jpeg",
        "image/png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    _BYTES,
)
_RANGE = {
    "name": "Range",
    "in": "header",
    "required": False,
    "description": "One range of bytes, such as `bytes=0-1023`; several are answered with the whole file.",
    "schema": {"type": "string"},
}


async def _storage(request: Request) -> FileStorage:
    wiring = wiring_of(request.scope)
    return FileStorage(store=wiring.document_store, types=wiring.file_types)


Storage = Annotated[FileStorage, Depends(_storage)]


@router.post(
    "",
    operation_id="addDocument",
    summary="Add a document, or a new version of it",
    status_code=201,
    dependencies=[Depends(known_fields)],
    responses=problems(404, 409, 412, 413, 415, 422),
)
async def add(
    acting: Acting,
    uow: Uow,
    storage: Storage,
    tag: Tag,
    response: Response,
    kind: Annotated[DocumentKind, Form(description="What the document is.")],
    file: Annotated[UploadFile, File(description="PDF, JPEG, PNG or DOCX, 20 MiB at most.")],
    signed_by: Annotated[
        Signatories,
        Form(default_factory=list, description="Whose signatures it bears: one field each, or one with commas."),
    ],
    received_on: Annotated[
        Day | None, Form(description="The day of its receipt, where the secretariat dates it earlier.")
    ] = None,
) -> DocumentOut:
    """A new upload of the same kind is a new version: the versions before it stay, and the newest one counts."""
    incoming = IncomingDocument(
        kind=kind,
        signed_by=frozenset(signed_by),
        file_name=file.filename or "",
        content=_pieces(file),
        received_on=received_on,
    )
    dossier, added = await add_document(uow, storage, acting, incoming)
    tag(dossier.version)
    response.headers["Location"] = f"/v1/dossiers/{dossier.id}/documents/{added.document.id}/content"
    return DocumentOut.of(added)


@router.get("", operation_id="listDocuments", summary="List the documents", responses=problems(404, 422))
async def list_all(
    dossier_id: DossierId, caller: CallerDep, uow: Uow, page: PageQuery, tag: Tag, request: Request, response: Response
) -> PageOut[DocumentOut]:
    """Every version that the caller may read, newest first. An evaluator reads none before accepting the assignment."""
    dossier, found = await list_documents(uow, caller, dossier_id=dossier_id, page=page)
    tag(dossier.version)
    return PageOut[DocumentOut].of(found, DocumentOut.of, request, response)


@router.get(
    "/{document_id}/content",
    operation_id="getDocumentContent",
    summary="Read a document's file",
    response_class=Response,
    responses={
        200: {"description": "The file", "content": _CONTENT},
        206: {"description": "The range that was asked for", "content": _CONTENT},
        304: {"description": "The client holds it already"},
        **problems(404, 416),
    },
    openapi_extra={"parameters": [_RANGE, {"$ref": "#/components/parameters/IfNoneMatch"}]},
)
@produces("*/*")
async def content(
    dossier_id: DossierId,
    document_id: Annotated[UUID, Path(description="The document's id.")],
    caller: CallerDep,
    uow: Uow,
    storage: Storage,
    request: Request,
) -> Response:
    """The bytes as they were uploaded, whole or one range of them.

    A version never changes: its ETag is the file's SHA-256, not the dossier's version.
    """
    document = await read_document(uow, caller, dossier_id=dossier_id, document_id=document_id)
    return await download(request, document, partial(open_content, storage.store, document))


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE):
        yield piece
