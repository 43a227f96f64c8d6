"""Between the dossier and its row: columns for what is searched, JSON for the rest (ADR 0002)."""

from typing import Any

from pydantic import TypeAdapter

from app.domain.documents import Document
from app.domain.dossier import Dossier
from app.domain.progress import status_of

_DOSSIER = TypeAdapter(Dossier)
_DOCUMENT = TypeAdapter(Document)

_NOT_IN_FACTS = frozenset({"version", "documents"})


def dossier_row(dossier: Dossier) -> dict[str, Any]:
    """The columns of the dossier's row; its status is computed here, on each save, and nowhere typed."""
    return {
        "number": dossier.number,
        "version": dossier.version,
        "status": status_of(dossier),
        "pathway": dossier.pathway,
        "certification_code": dossier.certification_code,
        "company_id": dossier.company_id,
        "evaluator_id": dossier.evaluator.evaluator_id if dossier.evaluator else None,
        "jury_session_id": _session_of(dossier),
        "person_key": dossier.candidate.person_key,
        "created_at": dossier.created_at,
        "updated_at": dossier.updated_at,
        "facts": _DOSSIER.dump_python(dossier, mode="json", exclude=set(_NOT_IN_FACTS), exclude_defaults=True),
    }


def dossier_of(facts: str, version: int, documents: str | None) -> Dossier:
    """The dossier, from its facts, its version and the rows of its documents, all JSON as the database wrote it.

    Joined as text, they are read once, by the validator itself.
    """
    return _DOSSIER.validate_json(f'{{"version": {version}, "documents": {documents or "[]"}, {facts[1:]}')


def document_of(row: dict[str, Any]) -> Document:
    """A document, from its row."""
    return _DOCUMENT.validate_python(row)


def _session_of(dossier: Dossier) -> Any:
    """The session on whose agenda the dossier stands, or that decided it: its members keep it in sight."""
    if dossier.jury_registration.session_id is not None:
        return dossier.jury_registration.session_id
    return dossier.decision.session_id if dossier.decision else None
