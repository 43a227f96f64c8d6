"""Between the dossier and its row: columns for what is searched, JSON in a shape for the rest (ADR 0002, 0013)."""

from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import TypeAdapter
from pydantic_core import ValidationError
from sqlalchemy import RowMapping

from app.db.shapes.dossier import DOSSIERS
from app.db.shapes.shaped import Shaped
from app.db.shapes.strictness import reasons
from app.domain.documents import Document
from app.domain.dossier import Dossier
from app.domain.finding import LISTING_EDITION, sort_name_of, words_found_by
from app.domain.progress import current_step, status_of
from app.domain.unsigned_decisions import told_status

DossierRow = RowMapping | Mapping[str, Any]
"""A row of ``whole_dossiers``, from SQLAlchemy or from the driver itself."""

_DOCUMENT = TypeAdapter(Document)
_NO_DOCUMENTS = "[]"


def dossier_row(dossier: Dossier, shape: int = DOSSIERS.newest) -> dict[str, Any]:
    """What is written of the dossier's row, beside its id; PostgreSQL draws the other columns from the facts.

    Its status is computed here, on each save, and nowhere typed: as it is told outside the jury (D54).
    Raises FactsNotWritable.
    """
    return {
        "version": dossier.version,
        "status": told_status(dossier),
        "person_key": dossier.candidate.person_key,
        "decided_status": status_of(dossier),
        **listed_columns(dossier),
        "looked_at_again_on": None,
        "created_at": dossier.created_at,
        "updated_at": dossier.updated_at,
        "facts": DOSSIERS.facts(dossier, shape),
        "facts_version": shape,
    }


def listed_columns(dossier: Dossier) -> dict[str, Any]:
    """What the dossier is found by in lists."""
    return {
        "current_step": current_step(dossier).code,
        "sort_name": sort_name_of(dossier),
        "search_words": list(words_found_by(dossier)),
        "listing_edition": LISTING_EDITION,
    }


def dossier_of(row: DossierRow, shaped: Shaped[Dossier] = DOSSIERS) -> Dossier:
    """The dossier, from a row of ``whole_dossiers``: its facts and its documents are JSON as the database wrote it.

    In the newest shape, the text is read once, by the validator itself. Raises FactsUnreadable, FactsOfALaterRelease.
    """
    key, shape, version = row["id"], row["facts_version"], row["version"]
    documents = row["documents"] or _NO_DOCUMENTS
    if shape != shaped.newest:
        beside = {"version": version, "documents": orjson.loads(documents)}
        return shaped.value(orjson.loads(row["facts"]), shape, key, beside)
    whole = one_object(row["facts"], f'{{"version": {version}, "documents": {documents}}}')
    try:
        dossier: Dossier = shaped.validator.validate_json(whole)
    except ValidationError as error:
        raise shaped.unreadable(key, reasons(error)) from None
    return shaped.known(dossier, key)


def one_object(first: str, second: str) -> str:
    """The JSON of one object with the members of two, neither of which is empty and no member of which is in both."""
    return f"{first[:-1]}, {second[1:]}"


def repeated_otherwise(row: DossierRow, dossier: Dossier) -> tuple[str, ...]:
    """The columns that repeat a fact and that PostgreSQL cannot draw from it, where they say something else."""
    return tuple(name for name in ("created_at", "updated_at") if row[name] != getattr(dossier, name))


def document_of(row: dict[str, Any]) -> Document:
    """A document, from its row."""
    return _DOCUMENT.validate_python(row)
