"""The passport's batches: previewed, made, downloaded, handed in, answered."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Depends, File, Path, Query, UploadFile
from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody
from app.api.container import container_of
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Uow
from app.api.downloads import download
from app.api.fields import Day
from app.api.files import known_fields
from app.api.language import spoken
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.api.text_fields import IN_A_LINE, Reason
from app.api.v1.cpf_records import CpfRecordItemOut, record_item
from app.domain.passport import (
    PASSPORT_ACTION_LABELS,
    PASSPORT_STATE_LABELS,
    PassportAction,
    PassportState,
)
from app.domain.passport_file import PassportSchema
from app.domain.passport_report import ReportReading
from app.usecases.passport.batches import (
    NewBatch,
    PassportPreview,
    create_batch,
    get_batch,
    list_batches,
    preview_batch,
    read_file,
    record_deposit,
)
from app.usecases.passport.cancelling import cancel_batch
from app.usecases.passport.reports import SentReport, record_report
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import ByteRange
from app.usecases.ports.passport import PassportBatch, PassportFiles

router = router_of("cpf", "/v1/cpf", description="The training passport: what is sent of each award, and answered.")

BatchId = Annotated[UUID, Path(description="The batch.")]
MOST_SHOWN = 200
MOST_NAMED = 40_000
"""As many numbers as a body holds."""
_XML = "application/xml"
_FILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {_XML: {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "The range", "content": {_XML: {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The client holds it already"},
}


async def _files(request: Request) -> PassportFiles:
    return container_of(request.scope).passport_files


FilesDep = Annotated[PassportFiles, Depends(_files)]


class CpfStateCountOut(AnswerBody):
    """How many awards are in a state."""

    state: PassportState
    state_label: str
    count: int


class CpfPreviewOut(AnswerBody):
    """What a batch made now would hold, how all awards stand, and how terms were kept.

    `incomplete` shows the two hundred most urgent, what is to be withdrawn included. `within_7`, `within_30` and `past`
    count those with something still to be handed in whose term is so near, or over for a month at most.
    """

    action: PassportAction
    count: int
    states: list[CpfStateCountOut]
    incomplete: list[CpfRecordItemOut]
    in_time: int
    late: int
    overdue: int
    within_30: int
    within_7: int
    past: int

    @classmethod
    def of(cls, preview: PassportPreview, on: date, language: str) -> Self:
        """The preview on the wire."""
        return cls(
            action=preview.action,
            count=preview.count,
            states=[
                CpfStateCountOut(
                    state=state, state_label=spoken(PASSPORT_STATE_LABELS[state]), count=preview.states.get(state, 0)
                )
                for state in PassportState
            ],
            incomplete=[record_item(award, on, language) for award in preview.incomplete[:MOST_SHOWN]],
            in_time=preview.in_time,
            late=preview.late,
            overdue=preview.overdue,
            within_30=preview.alarms.get(30, 0),
            within_7=preview.alarms.get(7, 0),
            past=preview.alarms.get(-1, 0),
        )


class CpfBatchIn(RequestBody):
    """What the batch asks for, and of which certificates: without a list, of all that can be sent."""

    action: PassportAction
    certificates: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=40)]] | None, Field(min_length=1, max_length=MOST_NAMED)
    ] = None


class CpfBatchOut(AnswerBody):
    """A batch as it was frozen, its way to the portal, and what was answered; or when, by whom and why it was given
    up."""

    id: UUID
    flux_id: str
    action: PassportAction
    action_label: str
    schema_: Annotated[PassportSchema, Field(serialization_alias="schema")]
    count: int
    size: int
    sha256: str
    made_by: str
    made_at: datetime
    deposited_on: date | None
    deposited_by: str | None
    processing_id: str | None
    reported_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancellation_reason: str | None
    accepted: int
    rejected: int
    has_file: bool

    @classmethod
    def of(cls, batch: PassportBatch) -> Self:
        """The batch on the wire."""
        return cls(
            id=batch.id,
            flux_id=batch.flux_id,
            action=batch.action,
            action_label=spoken(PASSPORT_ACTION_LABELS[batch.action]),
            schema_=batch.schema,
            count=batch.count,
            size=batch.size,
            sha256=batch.sha256,
            made_by=batch.made_by,
            made_at=batch.made_at,
            deposited_on=batch.deposited_on,
            deposited_by=batch.deposited_by,
            processing_id=batch.processing_id,
            reported_at=batch.reported_at,
            cancelled_at=batch.cancelled_at,
            cancelled_by=batch.cancelled_by,
            cancellation_reason=batch.cancellation_reason,
            accepted=batch.accepted,
            rejected=batch.rejected,
            has_file=batch.has_file,
        )


class CpfDepositIn(RequestBody):
    """The day on which the file was handed in on the portal, and what the portal calls it."""

    deposited_on: Day
    processing_id: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), IN_A_LINE] | None
    ) = None


class CpfCancellationIn(RequestBody):
    """Why the batch is given up."""

    reason: Reason


class CpfRejectionOut(AnswerBody):
    """An award that the passport refused, and what it said."""

    certificate_number: str
    message: str


class CpfReportOut(AnswerBody):
    """What a report does, or would do: `accepted` counts. `unknown` and `twice` refuse it whole."""

    dry_run: bool
    accepted: int
    rejected: list[CpfRejectionOut]
    unknown: list[str]
    twice: list[str]

    @classmethod
    def of(cls, reading: ReportReading, *, dry_run: bool) -> Self:
        """The reading on the wire."""
        return cls(
            dry_run=dry_run,
            accepted=len(reading.accepted),
            rejected=[
                CpfRejectionOut(certificate_number=number, message=message)
                for number, message in reading.rejected.items()
            ],
            unknown=list(reading.unknown),
            twice=list(reading.twice),
        )


@router.get(
    "/preview",
    operation_id="previewCpfBatch",
    summary="Preview a batch for the passport",
    responses=problems(401, 403, 422),
)
async def preview(
    uow: Uow,
    now: Now,
    language: LanguageDep,
    action: Annotated[PassportAction, Query(description="What the batch would ask for.")] = PassportAction.CREATION,
) -> CpfPreviewOut:
    """What would go, what lacks something and what, and how many awards were handed in within their term."""
    return CpfPreviewOut.of(await preview_batch(uow, action=action, now=now), now.on, language)


@router.post(
    "/batches",
    operation_id="createCpfBatch",
    summary="Make a batch for the passport",
    status_code=201,
    responses={**located(), **problems(401, 403, 409, 422)},
)
async def create(
    body: CpfBatchIn,
    caller: CallerDep,
    uow: Uow,
    files: FilesDep,
    now: Now,
    new_id: NewId,
    request: Request,
    response: Response,
) -> CpfBatchOut:
    """Write the file and check it against its schema; only then is there a batch, frozen with its SHA-256.

    Its awards are taken off what can be sent until a report answers. Left to itself it takes 80 000 awards at most, the
    most urgent first: make another one.
    """
    new = NewBatch(
        caller=caller,
        action=body.action,
        certificate_numbers=body.certificates,
        now=now,
        batch_id=new_id(),
        public_url=container_of(request.scope).public_url,
    )
    batch = await create_batch(uow, files, new)
    response.headers["Location"] = f"/v1/cpf/batches/{batch.id}"
    return CpfBatchOut.of(batch)


@router.get(
    "/batches", operation_id="listCpfBatches", summary="List the passport's batches", responses=problems(401, 403, 422)
)
async def list_all(uow: Uow, page: PageQuery, request: Request, response: Response) -> PageOut[CpfBatchOut]:
    """Every batch, newest first."""
    return PageOut[CpfBatchOut].of(await list_batches(uow, page=page), CpfBatchOut.of, request, response)


@router.get(
    "/batches/{batch_id}",
    operation_id="getCpfBatch",
    summary="Read a batch of the passport",
    responses=problems(401, 403, 404),
)
async def get_one(batch_id: BatchId, uow: Uow) -> CpfBatchOut:
    """One batch, with how many of its awards were accepted and refused."""
    return CpfBatchOut.of(await get_batch(uow, batch_id=batch_id))


@router.get(
    "/batches/{batch_id}/file",
    operation_id="getCpfBatchFile",
    summary="Download a batch's file",
    response_class=Response,
    responses={**_FILE_ANSWERS, **problems(401, 403, 404, 409, 416)},
)
@produces(_XML)
async def get_file(batch_id: BatchId, uow: Uow, now: Now, request: Request) -> Response:
    """The XML to hand in on the portal, as it was frozen: its ETag is its SHA-256."""
    batch = await get_batch(uow, batch_id=batch_id)
    return await download(request, batch, partial(_opened, uow, batch_id, now.on))


async def _opened(uow: UnitOfWork, batch_id: UUID, on: date, span: ByteRange | None) -> AsyncIterator[bytes]:
    content = await read_file(uow, batch_id=batch_id, on=on)
    return _pieces(content if span is None else content[span.first : span.last + 1])


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


@router.post(
    "/batches/{batch_id}/deposit",
    operation_id="recordCpfDeposit",
    summary="Record that a batch was handed in",
    responses=problems(401, 403, 404, 409, 422),
)
async def deposit(batch_id: BatchId, body: CpfDepositIn, caller: CallerDep, uow: Uow, now: Now) -> CpfBatchOut:
    """People hand the file in on the portal; this says when. Said again, it corrects, until a report is read."""
    batch = await record_deposit(
        uow, caller, batch_id=batch_id, deposited_on=body.deposited_on, processing_id=body.processing_id, now=now
    )
    return CpfBatchOut.of(batch)


@router.post(
    "/batches/{batch_id}/cancellation",
    operation_id="cancelCpfBatch",
    summary="Give a batch up",
    responses=problems(401, 403, 404, 409, 422),
)
async def cancel(batch_id: BatchId, body: CpfCancellationIn, caller: CallerDep, uow: Uow, now: Now) -> CpfBatchOut:
    """Give up a batch whose file the portal refused whole, or that nobody hands in, until a report is read.

    Its awards are ready again, or to be withdrawn again; its file stays to be read, and its deposit counts no more.
    """
    return CpfBatchOut.of(await cancel_batch(uow, caller, batch_id=batch_id, reason=body.reason, now=now))


@router.post(
    "/batches/{batch_id}/report",
    operation_id="recordCpfReport",
    summary="Read the report on a batch",
    dependencies=[Depends(known_fields("file"))],
    responses=problems(401, 403, 404, 409, 413, 422),
)
async def report(
    batch_id: BatchId,
    uow: Uow,
    files: FilesDep,
    now: Now,
    file: Annotated[UploadFile, File(description="The XML that the Caisse des Dépôts gives back.")],
    dry_run: Annotated[bool, Query(description="Say what would become of each award, and write nothing.")] = False,
) -> CpfReportOut:
    """Take its answers over, whole or not at all; the same report read again changes nothing.

    Another file's flow, a number that is not in the batch, or told twice, refuses it with all such numbers.
    """
    sent = SentReport(batch_id=batch_id, content=await file.read(), dry_run=dry_run)
    return CpfReportOut.of(await record_report(uow, files, sent, now=now), dry_run=dry_run)
