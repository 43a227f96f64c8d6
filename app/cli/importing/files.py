"""A CSV, JSON or XLSX file as a list of JSON objects, read within limits."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pydantic import BaseModel

from app.api.v1.import_columns import Place, column_place, unfolded

LARGEST_FILE, LARGEST_UNZIPPED = 10 << 20, 100 << 20
"""Bytes."""
MOST_ROWS, MOST_COLUMNS = 20_000, 2_000


class UnreadableFileError(Exception):
    """The file as a whole is not what it should be; the message says why, in French."""


@dataclass(slots=True)
class Entry:
    """One thing that a file tells of: its JSON, the rows that it comes from, and what is wrong with these already."""

    document: Any
    rows: list[int]
    faults: list[str] = field(default_factory=list)


def entries_of(path: Path, model: type[BaseModel], key: Sequence[str]) -> list[Entry]:
    """What the file tells. In a table, rows of one ``key`` are one thing: their lists follow each other.

    Raises UnreadableFileError.
    """
    content = content_of(path)
    if path.suffix.lower() == ".json":
        return [Entry(document, [place]) for place, document in enumerate(_json(content), 1)]
    rows = _workbook(content) if path.suffix.lower() == ".xlsx" else _csv(content)
    return _joined(_unfolded(rows, model), key)


def decoded(content: bytes) -> str:
    """The text of a file that a spreadsheet or a public body wrote: UTF-8, else Windows' Latin letters."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def content_of(path: Path) -> bytes:
    """What is in it. Raises UnreadableFileError where it is too large, or cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFileError(f"Ce fichier dépasse {LARGEST_FILE >> 20} Mio.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"Ce fichier ne se lit pas : {error.strerror}.") from None


def _json(content: bytes) -> list[Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableFileError("Ce fichier n'est pas du JSON en UTF-8.") from None
    if not isinstance(document, list):
        raise UnreadableFileError("Une liste est attendue.")
    return document


def _csv(content: bytes) -> Iterator[list[str]]:
    text = decoded(content)
    header = text.partition("\n")[0]
    lines = csv.reader(StringIO(text, newline=""), delimiter=max(";,\t", key=header.count), strict=True)
    try:
        yield from lines
    except csv.Error:
        raise UnreadableFileError(f"Le CSV ne se lit plus à partir de la ligne {lines.line_num}.") from None


def _workbook(content: bytes) -> Iterator[list[str]]:
    """The cells of the first sheet. Formulas are refused: what they give is not in the file.

    openpyxl, and each parser beneath it, fails in its own way on what was made to make it fail: entities without end,
    numbers that are none. Whatever it is, the file is at fault and is told so.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - a twentieth of any start

    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST_UNZIPPED:
                raise UnreadableFileError("Ce classeur est trop grand une fois décompressé.")
        yield from _cells(load_workbook(BytesIO(content), read_only=True).worksheets[0])
    except UnreadableFileError:
        raise
    except Exception as error:
        raise UnreadableFileError("Ce fichier n'est pas un classeur XLSX qui se lise.") from error


def _cells(sheet: Any) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1), 1):
        if any(cell.data_type == "f" for cell in row):
            raise UnreadableFileError(f"La ligne {number} contient une formule : remplacez-la par sa valeur.")
        yield [_cell(cell.value) for cell in row]


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _unfolded(rows: Iterator[list[str]], model: type[BaseModel]) -> Iterator[tuple[int, dict[str, Any]]]:
    header = [name.strip() for name in next(rows, [])]
    while header and not header[-1]:
        header.pop()
    if not header or len(header) > MOST_COLUMNS:
        raise UnreadableFileError(f"Un en-tête de 1 à {MOST_COLUMNS} colonnes est attendu.")
    places = [column_place(name, model) for name in header]
    _check(header, places)
    for number, cells in enumerate(rows, 2):
        if number > MOST_ROWS + 1:
            raise UnreadableFileError(f"Ce fichier a plus de {MOST_ROWS} lignes.")
        if any(cell.strip() for cell in cells[len(header) :]):
            raise UnreadableFileError(f"La ligne {number} a plus de cellules que l'en-tête.")
        if document := unfolded(places, cells).document:
            yield number, document


def _check(header: Sequence[str], places: Sequence[Place | None]) -> None:
    unknown = [name[:80] for name, place in zip(header, places, strict=True) if place is None]
    repeated = sorted({name for name in header if header.count(name) > 1})
    told = [f"colonnes {word} : {', '.join(names[:20])}" for word, names in _faults(unknown, repeated) if names]
    if told:
        raise UnreadableFileError(f"{' ; '.join(told).capitalize()}.")


def _faults(unknown: list[str], repeated: list[str]) -> Iterable[tuple[str, list[str]]]:
    return ("inconnues", unknown), ("répétées", repeated)


def _joined(rows: Iterable[tuple[int, dict[str, Any]]], key: Sequence[str]) -> list[Entry]:
    entries: dict[tuple[Any, ...], Entry] = {}
    for number, document in rows:
        known = entries.setdefault(tuple(document.get(name) for name in key), Entry({}, []))
        known.rows.append(number)
        known.faults += (f"{name} : ces lignes se contredisent." for name in _add(known.document, document))
    return list(entries.values())


def _add(whole: dict[str, Any], row: Mapping[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, list):
            whole.setdefault(name, []).extend(value)
        elif whole.setdefault(name, value) != value:
            yield name
