"""Who uploads which document while what is open, whose signatures it may carry, and who reads it afterwards.

The contract's table of documents is ``UPLOADS``: the checklist asks it what is open, ``add_document`` before it acts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.actions import (
    ASSIGNMENT_ACCEPTED,
    BRIDGE,
    COMPLETED,
    ON_A_JURY,
    P1,
    P2,
    P3,
    over,
    unfinished_steps,
)
from app.domain.case import Case
from app.domain.documents import (
    DOCUMENT_LABELS,
    SIGNATORY_LABELS,
    Document,
    DocumentKind,
    DocumentState,
    Signatory,
    signatures_of,
)
from app.domain.dossier import Dossier, Status
from app.domain.law import Violation
from app.domain.pathway import Actor
from app.domain.progress import status_of
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid
from app.domain.text import Text

_NO_LONGER_IN_REGISTRATION = (
    lambda dossier: status_of(dossier) is not Status.REGISTRATION_IN_PROGRESS,
    Text(
        "Ce document se dépose en cours d'inscription, et l'inscription est terminée.",
        "This document is uploaded while the registration is in progress, and the registration is complete.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A row of the contract's table.

    ``actors``: who uploads the kind, by pathway; a pathway that is absent has no such document. ``by_creator`` keeps
    of them the one who opened the dossier. ``step``: the step that must have come, None from the first day on.
    ``ended``: when it is too late, with the sentence that says so.
    """

    actors: Mapping[str, tuple[Actor, ...]]
    ended: tuple[Callable[[Dossier], bool], Text]
    step: str | None = None
    by_creator: bool = False

    def uploaders(self, dossier: Dossier) -> tuple[Actor, ...]:
        """Whose it is to upload this kind to the dossier."""
        actors = self.actors.get(dossier.pathway, ())
        return tuple(actor for actor in actors if not self.by_creator or actor == dossier.created_by_role)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnUploader:
    """The document is somebody else's to upload. Always true in a condition, as a Refusal is."""

    detail: Text


_EMPLOYER, _EVALUATOR, _SECRETARIAT = (Actor.EMPLOYER,), (Actor.EVALUATOR,), (Actor.SECRETARIAT,)
_EITHER = (Actor.EMPLOYER, Actor.SECRETARIAT)

_OF_THE_CREATOR = Upload(
    actors={P1: _EMPLOYER, P2: _EITHER, P3: _SECRETARIAT},
    by_creator=True,
    ended=_NO_LONGER_IN_REGISTRATION,
)
_PROOF = replace(_OF_THE_CREATOR, actors={**_OF_THE_CREATOR.actors, BRIDGE: _SECRETARIAT})
_VAE = Upload(actors={P3: (Actor.SECRETARIAT, Actor.EVALUATOR)}, step="assessment", ended=ON_A_JURY)
_OF_A_BRIDGE = Upload(actors={BRIDGE: _SECRETARIAT}, ended=_NO_LONGER_IN_REGISTRATION)

UPLOADS: Mapping[DocumentKind, Upload] = {
    DocumentKind.OUTIL_1: Upload(actors={P1: _EMPLOYER, P2: _EITHER}, ended=_NO_LONGER_IN_REGISTRATION),
    DocumentKind.OUTIL_2: Upload(actors={P1: _EMPLOYER}, ended=COMPLETED),
    DocumentKind.OUTIL_4: Upload(actors={P1: _EVALUATOR, P2: _EVALUATOR}, step="assessment", ended=ON_A_JURY),
    DocumentKind.OUTIL_6: _OF_THE_CREATOR,
    DocumentKind.OUTIL_7: _VAE,
    DocumentKind.OUTIL_8: _VAE,
    DocumentKind.CERFA_12818: _OF_THE_CREATOR,
    DocumentKind.DIPLOMA: _PROOF,
    DocumentKind.EXPERIENCE_PROOF: _PROOF,
    DocumentKind.CQPI_PROOF: _PROOF,
    DocumentKind.WRITTEN_WORK: Upload(
        actors={P1: (*_EMPLOYER, *_EVALUATOR), P2: (*_EMPLOYER, *_EVALUATOR), P3: _EVALUATOR}, ended=COMPLETED
    ),
    DocumentKind.BRIDGE_REQUEST: _OF_A_BRIDGE,
    DocumentKind.PARCHMENT_COPY: _OF_A_BRIDGE,
}

