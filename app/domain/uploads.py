"""What the pathways' rows on documents come to: the checklist asks it what is open, ``add_document`` before it acts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from app.domain.actions import (
    ASSIGNMENT_ACCEPTED,
    COMPLETED,
    ON_A_JURY,
    Ended,
    refusal_of_ended_dossier,
    unfinished_steps,
)
from app.domain.case import Case
from app.domain.documents import (
    DOCUMENT_LABELS,
    DOCUMENTS,
    SIGNATORY_LABELS,
    Document,
    DocumentKind,
    DocumentState,
    Signatory,
    signatures_of,
)
from app.domain.dossier import Dossier, Status
from app.domain.law import Violation
from app.domain.order_of_days import received_too_early
from app.domain.pathway import Actor, Upload, UploadedUntil, is_the_employers_alone
from app.domain.pathways import pathway_followed_by
from app.domain.personal_data import is_erased
from app.domain.progress import status_of
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.rules.decisions import D67
from app.domain.text import Text
from app.domain.wording import says_something

_NO_LONGER_IN_REGISTRATION = Ended(
    lambda dossier: status_of(dossier) is not Status.REGISTRATION_IN_PROGRESS,
    Text(
        "Ce document se dépose en cours d'inscription, et l'inscription est terminée.",
        "This document is uploaded while the registration is in progress, and the registration is complete.",
    ),
)
_ENDED: Mapping[UploadedUntil, Ended] = {
    UploadedUntil.REGISTERED: _NO_LONGER_IN_REGISTRATION,
    UploadedUntil.ASSESSED: COMPLETED,
    UploadedUntil.ON_A_JURY: ON_A_JURY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnUploader:
    """The document is somebody else's to upload. Always true in a condition, as a Refusal is."""

    detail: Text


def readable_kinds(dossier: Dossier, role: str) -> frozenset[DocumentKind]:
    """What somebody who sees the dossier may read in it: an evaluator nothing before accepting (D17), the jury what
    R60 and R61 list, with the CERFA (D6)."""
    if role not in set(Actor):
        return frozenset()
    match Actor(role):
        case Actor.EMPLOYER | Actor.SECRETARIAT:
            return frozenset(DOCUMENTS)
        case Actor.EVALUATOR:
            accepted = dossier.acceptance is not None
            return frozenset(kind for kind, each in DOCUMENTS.items() if each.read_by_evaluator and accepted)
        case Actor.TRADE_EVALUATOR:
            return frozenset(kind for kind, each in DOCUMENTS.items() if each.read_by_trade_evaluator)
        case Actor.JURY:
            return frozenset(kind for kind, each in DOCUMENTS.items() if each.read_by_jury)
        case unknown:
            assert_never(unknown)


def is_readable(dossier: Dossier, document: Document, role: str) -> bool:
    """Whether somebody who sees the dossier may read that document: of what was brought under a former employer, the
    next one reads what a jury does (D64)."""
    former = {each for left in dossier.left_behind for each in left.documents}
    if role == Actor.EMPLOYER and document.id in former and not DOCUMENTS[document.kind].read_by_jury:
        return False
    return document.is_shown and document.kind in readable_kinds(dossier, role)


def may_upload(case: Case, kind: DocumentKind, role: str) -> Refusal | NotAnUploader | None:
    """Why ``role`` may not upload a document of ``kind`` now; None where it may.

    INVALID where the pathway has no such document, ALREADY_DONE where it is too late, STEP_NOT_OPEN where too early.
    """
    dossier, upload = case.dossier, pathway_followed_by(case.dossier).upload(kind)
    if upload is None:
        return invalid((_not_of_this_pathway(kind),))
    if role not in upload.uploaders(dossier):
        return _not_an_uploader(kind)
    if dossier.is_over:
        return refusal_of_ended_dossier(dossier)
    ended = _ENDED[upload.until]
    if ended.when(dossier) and not _is_lost(dossier, kind):
        return already_done(ended.detail)
    waiting = unfinished_steps(case, upload.step) + _without_acceptance(dossier, role)
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=waiting) if waiting else None


def uploadable_kinds(case: Case, role: str) -> tuple[DocumentKind, ...]:
    """The kinds that ``role`` may upload now, in the contract's order."""
    return tuple(kind for kind in DocumentKind if may_upload(case, kind, role) is None)


def _addable_with_reason(case: Case) -> tuple[DocumentKind, ...]:
    """The kinds that the secretariat may add now where it says why, and not otherwise: whoever's they are, and however
    late it is (D67).

    Not before their step has come (R68), nor to a dossier that has lost its words.
    """
    if is_erased(case.dossier):
        return ()
    kinds = (upload.kind for upload in pathway_followed_by(case.dossier).uploads if _has_come(case, upload))
    return tuple(sorted(kinds, key=[*DocumentKind].index))


def _has_come(case: Case, upload: Upload) -> bool:
    if may_upload(case, upload.kind, Actor.SECRETARIAT) is None:
        return False
    return case.dossier.is_over or not unfinished_steps(case, upload.step)


def _judged_with_reason(
    case: Case, kind: DocumentKind, role: str, reason: str | None
) -> Refusal | NotAnUploader | None:
    no = may_upload(case, kind, role)
    in_its_place = no is None and role == Actor.SECRETARIAT and _is_the_employers(case.dossier, kind)
    if not in_its_place and (no is None or role != Actor.SECRETARIAT or kind not in _addable_with_reason(case)):
        return no
    return None if reason is not None and says_something(reason) else refused((_REASON_MISSING,))


def _is_the_employers(dossier: Dossier, kind: DocumentKind) -> bool:
    upload = pathway_followed_by(dossier).upload(kind)
    return upload is not None and is_the_employers_alone(upload.by)


