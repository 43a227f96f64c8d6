"""A document taken off a dossier: it counts no more and is shown to nobody, then its bytes go too (D67)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from app.domain.case import Case
from app.domain.documents import Document, DocumentRemoval, DocumentState
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.pathway import Actor
from app.domain.refusal import Refusal, RefusalKind
from app.domain.rules.decisions import D67
from app.domain.text import Text
from app.domain.uploads import NotAnUploader, may_upload, with_state

REMOVED_FILES_STAY = timedelta(days=30)
"""How long the bytes of what was taken off are kept, for who took off the wrong one (D67)."""


def remove_document(
    case: Case, document: Document, reason: str, *, role: str, brought_it: bool, wrong_person: bool
) -> Dossier | Refusal:
    """The dossier without that version of a document; the version before it counts again.

    The secretariat's at any time; of who ``brought_it``, as long as they could bring another one in its place.
    """
    if role != Actor.SECRETARIAT:
        no = may_upload(case, document.kind, role) if brought_it else None
        if not brought_it or isinstance(no, NotAnUploader):
            return _NOT_THEIRS
        if no is not None:
            return no
    removal = DocumentRemoval(
        document_id=document.id,
        kind=document.kind,
        received_on=document.received_on,
        sha256=document.sha256,
        on=case.on,
        reason=reason,
        wrong_person=wrong_person,
    )
    without = with_state(case.dossier, document.id, DocumentState.REMOVED)
    return replace(without, document_removals=(*without.document_removals, removal))


def files_to_delete(dossier: Dossier, on: date) -> tuple[Document, ...]:
    """What was taken off, and whose bytes are to go on that day: another person's at once, the others in time."""
    due = {each.document_id for each in dossier.document_removals if _is_due(each, on)}
    return tuple(each for each in dossier.documents if each.state is DocumentState.REMOVED and each.id in due)


def without_file(dossier: Dossier, document_id: UUID) -> Dossier:
    """The dossier once the bytes are gone, and the file's name with them: it may be a person's."""
    deleted = with_state(dossier, document_id, DocumentState.DELETED)
    nameless = (
        replace(each, file_name=str(each.kind)) if each.id == document_id else each for each in deleted.documents
    )
    return replace(deleted, documents=tuple(nameless))


def _is_due(removal: DocumentRemoval, on: date) -> bool:
    return removal.wrong_person or on > removal.on + REMOVED_FILES_STAY


_NOT_THEIRS = Refusal(
    kind=RefusalKind.RULES_REFUSED,
    violations=(
        Violation(
            code="document_of_somebody_else",
            rule=D67,
            detail=Text(
                "Ce document a été déposé par quelqu'un d'autre : demandez au secrétariat des CQP de le retirer.",
                "This document was brought by somebody else: ask the secretariat of the CQP to take it off.",
            ),
        ),
    ),
)
