"""What is pointed out of a document that was handed in without a signature that its pathway asks for."""

from app.domain.documents import Document
from app.domain.dossier import Dossier
from app.domain.law import RuleWarning
from app.domain.missing_items import as_violation
from app.domain.pathways import pathway_followed_by


def signature_warnings(dossier: Dossier, document: Document) -> tuple[RuleWarning, ...]:
    """Each signature that will be missing, told at once rather than at the step that refuses: of the newest version of
    its kind alone, and not where the secretariat went without (D68)."""
    newest = max((each.version_number for each in dossier.versions(document.kind) if each.is_shown), default=0)
    if document.version_number < newest:
        return ()
    return tuple(
        as_violation(item).as_warning()
        for signatory, item in pathway_followed_by(dossier).unsigned(document.kind).items()
        if signatory not in document.signed_by and not dossier.goes_without(document, signatory)
    )