def announced(
    case: Case,
    role: str,
    *,
    kind: DocumentKind,
    signed_by: Iterable[Signatory],
    received_on: date,
    reason: str | None = None,
) -> Refusal | NotAnUploader | None:
    """Why a document so described would be refused, before a byte of it is read; None where it would not.

    ``reason``: why the secretariat brings it outside its own step (D67).
    """
    no = _judged_with_reason(case, kind, role, reason)
    if isinstance(no, NotAnUploader):
        return no
    faults = no.violations if no is not None and no.kind is RefusalKind.INVALID else ()
    impossible = invalid((*faults, *_signature_faults(kind, signed_by), *_day_faults(received_on, case.on, role)))
    return impossible or no or refused(received_too_early(case, kind, received_on))


def add_document(
    case: Case, role: str, document: Document, reason: str | None = None
) -> Dossier | Refusal | NotAnUploader:
    """The dossier with a new version of the document, its number given here; the versions before it stay."""
    no = announced(
        case,
        role,
        kind=document.kind,
        signed_by=document.signed_by,
        received_on=document.received_on,
        reason=reason,
    )
    if no is not None:
        return no
    before = max((each.version_number for each in case.dossier.versions(document.kind)), default=0)
    numbered = replace(document, version_number=before + 1)
    return replace(case.dossier, documents=(*case.dossier.documents, numbered))


def with_state(dossier: Dossier, document_id: UUID, state: DocumentState) -> Dossier:
    """The dossier with that one of its documents in another state."""
    changed = (replace(each, state=state) if each.id == document_id else each for each in dossier.documents)
    return replace(dossier, documents=tuple(changed))


def withheld(document: Document) -> Violation | None:
    """Why nobody reads the document's file for now; None where it is read."""
    return _WITHHELD.get(document.state)


def _is_lost(dossier: Dossier, kind: DocumentKind) -> bool:
    latest = dossier.latest(kind)
    return latest is not None and latest.state is DocumentState.LOST


_WITHHELD = {
    DocumentState.QUARANTINED: Violation(
        code="document_quarantined",
        detail=Text(
            "Ce fichier attend son analyse antivirus : il sera lisible dès qu'elle aura eu lieu.",
            "This file waits for its virus scan: it can be read as soon as that is done.",
        ),
    ),
    DocumentState.REFUSED: Violation(
        code="document_infected",
        detail=Text(
            "L'analyse antivirus a refusé ce fichier : il n'est remis à personne. Déposez-en un autre.",
            "The virus scan refused this file: it is given to nobody. Upload another one.",
        ),
    ),
    DocumentState.LOST: Violation(
        code="document_lost",
        detail=Text("Ce fichier est perdu : déposez-le de nouveau.", "This file is lost: upload it again."),
    ),
    DocumentState.PURGED: Violation(
        code="document_purged",
        detail=Text(
            "La durée de conservation de ce fichier est passée : il a été supprimé, sa ligne reste.",
            "This file's retention period is over: it was deleted, its row stays.",
        ),
    ),
}


_REASON_MISSING = Violation(
    code="reason_missing",
    rule=D67,
    pointer="/reason",
    detail=Text(
        "Hors de son étape, le secrétariat ajoute une pièce en disant pourquoi : donnez le motif (reason).",
        "Outside its own step the secretariat adds a piece and says why: give the reason.",
    ),
)


def _without_acceptance(dossier: Dossier, role: str) -> tuple[Violation, ...]:
    accepted = role != Actor.EVALUATOR or ASSIGNMENT_ACCEPTED.holds(dossier)
    return () if accepted else (ASSIGNMENT_ACCEPTED.violation,)


def _not_of_this_pathway(kind: DocumentKind) -> Violation:
    label = DOCUMENT_LABELS[kind]
    return Violation(
        code="kind_not_in_pathway",
        detail=Text(
            f"Le parcours de ce dossier ne comporte pas « {label.fr} ».",
            f"This dossier's pathway has no “{label.en}”.",
        ),
        pointer="/kind",
    )


def _not_an_uploader(kind: DocumentKind) -> NotAnUploader:
    label = DOCUMENT_LABELS[kind]
    return NotAnUploader(
        detail=Text(
            f"Dans ce dossier, « {label.fr} » est déposé par quelqu'un d'autre.",
            f"In this dossier, “{label.en}” is uploaded by somebody else.",
        )
    )


def _signature_faults(kind: DocumentKind, signed_by: Iterable[Signatory]) -> tuple[Violation, ...]:
    label = DOCUMENT_LABELS[kind]
    return tuple(
        Violation(
            code="signature_not_carried",
            detail=Text(
                f"« {label.fr} » ne porte pas la signature de ce signataire : {SIGNATORY_LABELS[signatory].fr}.",
                f"“{label.en}” does not carry the signature of {SIGNATORY_LABELS[signatory].en}.",
            ),
            pointer="/signed_by",
        )
        for signatory in sorted(set(signed_by) - signatures_of(kind))
    )


def _day_faults(received_on: date, on: date, role: str) -> tuple[Violation, ...]:
    if received_on > on:
        return (_wrong_day("day_in_the_future", "Ce jour n'est pas encore venu.", "This day has not come yet."),)
    if received_on < on and role != Actor.SECRETARIAT:
        return (
            _wrong_day(
                "receipt_dated_by_secretariat",
                "Seul le secrétariat date une réception d'un jour passé.",
                "Only the secretariat dates a receipt on an earlier day.",
            ),
        )
    return ()


def _wrong_day(code: str, fr: str, en: str) -> Violation:
    return Violation(code=code, detail=Text(fr, en), pointer="/received_on")
