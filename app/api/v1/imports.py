"""Dossiers opened from a file."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.api.body_limit import MEBIBYTE
from app.api.csv_rows import EXCEL, csv_file
from app.api.dependencies import CallerDep, LanguageDep, NewId, Now, Uow
from app.api.faults import Fault, faults_of
from app.api.language import spoken
from app.api.nul import nul_faults
from app.api.problems import fault_of, problems
from app.api.route_contract import consumes, produces
from app.api.routing import router as router_of
from app.api.v1.import_columns import columns
from app.api.v1.import_files import CSV, FORM, JSON, RawRow, rows_of
from app.api.v1.import_models import (
    ImportedDossierIn,
    ImportedRowOut,
    ImportErrorOut,
    ImportReportOut,
    sound,
)
from app.domain.imported_rows import IMPORT_LABELS
from app.domain.text import Text
from app.usecases.dossiers.import_dossiers import FileRow, RowOutcome, import_dossiers
from app.usecases.errors import Refused, UseCaseError

router = router_of("imports", "/v1/dossiers/import", description="Dossiers opened from a file, many at once.")

LARGEST_IMPORT = 5 * MEBIBYTE
_FILE = {
    "type": "string",
    "format": "binary",
    "description": "CSV in UTF-8 with the columns of `getImportTemplate`, or a JSON list of what `createDossier` "
    "takes, each with a `reference` of yours where you have one.",
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        # Generators of clients fail on an operation that takes several kinds of body: one is declared, three are read.
        "description": "The file, in a form; it may also be the body itself, as `application/json` or `text/csv`.",
        "content": {FORM: {"schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}}}},
    }
}
_TEMPLATE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The header", "content": {CSV: {"schema": {"type": "string"}}}}
}


@router.post(
    "",
    operation_id="importDossiers",
    summary="Open dossiers from a file",
    response_model=ImportReportOut,
    responses=problems(401, 403, 413, 415, 422),
    openapi_extra=_BODY,
)
@consumes(FORM, JSON, CSV, largest=LARGEST_IMPORT, model=ImportedDossierIn)
async def import_all(
    request: Request,
    caller: CallerDep,
    uow: Uow,
    now: Now,
    new_id: NewId,
    language: LanguageDep,
    dry_run: Annotated[bool, Query(description="Say what would become of each row, and write nothing.")] = False,
) -> Response:
    """Open up to 500 dossiers, each row whole or not at all and the others regardless.

    Safe to send again: a row is recognised by its `reference`, without one by its content for 24 hours.
    """
    # Five megabytes are read, validated and told in threads: everybody else is answered meanwhile.
    raw = await rows_of(request)
    read = await asyncio.to_thread(lambda: [_read(row) for row in raw])
    rows = [row for row in read if isinstance(row, FileRow)]
    outcomes = await import_dossiers(uow, caller, rows=rows, dry_run=dry_run, now=now, new_id=new_id)
    told = {outcome.place: outcome for outcome in outcomes}
    report = await asyncio.to_thread(
        lambda: ImportReportOut.of(
            (
                _shown(sent, _faults_of(told[sent.place], now.on) if isinstance(row, FileRow) else row, told, language)
                for sent, row in zip(raw, read, strict=True)
            ),
            dry_run=dry_run,
        ).model_dump_json()
    )
    return Response(report, media_type="application/json")


@router.get(
    "/template.csv",
    operation_id="getImportTemplate",
    summary="Download the columns of a CSV file",
    response_class=Response,
    responses=_TEMPLATE,
)
@produces(CSV)
async def template() -> Response:
    """The header of a CSV file of dossiers, each list with one item: number further ones 2, 3, and so on."""
    header = [column.name.replace(".N", ".1") for column in columns(ImportedDossierIn)]
    disposition = {"Content-Disposition": 'attachment; filename="dossiers.csv"'}
    return Response(csv_file([header], EXCEL), headers=disposition, media_type="text/csv; charset=utf-8")


def _read(row: RawRow) -> FileRow | tuple[Fault, ...]:
    """The row, or all that is wrong with its values: the model is that of ``createDossier``."""
    faults = tuple(_too_many_cells(row.extra))
    nul = nul_faults(row.document)
    try:
        body = ImportedDossierIn.model_validate(row.document)
    except ValidationError as error:
        # What no column can hold has been told, as the edge tells it of any other body.
        told = {each["loc"] for each in nul}
        places = ({**each, "loc": ("body", *each["loc"])} for each in error.errors())
        found = [each for each in places if each["loc"] not in told]
        return (*faults, *faults_of([*nul, *found], row.document))
    if nul or faults:
        return (*faults, *faults_of(nul, row.document))
    return FileRow(place=row.place, reference=body.reference, digest=_digest(body), new=body.to_domain())


def _digest(body: ImportedDossierIn) -> bytes:
    said = body.model_dump(mode="json", exclude={"reference"}, exclude_defaults=True)
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def _too_many_cells(extra: int) -> Iterator[Fault]:
    if extra:
        yield Fault(
            code="too_many_cells",
            detail=Text("Cette ligne a plus de cellules que l'en-tête.", "This row has more cells than the header."),
        )


def _faults_of(outcome: RowOutcome, on: date) -> tuple[Fault, ...]:
    error = outcome.refusal
    if isinstance(error, Refused):
        return tuple(fault_of(violation, on) for violation in error.violations)
    return (_bare(error),) if error is not None else ()


def _bare(error: UseCaseError) -> Fault:
    """A refusal without reasons of its own: that the pathway is somebody else's to open."""
    return Fault(code="forbidden", detail=error.detail, pointer="/pathway")


def _reference(document: Any) -> str | None:
    """The row's, as far as it can be told again."""
    given = document.get("reference") if isinstance(document, Mapping) else None
    return sound(given[:100]) if isinstance(given, str) else None


def _shown(sent: RawRow, faults: tuple[Fault, ...], told: Mapping[int, RowOutcome], language: str) -> ImportedRowOut:
    outcome = told.get(sent.place, RowOutcome(place=sent.place, status="refused"))
    return ImportedRowOut(
        row=sent.place,
        reference=_reference(sent.document),
        status=outcome.status,
        status_label=spoken(IMPORT_LABELS[outcome.status]),
        dossier_id=outcome.dossier_id,
        number=outcome.number,
        errors=[ImportErrorOut.of(fault, language, sent.unfolded) for fault in faults],
    )
