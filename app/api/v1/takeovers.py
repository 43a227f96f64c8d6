"""Taking over from before the platform: files checked or applied, batches read and undone."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Depends, File, Form, Path, Query, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.body_limit import MEBIBYTE
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, PageQuery, Uow
from app.api.files import known_fields
from app.api.language import spoken
from app.api.located import located
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import takes_much
from app.api.routing import router as router_of
from app.api.text_fields import IN_A_LINE
from app.api.v1.takeover_files import rows_of_file, totals_of_file
from app.domain.takeovers import TAKEOVER_KIND_LABELS, TAKEOVER_RESULT_LABELS, TakeoverKind, TakeoverResult
from app.usecases.ports.takeovers import TakeoverBatch
from app.usecases.takeovers.applying import Intake, apply_takeover
from app.usecases.takeovers.judging import TakeoverContext
from app.usecases.takeovers.reading import get_takeover, list_takeovers, undo_takeover

router = router_of("takeovers", "/v1/takeovers", description="What was decided before the platform, taken over (D77).")

LARGEST_TAKEOVER = 64 * MEBIBYTE
LONGEST_TAKEOVER = 600
"""Seconds."""
TakeoverId = Annotated[UUID, Path(description="The batch.")]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), IN_A_LINE]
_PARTS = tuple(kind.value for kind in TakeoverKind)


class TakeoverCountsOut(AnswerBody):
    """How many rows of a kind became what, or would."""

    created: int
    unchanged: int
    updated: int
    refused: int
    conflict: int


class TakeoverFileOut(AnswerBody):
    """A file; not `accepted`: a row of it is refused, and so all of it where it is applied whole."""

    kind: TakeoverKind
    kind_label: str
    rows: int
    accepted: bool


class TakeoverErrorOut(AnswerBody):
    """Why a row is refused, or left as it is."""

    code: str
    detail: str
    pointer: str | None
    rule: str | None


class TakeoverRemarkOut(AnswerBody):
    """What a rule says of a row that is written all the same."""

    code: str
    detail: str
    rule: str | None


class TakeoverRowOut(AnswerBody):
    """What became of a row; `id` of what it became, where something is there; `line` counts from 1."""

    kind: TakeoverKind
    source_id: str
    line: int
    result: TakeoverResult
    result_label: str
    id: UUID | None
    errors: list[TakeoverErrorOut]
    remarks: list[TakeoverRemarkOut]


class ReconciliationOut(AnswerBody):
    """How many are found of a kind, state and year, against how many were given; null: of all, or not given."""

    kind: TakeoverKind
    state: str | None
    year: int | None
    found: int
    given: int | None
    agrees: bool | None


class TakeoverSummaryOut(AnswerBody):
    """A batch without its rows. `id` is null of what was only checked."""

    id: UUID | None
    source: str
    partial: bool
    made_by: str
    made_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    counts: dict[str, TakeoverCountsOut]
    files: list[TakeoverFileOut]

    @classmethod
    def of(cls, batch: TakeoverBatch) -> Self:
        """The batch on the wire."""
        return cls.model_validate(_members(batch, batch.id))


class TakeoverOut(TakeoverSummaryOut):
    """A batch, or what a check found: every row, and the reconciliation."""

    dry_run: bool
    rows: list[TakeoverRowOut]
    reconciliation: list[ReconciliationOut]


def _members(batch: TakeoverBatch, batch_id: UUID | None) -> dict[str, Any]:
    files = [{**each, "kind_label": spoken(TAKEOVER_KIND_LABELS[each["kind"]])} for each in batch.report["files"]]
    return {
        "id": batch_id,
        "source": batch.source,
        "partial": batch.partial,
        "made_by": batch.made_by,
        "made_at": batch.made_at,
        "undone_by": batch.undone_by,
        "undone_at": batch.undone_at,
        "counts": batch.report["counts"],
        "files": files,
    }


def _whole(batch: TakeoverBatch, language: str, *, dry_run: bool) -> bytes:
    """The batch with its rows, written at once: there may be many."""
    labels = {result: spoken(label) for result, label in TAKEOVER_RESULT_LABELS.items()}
    told = {
        **_members(batch, None if dry_run else batch.id),
        "dry_run": dry_run,
        "rows": [
            {
                **row,
                "result_label": labels[TakeoverResult(row["result"])],
                "errors": [_said(each, language, "pointer") for each in row["errors"]],
                "remarks": [_said(each, language) for each in row["remarks"]],
            }
            for row in batch.report["rows"]
        ],
        "reconciliation": batch.report["reconciliation"],
    }
    return TakeoverOut.model_validate(told).model_dump_json().encode()


def _said(each: Mapping[str, Any], language: str, *beside: str) -> dict[str, Any]:
    return {"code": each["code"], "detail": each[language], "rule": each["rule"], **{n: each[n] for n in beside}}


def _part(words: str) -> Any:
    return File(description=f"{words}: NDJSON, or CSV in UTF-8 (docs/reprise.md).")


async def _sent(
    companies: Annotated[UploadFile | None, _part("Companies")] = None,
    users: Annotated[UploadFile | None, _part("Accounts")] = None,
    evaluators: Annotated[UploadFile | None, _part("Authorised evaluators")] = None,
    jury_sessions: Annotated[UploadFile | None, _part("Jury sessions to come")] = None,
    certificates: Annotated[UploadFile | None, _part("The register of certificates")] = None,
    partial_results: Annotated[UploadFile | None, _part("Partial results that are retained")] = None,
    dossiers: Annotated[UploadFile | None, _part("Running dossiers")] = None,
    totals: Annotated[UploadFile | None, _part("What the certifier counts: kind, state?, year?, count")] = None,
) -> Intake:
    files = {
        TakeoverKind.COMPANIES: companies,
        TakeoverKind.USERS: users,
        TakeoverKind.EVALUATORS: evaluators,
        TakeoverKind.JURY_SESSIONS: jury_sessions,
        TakeoverKind.CERTIFICATES: certificates,
        TakeoverKind.PARTIAL_RESULTS: partial_results,
        TakeoverKind.DOSSIERS: dossiers,
    }
    contents = {kind: await file.read() for kind, file in files.items() if file is not None}
    if not contents:
        raise RequestValidationError([{"type": "missing", "loc": ("body", _PARTS[0]), "msg": "", "input": None}])
    counted = await totals.read() if totals is not None else b""
    # Tens of thousands of rows are read in a thread: everybody else is answered meanwhile.
    return await asyncio.to_thread(
        lambda: Intake(
            rows={kind: rows_of_file(kind, content) for kind, content in contents.items()},
            totals=totals_of_file(counted) if counted.strip() else (),
        )
    )


@router.post(
    "",
    operation_id="createTakeover",
    summary="Take over from before the platform",
    status_code=201,
    response_model=TakeoverOut,
    responses={
        **located(),
        200: {"model": TakeoverOut, "description": "What was checked"},
        **problems(401, 403, 413, 422),
    },
    dependencies=[Depends(known_fields("source", "totals", *_PARTS))],
)
@takes_much(largest=LARGEST_TAKEOVER, longest=LONGEST_TAKEOVER)
async def create(
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    source: Annotated[Source, Form(description="How the former system is called; with `source_id`, the key.")],
    intake: Annotated[Intake, Depends(_sent)],
    dry_run: Annotated[bool, Query(description="Say what would become of each row, and write nothing.")] = False,
    partial: Annotated[bool, Query(description="Write what can be, row by row: a refused one refuses itself.")] = False,
) -> Response:
    """Read one file a kind and write what it tells, in one transaction; sent again, it changes nothing.

    A refused row refuses its file, unless `partial`. What somebody has touched since is a conflict, and left as it is;
    what a file does not tell any more stays. Nobody is written to.
    """
    context = TakeoverContext(uow=uow, caller=caller, source=source, batch_id=new_id(), now=now, new_id=new_id)
    report = await apply_takeover(context, intake, partial=partial, dry_run=dry_run)
    batch = TakeoverBatch(
        id=context.batch_id, source=source, partial=partial, report=report, made_by=caller.name, made_at=now.at
    )
    told = await asyncio.to_thread(_whole, batch, language, dry_run=dry_run)
    headers = {} if dry_run else {"Location": f"/v1/takeovers/{batch.id}"}
    return Response(told, 200 if dry_run else 201, headers, "application/json")


@router.get("", operation_id="listTakeovers", summary="List the takeovers", responses=problems(401, 403, 422))
async def list_all(uow: Uow, page: PageQuery, request: Request, response: Response) -> PageOut[TakeoverSummaryOut]:
    """Every batch that was applied, newest first, without its rows."""
    found = await list_takeovers(uow, page=page)
    return PageOut[TakeoverSummaryOut].of(found, TakeoverSummaryOut.of, request, response)


@router.get(
    "/{takeover_id}",
    operation_id="getTakeover",
    summary="Read a takeover",
    response_model=TakeoverOut,
    responses=problems(401, 403, 404),
)
async def get_one(takeover_id: TakeoverId, uow: Uow, language: LanguageDep) -> Response:
    """The batch with its report: every row, its errors and remarks, and the reconciliation."""
    batch = await get_takeover(uow, batch_id=takeover_id)
    told = await asyncio.to_thread(_whole, batch, language, dry_run=False)
    return Response(told, media_type="application/json")


@router.post(
    "/{takeover_id}/undoing",
    operation_id="undoTakeover",
    summary="Undo a takeover",
    responses=problems(401, 403, 404, 409, 422),
)
async def undo(takeover_id: TakeoverId, caller: CallerDep, uow: Uow, now: Now) -> TakeoverSummaryOut:
    """Take away all that the batch wrote, while nothing rests on it and nobody has touched it."""
    return TakeoverSummaryOut.of(await undo_takeover(uow, caller, batch_id=takeover_id, now=now))
