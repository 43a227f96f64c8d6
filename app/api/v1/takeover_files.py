"""From the files of a takeover to its rows: NDJSON or CSV, one a kind; what is wrong with a row stays with the row."""

import csv
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.api.faults import Fault, faults_of
from app.api.nul import nul_faults
from app.api.v1.import_cells import CELLS
from app.api.v1.import_columns import Unfolded, unfolded
from app.api.v1.import_files import NOT_UTF8, csv_lines, places_of, refused_file, unreadable_csv
from app.api.v1.spoilt_texts import spoilt_texts
from app.api.v1.takeover_rows import ROW_MODELS, TakenOverRow, TotalIn
from app.domain.law import Violation
from app.domain.takeovers import GivenTotal, TakeoverKind
from app.domain.text import Text
from app.usecases.takeovers.rows import IntakeRow

MOST_TAKEOVER_ROWS = 200_000
"""In one file."""
_SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_LOST_ZERO_DIGITS = {13: "SIRET", 8: "SIREN"}
Document = tuple[int, Any, Unfolded | None, int]
"""The line on which it ends, the JSON that it stands for, of CSV its cells, and how many beyond the header's."""


def rows_of_file(kind: TakeoverKind, content: bytes) -> list[IntakeRow]:
    """The rows of a kind's file. Raises RequestValidationError for what is wrong with the file itself."""
    model = ROW_MODELS[kind]
    return [_row(kind, model, document) for document in _documents(content, model, kind)]


def totals_of_file(content: bytes) -> tuple[GivenTotal, ...]:
    """The totals that the certifier counts. Raises RequestValidationError, whatever is wrong with them."""
    found = []
    for line, document, cells, _ in _documents(content, TotalIn, "totals"):
        try:
            total = TotalIn.model_validate(document)
        except ValidationError as error:
            fault = _faults(error, document, cells, TotalIn)[0]
            said = Text(f"Ligne {line} : {fault.detail.fr}", f"Line {line}: {fault.detail.en}")
            raise _refused((fault.code, said), "totals") from None
        found.append(GivenTotal(kind=total.kind, state=total.state, year=total.year, count=total.count))
    return tuple(found)


def _documents(content: bytes, model: type[BaseModel], part: str) -> Iterator[Document]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(NOT_UTF8, part) from None
    try:
        yield from _json_lines(text, part) if text.lstrip().startswith("{") else _cells(text, model, part)
    except RequestValidationError as error:  # a header's faults do not know of which file they are
        found = [{**each, "loc": ("body", part)} for each in error.errors()]
        raise RequestValidationError(found, body={part: ""}) from None


def _refused(fault: tuple[str, Text], part: str) -> RequestValidationError:
    """The file of that part is refused, its place in the form told."""
    return RequestValidationError(refused_file(fault, part=part).errors(), body={part: ""})


def _json_lines(text: str, part: str) -> Iterator[Document]:
    # Not splitlines(): it cuts at U+2028 or U+0085 too, which a string of JSON may hold.
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        _count(line, part)
        try:
            document = orjson.loads(written)
        except orjson.JSONDecodeError:
            document = None
        yield line, document, None, 0


def _cells(text: str, model: type[BaseModel], part: str) -> Iterator[Document]:
    lines = csv_lines(text)
    try:
        places = places_of(next(lines, []), model)
        for cells in lines:
            _count(lines.line_num, part)
            if any(cell.strip() for cell in cells):
                row = unfolded(places, cells)
                extra = sum(bool(cell.strip()) for cell in cells[len(places) :])
                yield lines.line_num, row.document, row, extra
    except csv.Error:
        raise _refused(unreadable_csv(lines.line_num), part) from None


def _count(line: int, part: str) -> None:
    if line > MOST_TAKEOVER_ROWS + 1:
        raise _refused(_TOO_MANY, part)