_ALL_KINDS = frozenset(DocumentKind)
_READ_BY_EVALUATORS = frozenset(
    {
        DocumentKind.OUTIL_1,
        DocumentKind.OUTIL_2,
        DocumentKind.OUTIL_4,
        DocumentKind.OUTIL_6,
        DocumentKind.OUTIL_7,
        DocumentKind.OUTIL_8,
        DocumentKind.WRITTEN_WORK,
    }
)
_READ_BY_THE_JURY = frozenset(
    {
        DocumentKind.OUTIL_4,
        DocumentKind.OUTIL_6,
        DocumentKind.OUTIL_7,
        DocumentKind.OUTIL_8,
        DocumentKind.CERFA_12818,
        DocumentKind.BRIDGE_REQUEST,
        DocumentKind.PARCHMENT_COPY,
    }
)


def readable_kinds(dossier: Dossier, role: str) -> frozenset[DocumentKind]:
    """What somebody who sees the dossier may read in it: an evaluator nothing before accepting (D17), the jury what
    R60 and R61 list, with the CERFA (D6)."""
    match role:
        case Actor.EMPLOYER | Actor.SECRETARIAT:
            return _ALL_KINDS
        case Actor.EVALUATOR:
            return _READ_BY_EVALUATORS if dossier.acceptance is not None else frozenset()
        case Actor.TRADE_EVALUATOR:
            return frozenset({DocumentKind.OUTIL_4})
        case Actor.JURY:
            return _READ_BY_THE_JURY
        case _:
            return frozenset()


def may_upload(case: Case, kind: DocumentKind, role: str) -> Refusal | NotAnUploader | None:
    """Why ``role`` may not upload a document of ``kind`` now; None where it may.

    INVALID where the pathway has no such document, ALREADY_DONE where it is too late, STEP_NOT_OPEN where too early.
    """
    dossier, upload = case.dossier, UPLOADS[kind]
    if dossier.pathway not in upload.actors:
        return invalid((_not_of_this_pathway(kind),))
    if role not in upload.uploaders(dossier):
        return _not_an_uploader(kind)
    if dossier.is_over:
        return over(dossier)
    is_too_late, sentence = upload.ended
    if is_too_late(dossier) and not _is_lost(dossier, kind):
        return already_done(sentence)
    waiting = unfinished_steps(case, upload.step) + _without_acceptance(dossier, role)
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=waiting) if waiting else None


def uploadable_kinds(case: Case, role: str) -> tuple[DocumentKind, ...]:
    """The kinds that ``role`` may upload now, in the contract's order."""
    return tuple(kind for kind in UPLOADS if may_upload(case, kind, role) is None)


def announced(
    case: Case, role: str, *, kind: DocumentKind, signed_by: Iterable[Signatory], received_on: date
) -> Refusal | NotAnUploader | None:
    """Why a document so described would be refused, before a byte of it is read; None where it would not."""
    no = may_upload(case, kind, role)
    if isinstance(no, NotAnUploader):
        return no
    faults = no.violations if no is not None and no.kind is RefusalKind.INVALID else ()
    return invalid((*faults, *_signature_faults(kind, signed_by), *_day_faults(received_on, case.on, role))) or no


def add_document(case: Case, role: str, document: Document) -> Dossier | Refusal | NotAnUploader:
    """The dossier with a new version of the document, its number given here; the versions before it stay."""
    no = announced(case, role, kind=document.kind, signed_by=document.signed_by, received_on=document.received_on)
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
