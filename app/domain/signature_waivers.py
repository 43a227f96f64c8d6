"""A signature that cannot be had: the secretariat waives it on one version of one piece, and says why (D68)."""

from dataclasses import replace

from app.domain.actions import refusal_of_ended_dossier
from app.domain.case import Case
from app.domain.documents import DOCUMENT_LABELS, SIGNATORY_LABELS, Document, Signatory, SignatureWaiver
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.pathway import code_of_unsigned
from app.domain.pathways import pathway_followed_by
from app.domain.refusal import Refusal, already_done, refused
from app.domain.rules.decisions import D68
from app.domain.text import Text


def waive_signature(case: Case, document: Document, signatory: Signatory, reason: str) -> Dossier | Refusal:
    """Go without that signature on that version; the next version asks for it again."""
    dossier = case.dossier
    if dossier.is_over:
        return refusal_of_ended_dossier(dossier)
    if dossier.goes_without(document, signatory):
        return already_done(Text("Cette signature est déjà dispensée.", "This signature is already waived."))
    waiver = SignatureWaiver(
        document_id=document.id, kind=document.kind, signatory=signatory, reason=reason, on=case.on
    )
    return refused(_not_to_be_waived(case, document, signatory)) or replace(
        dossier, signature_waivers=(*dossier.signature_waivers, waiver)
    )


def signatures_awaited(case: Case, document: Document) -> tuple[Signatory, ...]:
    """Those that the pathway asks for on the piece, that it does not bear, and that nobody waived."""
    return _awaited(case, document, _lacking(case))


def awaiting_signatures(case: Case) -> tuple[Document, ...]:
    """The pieces shown on which a signature is awaited."""
    lacking = _lacking(case)
    shown = (document for document in case.dossier.documents if document.is_shown)
    return tuple(document for document in shown if _awaited(case, document, lacking))


def _awaited(case: Case, document: Document, lacking: frozenset[str]) -> tuple[Signatory, ...]:
    if case.dossier.latest(document.kind) != document:
        return ()
    return tuple(each for each in Signatory if code_of_unsigned(document.kind, each) in lacking)


def _lacking(case: Case) -> frozenset[str]:
    """The codes of all that the steps of the pathway lack."""
    return frozenset(item.code for step in pathway_followed_by(case.dossier).steps for item in step.missing(case))


def _not_to_be_waived(case: Case, document: Document, signatory: Signatory) -> tuple[Violation, ...]:
    label, who = DOCUMENT_LABELS[document.kind], SIGNATORY_LABELS[signatory]
    if case.dossier.latest(document.kind) != document:
        return (
            Violation(
                code="not_the_version_that_counts",
                rule=D68,
                detail=Text(
                    f"Cette version de « {label.fr} » n'est pas celle qui compte : dispensez sur la dernière.",
                    f"This version of “{label.en}” is not the one that counts: waive on the newest one.",
                ),
            ),
        )
    if signatory in signatures_awaited(case, document):
        return ()
    return (
        Violation(
            code="signature_not_awaited",
            rule=D68,
            pointer="/signatory",
            detail=Text(
                f"« {label.fr} » n'attend pas la signature de ce signataire : {who.fr}. Elle y est, ou n'y est pas "
                "demandée.",
                f"“{label.en}” does not wait for the signature of {who.en}: it is there, or is not asked for.",
            ),
        ),
    )
