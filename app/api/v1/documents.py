"""The documents of a dossier: brought, listed, read."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Path, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.downloads import download
from app.api.fields import Day
from app.api.files import FILE_ANSWERS, FILE_PARAMETERS, Storage, known_fields, pieces
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.document_models import DocumentOut, RemovalIn, Signatories, WaiverIn
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.domain.documents import DocumentKind
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.documents import (
    IncomingDocument,
    add_document,
    list_documents,
    open_content,
    read_document,
)
from app.usecases.dossiers.previews import open_preview, read_preview
from app.usecases.dossiers.removals import remove_document
from app.usecases.dossiers.signature_waivers import waive_signature

router = router_of(
    "documents", "/v1/dossiers/{dossier_id}/documents", description="The files of a dossier, each version kept."
)

DocumentId = Annotated[UUID, Path(description="The document's id.")]
_PICTURE = {"image/png": {"schema": {"type": "string", "format": "binary"}}}
REFUSALS = problems(401, 403, 404, 409, 412, 422)
_KNOWN_FIELDS = known_fields(
    "kind", "signed_by", "received_on", "form_version", "reason", "file", repeatable=frozenset({"signed_by"})
)


@router.post(
    "",
    operation_id="addDocument",
    summary="Add a document, or a new version of it",
    status_code=201,
    dependencies=[Depends(_KNOWN_FIELDS)],
    responses={**located(), **problems(404, 409, 412, 413, 415, 422)},
)
async def add(
    command: DossierCommand,
    uow: Uow,
    storage: Storage,
    tag: Tag,
    response: Response,
    language: LanguageDep,
    kind: Annotated[DocumentKind, Form(description="What the document is.")],
    file: Annotated[UploadFile, File(description="PDF, JPEG, PNG or DOCX, 20 MiB at most.")],
    signed_by: Annotated[
        Signatories,
        Form(default_factory=list, description="Whose signatures it bears: one field each, or one with commas."),
    ],
    received_on: Annotated[
        Day | None, Form(description="The day of its receipt, where the secretariat dates it earlier.")
    ] = None,
    form_version: Annotated[
        int | None,
        Form(
            ge=1, le=32_767, description="The version of the branch's form that it is written on (`listBranchForms`)."
        ),
    ] = None,
    reason: Annotated[
        Reason | None,
        Form(description="Why the secretariat adds a piece outside its own step: required there, and kept (D67)."),
    ] = None,
) -> DocumentOut:
    """A new upload of the same kind is a new version: the versions before it stay, and the newest one counts.

    The secretariat adds or replaces any piece of the pathway at any step that has come, with a `reason`, after the
    registration and once the dossier is over too (D67).

    What will be missing is pointed out in `warnings`: a signature that the pathway asks for (`listPathways` and the
    checklist's `next_actions` say which, before), a form that was outdated on the day of its receipt (R57).
    """
    incoming = IncomingDocument(
        kind=kind,
        signed_by=frozenset(signed_by),
        file_name=file.filename or "",
        content=pieces(file),
        received_on=received_on,
        form_version=form_version,
        reason=reason,
    )
    dossier, added = await add_document(uow, storage, command, incoming)
    tag(dossier.version)
    response.headers["Location"] = f"/v1/dossiers/{dossier.id}/documents/{added.stored.document.id}/content"
    return DocumentOut.of(added, command.now.on, language)


@router.post(
    "/{document_id}/removal",
    operation_id="removeDocument",
    summary="Take a document off the dossier",
    responses=REFUSALS,
)
async def remove(
    command: DossierCommand, document_id: DocumentId, body: RemovalIn, uow: Uow, storage: Storage, tag: Tag
) -> DossierOut:
    """For a paper in the wrong dossier: it counts no more, is shown to nobody, and the version before it counts again
    (D67). Whoever brought it may take it off as long as they could bring another; the secretariat always.

    The file is deleted after 30 days, at once where it is `wrong_person`'s; kind, day, digest and reason stay in the
    history.
    """
    await remove_document(
        uow,
        storage.store,
        command,
        document_id=document_id,
        reason=body.reason,
        wrong_person=body.wrong_person,
    )
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post(
    "/{document_id}/signature-waivers",
    operation_id="waiveSignature",
    summary="Go without a signature that cannot be had",
    responses=REFUSALS,
)
async def waive(command: DossierCommand, document_id: DocumentId, body: WaiverIn, uow: Uow, tag: Tag) -> DossierOut:
    """One signatory of one version of one document, who refuses, has died or cannot be reached (D68): the jury reads
    the reason in the agenda and in the dossier, and a new version asks for the signature again."""
    await waive_signature(uow, command, document_id=document_id, signatory=body.signatory, reason=body.reason)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.get("", operation_id="listDocuments", summary="List the documents", responses=problems(404, 422))
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
) -> PageOut[DocumentOut]:
    """Every version that the caller may read, newest first. An evaluator reads none before accepting the assignment."""
    dossier, found = await list_documents(uow, caller, dossier_id=dossier_id, page=page)
    tag(dossier.version)
    return PageOut[DocumentOut].of(found, lambda each: DocumentOut.of(each, now.on, language), request, response)


@router.get(
    "/{document_id}/content",
    operation_id="getDocumentContent",
    summary="Read a document's file",
    response_class=Response,
    responses={**FILE_ANSWERS, **problems(404, 409, 416)},
    openapi_extra=FILE_PARAMETERS,
)
@produces("*/*")
async def content(
    dossier_id: DossierId,
    document_id: DocumentId,
    caller: CallerDep,
    now: Now,
    new_id: NewId,
    uow: Uow,
    storage: Storage,
    request: Request,
) -> Response:
    """The bytes as they were uploaded, whole or one range of them; that they were read is a line of the history.

    A version never changes: its ETag is the file's SHA-256, not the dossier's version.
    """
    reading = Act(caller=caller, operation_id="getDocumentContent", dossier_id=dossier_id, now=now, new_id=new_id)
    found = await read_document(uow, reading, document_id=document_id)
    return await download(request, found.document, partial(open_content, uow, storage.store, reading, found))


@router.get(
    "/{document_id}/preview",
    operation_id="getDocumentPreview",
    summary="See a document's first page",
    response_class=Response,
    responses={
        200: {"description": "The picture", "content": _PICTURE},
        206: {"description": "The range that was asked for", "content": _PICTURE},
        304: {"description": "The client holds it already"},
        **problems(404, 409, 416),
    },
    openapi_extra=FILE_PARAMETERS,
)
@produces("image/png")
async def preview(
    dossier_id: DossierId,
    document_id: DocumentId,
    caller: CallerDep,
    now: Now,
    new_id: NewId,
    uow: Uow,
    storage: Storage,
    request: Request,
) -> Response:
    """The first page as a PNG of 1,000 pixels at most, made by the worker some seconds after the upload.

    409 until then, 404 where there is nothing to draw (DOCX, a file that breaks off). That it was seen is a line of the
    history.
    """
    reading = Act(caller=caller, operation_id="getDocumentContent", dossier_id=dossier_id, now=now, new_id=new_id)
    found = await read_preview(uow, reading, document_id=document_id)
    return await download(request, found, partial(open_preview, uow, storage.store, reading, found))
