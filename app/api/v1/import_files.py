"""From a file of dossiers to its rows; a fault of the file itself refuses it whole, with all such faults at once."""

import asyncio
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.api.faults import EdgeError, Fault
from app.api.files import known_fields
from app.api.v1.import_columns import Place, Unfolded, column_place, columns, unfolded
from app.api.v1.import_models import MOST_ROWS, ImportedDossierIn
from app.domain.text import Text

if TYPE_CHECKING:
    import _csv

JSON, CSV, FORM = "application/json", "text/csv", "multipart/form-data"
_DELIMITERS = ";,\t"
_TOLD = re.compile(r'"?sep=([;,\t])"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_MOST_COLUMNS = 2000
"""Twice as many as there can be, whatever is numbered."""
_MOST_FAULTS = 100
_KNOWN_FIELDS = known_fields("file")
_AS_CSV = frozenset({CSV, "application/csv", "application/vnd.ms-excel"})
"""What browsers call a CSV file, the last where a spreadsheet is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """A row as it was sent: ``place`` from 1 on, the JSON that it stands for, and of CSV its cells."""

    place: int
    document: Any
    unfolded: Unfolded | None = None
    extra: int = 0
    """How many cells it has beyond the header's."""


async def rows_of(request: Request) -> list[RawRow]:
    """The rows of the file in the body. Raises RequestValidationError, EdgeError 415."""
    media_type = request.headers.get("content-type", "").split(";", 1)[0].strip().lower()
    if media_type == FORM:
        content, media_type = await _uploaded(request)
    else:
        content = await request.body()
    rows = await asyncio.to_thread(_json_rows if media_type == JSON else _csv_rows, content)
    if not 1 <= len(rows) <= MOST_ROWS:
        raise refused_file(_COUNT)
    return rows


def refused_file(*faults: tuple[str, Text], part: str | None = None) -> RequestValidationError:
    """The file is refused for these, each with its code; ``part``: of a form with several files, which one it is."""
    return RequestValidationError(
        [
            {
                "type": "cqp_value",
                "loc": ("body",) if part is None else ("body", part),
                "msg": detail.en,
                "input": None,
                "ctx": {"code": code, "fr": detail.fr, "en": detail.en},
            }
            for code, detail in faults
        ]
    )


_COUNT = (
    "wrong_number_of_rows",
    Text(f"Un fichier a de 1 à {MOST_ROWS} lignes.", f"A file has from 1 to {MOST_ROWS} rows."),
)
_NOT_A_LIST = ("not_a_list", Text("Une liste de dossiers est attendue.", "A list of dossiers is expected."))
NOT_UTF8 = ("not_utf8", Text("Enregistrez ce fichier en UTF-8.", "Save this file in UTF-8."))
_TOO_WIDE = ("too_many_columns", Text("Cet en-tête a trop de colonnes.", "This header has too many columns."))
_NO_FILE = {"type": "missing", "loc": ("body", "file"), "msg": "", "input": None}


async def _uploaded(request: Request) -> tuple[bytes, str]:
    await _KNOWN_FIELDS(request)
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile):
        raise RequestValidationError([_NO_FILE], body={})
    name, declared = (file.filename or "").lower(), (file.content_type or "").split(";", 1)[0].strip().lower()
    if declared == JSON or name.endswith(".json"):
        return await file.read(), JSON
    if declared in _AS_CSV or name.endswith(".csv"):
        return await file.read(), CSV
    raise EdgeError(
        415,
        Fault(
            code="unsupported_media_type",
            detail=Text("Envoyez un fichier .csv ou .json.", "Send a .csv or .json file."),
            pointer="/file",
        ),
    )


def _json_rows(content: bytes) -> list[RawRow]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]) from None
    if not isinstance(document, list):
        raise refused_file(_NOT_A_LIST)
    return [RawRow(place=place, document=row) for place, row in enumerate(document, 1)]


def _csv_rows(content: bytes) -> list[RawRow]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused_file(NOT_UTF8) from None
    lines = csv_lines(text)
    try:
        places = places_of(next(lines, []), ImportedDossierIn)
        return list(_unfolded_rows(places, lines))
    except csv.Error:
        raise refused_file(unreadable_csv(lines.line_num)) from None


def csv_lines(text: str) -> "_csv.Reader":
    """The lines of a CSV text as cells, by the delimiter that its first lines tell. Reading them raises csv.Error."""
    delimiter, text = _told_delimiter(text)
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True)


def _told_delimiter(text: str) -> tuple[str | None, str]:
    """What a spreadsheet wrote on a line before the header, ``sep=;``, and the text after that line."""
    told = _TOLD.match(text)
    return (told[1], text[told.end() :]) if told else (None, text)


def _delimiter(text: str) -> str:
    """The one of the header, whose names hold none: no guess is needed."""
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def places_of(header: Sequence[str], model: type[BaseModel]) -> list[Place | None]:
    """The places of ``model`` that the cells of a header name. Raises RequestValidationError with all its faults."""
    header = [name.strip() for name in header]
    while header and not header[-1]:
        header.pop()
    if len(header) > _MOST_COLUMNS:
        raise refused_file(_TOO_WIDE)
    places = [column_place(name, model) for name in header]
    unknown = [name for name, place in zip(header, places, strict=True) if place is None]
    missing = [column.name for column in columns(model) if column.required and column.name not in header]
    faults = [
        *(_about("unknown_column", "inconnue", "unknown", name) for name in unknown),
        *(_about("repeated_column", "répétée", "repeated", name) for name, n in Counter(header).items() if n > 1),
        *(_about("missing_column", "manquante", "missing", name) for name in missing),
    ]
    if faults:
        raise refused_file(*faults[:_MOST_FAULTS])
    return list(places)


def _about(code: str, fr: str, en: str, name: str) -> tuple[str, Text]:
    shown = name[:80]
    return code, Text(f"Colonne {fr} : « {shown} ».", f"Column {en}: “{shown}”.")


def unreadable_csv(line: int) -> tuple[str, Text]:
    """Since which line a CSV cannot be read."""
    return "invalid_csv", Text(
        f"Le CSV ne se lit plus à partir de la ligne {line} : vérifiez les guillemets, et la longueur des cellules.",
        f"The CSV cannot be read from line {line} on: check the quotes, and the length of the cells.",
    )


def _unfolded_rows(places: Sequence[Place | None], lines: Iterator[list[str]]) -> Iterator[RawRow]:
    for place, cells in enumerate(lines, 1):
        if not any(cell.strip() for cell in cells):
            continue
        row = unfolded(places, cells)
        extra = sum(bool(cell.strip()) for cell in cells[len(places) :])
        yield RawRow(place=place, document=row.document, unfolded=row, extra=extra)
        if place > 2 * MOST_ROWS:
            raise refused_file(_COUNT)
