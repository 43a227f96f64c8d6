"""The shapes of an import of dossiers on the wire."""

from collections.abc import Iterable
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.api.bodies import AnswerBody
from app.api.faults import Fault
from app.api.text_fields import Line
from app.api.v1.dossier_models import DossierIn
from app.api.v1.import_cells import CELLS
from app.api.v1.import_columns import Unfolded
from app.domain.imported_rows import IMPORT_LABELS, ImportStatus

MOST_ROWS = 500


class ImportedDossierIn(DossierIn):
    """A row of a file: the body of `createDossier`, and the number that you know the row by."""

    reference: Annotated[
        Line | None,
        Field(max_length=100, description="Your own, unique in your company: sent again, it opens no second dossier."),
    ] = None


def sound(text: str) -> str:
    """The text, a question mark for each half of a character: what JSON lets in, and UTF-8 does not let out."""
    return text.encode("utf-8", "replace").decode()


class ImportErrorOut(AnswerBody):
    """Why a row is refused, as `createDossier` would say; `column` of a CSV file, null in JSON."""

    code: str
    detail: str
    pointer: str | None
    column: str | None
    rule: str | None
    quote: str | None

    @classmethod
    def of(cls, fault: Fault, language: str, cells: Unfolded | None) -> Self:
        """The fault on the wire; of a CSV file, in the words of its cells."""
        column = cells.column_of(fault.pointer) if cells and fault.pointer else ""
        kind = cells.kind_of(fault.pointer, ImportedDossierIn) if cells and fault.pointer else None
        detail = CELLS.get((kind or "", fault.code), fault.detail)
        return cls(
            code=fault.code,
            detail=detail.in_language(language),
            pointer=sound(fault.pointer) if fault.pointer is not None else None,
            column=column or None,
            rule=fault.rule,
            quote=fault.quote,
        )


class ImportedRowOut(AnswerBody):
    """What became of a row; `row` counts from 1, the header of a CSV file left out."""

    row: int
    reference: str | None
    status: ImportStatus
    status_label: str
    dossier_id: UUID | None
    number: str | None
    errors: list[ImportErrorOut]


class ImportReportOut(AnswerBody):
    """What became of each row, in the order of the file, and how many became what."""

    dry_run: bool
    created: int
    would_create: int
    refused: int
    already_there: int
    rows: list[ImportedRowOut]

    @classmethod
    def of(cls, rows: Iterable[ImportedRowOut], *, dry_run: bool) -> Self:
        """The report on the wire."""
        told = sorted(rows, key=lambda row: row.row)
        counts = {status: sum(row.status == status for row in told) for status in IMPORT_LABELS}
        return cls(dry_run=dry_run, rows=told, **counts)
