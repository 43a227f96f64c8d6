"""The branch's blank forms: which there are, and the file to be filled in today."""

from datetime import date
from functools import partial
from typing import Annotated, Self
from urllib.parse import quote

from fastapi import Depends, File, Form, Path, Query, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, created
from app.api.dependencies import IfMatch, NewId, Now, Tag, Uow
from app.api.downloads import download
from app.api.fields import Day
from app.api.files import FILE_ANSWERS, FILE_PARAMETERS, Storage, known_fields, pieces
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import depends_on_day, produces
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.code_filters import OurCertification
from app.api.v1.reference_pages import ReferencePage
from app.domain.branch_forms import FORM_LABELS, BranchForm, FormKind
from app.usecases.reference.branch_forms import (
    NewForm,
    PublishedForm,
    get_branch_form,
    get_form_version,
    list_branch_forms,
    put_branch_form,
)

router = router_of("forms", "/v1/forms", description="The branch's blank forms, by certification and version.")

_FIELDS = known_fields("file", "in_force_from", "source", "confirmed")

Kind = Annotated[FormKind, Path(description="Which of the branch's tools.")]
Certification = Annotated[str, Query(description="The certification's code.")]
On = Annotated[Day | None, Query(description="The day on which the form is to be used; today where not given.")]


class FormVersionOut(AnswerBody):
    """One version of a form; `sha256` is also the ETag of its content, and an unconfirmed one is only an example."""

    version: int
    in_force_from: date
    source: str
    confirmed: bool
    file_name: str
    media_type: str
    size: int
    sha256: str
    href: str

    @classmethod
    def of(cls, form: BranchForm) -> Self:
        """The version on the wire."""
        return cls(
            version=form.number,
            in_force_from=form.in_force_from,
            source=form.source,
            confirmed=form.confirmed,
            file_name=form.file_name,
            media_type=form.media_type,
            size=form.size,
            sha256=form.sha256,
            href=f"/v1/forms/{form.kind}/versions/{form.number}/content"
            f"?certification={quote(form.certification_code, safe='')}",
        )


class BranchFormOut(AnswerBody):
    """A form of one certification: the version that must be used (R57), and every version, the newest first."""

    kind: FormKind
    kind_label: str
    certification_code: str
    in_force: FormVersionOut | None
    versions: list[FormVersionOut]

    @classmethod
    def of(cls, form: PublishedForm) -> Self:
        """The form on the wire."""
        return cls(
            kind=form.kind,
            kind_label=spoken(FORM_LABELS[form.kind]),
            certification_code=form.certification_code,
            in_force=FormVersionOut.of(form.in_force) if form.in_force else None,
            versions=[FormVersionOut.of(version) for version in reversed(form.versions)],
        )


@router.get("", operation_id="listBranchForms", summary="List the blank forms", responses=problems(404, 422))
async def list_all(
    uow: Uow,
    page: ReferencePage,
    now: Now,
    request: Request,
    response: Response,
    certification: Annotated[OurCertification | None, Query(description="One certification's forms only.")] = None,
    on: On = None,
) -> PageOut[BranchFormOut]:
    """Every form that was published, by certification and kind, with the version that must be used."""
    found = await list_branch_forms(uow, certification_code=certification, on=on or now.on, page=page)
    return PageOut[BranchFormOut].of(found, BranchFormOut.of, request, response)


@router.get("/{kind}", operation_id="getBranchForm", summary="Read a blank form", responses=problems(404, 422))
@depends_on_day
async def get_one(
    kind: Kind, certification: Certification, uow: Uow, now: Now, tag: Tag, on: On = None
) -> BranchFormOut:
    """The version that must be used for this certification, and all others, each with the address of its file."""
    found = await get_branch_form(uow, certification_code=certification, kind=kind, on=on or now.on)
    tag(len(found.versions))
    return BranchFormOut.of(found)


@router.put(
    "/{kind}",
    operation_id="putBranchForm",
    summary="Publish a version of a blank form",
    dependencies=[Depends(_FIELDS)],
    responses={**created(BranchFormOut), **problems(404, 412, 413, 415, 422, 428)},
)
async def put_one(
    kind: Kind,
    certification: Certification,
    uow: Uow,
    storage: Storage,
    if_match: IfMatch,
    now: Now,
    new_id: NewId,
    tag: Tag,
    response: Response,
    file: Annotated[UploadFile, File(description="PDF, JPEG, PNG or DOCX, 20 MiB at most.")],
    in_force_from: Annotated[Day, Form(description="The first day on which it must be used.")],
    source: Annotated[Line, Form(description="Where it comes from.")],
    confirmed: Annotated[bool, Form(description="Whether it is the branch's own, and no example.")],
) -> BranchFormOut:
    """Each upload is a further version: those before it stay, and are read under their own addresses."""
    new = NewForm(
        certification_code=certification,
        kind=kind,
        in_force_from=in_force_from,
        source=source,
        confirmed=confirmed,
        file_name=file.filename or "",
        content=pieces(file),
    )
    published = await put_branch_form(uow, storage, new=new, precondition=if_match, on=now.on, new_id=new_id)
    tag(len(published.versions))
    response.status_code = 201 if len(published.versions) == 1 else 200
    return BranchFormOut.of(published)


@router.get(
    "/{kind}/versions/{number}/content",
    operation_id="getBranchFormContent",
    summary="Read a blank form's file",
    response_class=Response,
    responses={**FILE_ANSWERS, **problems(404, 416, 422)},
    openapi_extra=FILE_PARAMETERS,
)
@produces("*/*")
async def content(
    kind: Kind,
    number: Annotated[int, Path(description="The version's number.")],
    certification: Certification,
    uow: Uow,
    storage: Storage,
    request: Request,
) -> Response:
    """The file to be filled in, whole or one range of it. A version never changes: its ETag is its SHA-256."""
    form = await get_form_version(uow, certification_code=certification, kind=kind, number=number)
    return await download(request, form, partial(storage.store.read, form.storage_key))