def _row(kind: TakeoverKind, model: type[TakenOverRow], read: Document) -> IntakeRow:
    line, document, cells, extra = read
    source_id = _source_id(document)
    if not isinstance(document, dict):
        return IntakeRow(kind=kind, line=line, source_id=source_id, faults=(_NOT_AN_OBJECT,))
    beside = (*((_TOO_MANY_CELLS,) if extra else ()), *map(_violation, faults_of(nul_faults(document), document)))
    spoilt = [_violation(each) for each in faults_of(list(spoilt_texts(document)), document)]
    try:
        body = model.model_validate(document)
    except ValidationError as error:
        told = _faults(error, document, cells, model)
        pointers = {each.pointer for each in told}
        faults = (*beside, *told, *(each for each in spoilt if each.pointer not in pointers))
        return IntakeRow(kind=kind, line=line, source_id=source_id, faults=faults)
    if beside or spoilt:
        return IntakeRow(kind=kind, line=line, source_id=source_id, faults=(*beside, *spoilt))
    return IntakeRow(kind=kind, line=line, source_id=body.source_id, digest=_digest(body), value=body.to_value())


def _source_id(document: Any) -> str:
    """The row's, as far as it can be told again."""
    given = document.get("source_id") if isinstance(document, dict) else None
    return given.encode("utf-8", "replace").decode()[:100].strip() if isinstance(given, str) else ""


def _digest(body: TakenOverRow) -> bytes:
    said = body.model_dump(mode="json", exclude={"source_id"}, exclude_defaults=True, by_alias=True)
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def _faults(
    error: ValidationError, document: Any, cells: Unfolded | None, model: type[BaseModel]
) -> tuple[Violation, ...]:
    """All that is wrong with the row, of a CSV file in the words of its cells."""
    found = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
    told = faults_of(found, document)
    return tuple(
        _violation(each, cells, model, _given(document, each.pointer)) if cells is not None else _violation(each)
        for each in told
    )


def _violation(
    fault: Fault, cells: Unfolded | None = None, model: type[BaseModel] | None = None, given: Any = None
) -> Violation:
    detail = fault.detail
    if cells is not None and model is not None and fault.pointer:
        kind = cells.kind_of(fault.pointer, model)
        detail = CELLS.get((kind or "", fault.code), detail)
    return Violation(
        code=fault.code, pointer=fault.pointer, detail=_as_a_spreadsheet_left_it(fault.code, given) or detail
    )


def _given(document: Any, pointer: str | None) -> Any:
    value = document
    for step in (pointer or "").split("/")[1:]:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return value


def _as_a_spreadsheet_left_it(code: str, given: Any) -> Text | None:
    """The true reason, where a spreadsheet has spoilt the cell: a day as a number, a number without its zeros."""
    if not isinstance(given, str):
        return None
    if code == "not_a_date" and _SERIAL.fullmatch(given):
        return Text(
            f"« {given} » est un jour compté par un tableur : mettez la colonne au format date, JJ/MM/AAAA.",
            f"“{given}” is a day as a spreadsheet counts them: format the column as a date, DD/MM/YYYY.",
        )
    named = _LOST_ZERO_DIGITS.get(len(given.replace(" ", "")))
    if code in {"invalid_siret", "invalid_siren"} and named is not None and given.replace(" ", "").isdigit():
        return Text(
            f"Il manque un chiffre à ce {named} : un tableur a sans doute retiré le zéro du début. Mettez la colonne "
            "au format texte.",
            f"This {named} lacks a digit: a spreadsheet has probably taken its first zero away. Format the column as "
            "text.",
        )
    return None


_TOO_MANY = (
    "wrong_number_of_rows",
    Text(f"Un fichier a au plus {MOST_TAKEOVER_ROWS} lignes.", f"A file has at most {MOST_TAKEOVER_ROWS} rows."),
)
_NOT_AN_OBJECT = Violation(
    code="not_an_object",
    pointer="",
    detail=Text("Chaque ligne est un objet JSON.", "Each line is a JSON object."),
)
_TOO_MANY_CELLS = Violation(
    code="too_many_cells",
    detail=Text("Cette ligne a plus de cellules que l'en-tête.", "This row has more cells than the header."),
)
