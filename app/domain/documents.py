"""The branch's documents: which there are, whose signatures they carry, and who reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.text import Text


class DocumentKind(StrEnum):
    """What may be uploaded to a dossier; outils 3 and 5 are handed over, never uploaded."""

    OUTIL_1 = "outil_1"
    OUTIL_2 = "outil_2"
    OUTIL_4 = "outil_4"
    OUTIL_6 = "outil_6"
    OUTIL_7 = "outil_7"
    OUTIL_8 = "outil_8"
    CERFA_12818 = "cerfa_12818"
    DIPLOMA = "diploma"
    EXPERIENCE_PROOF = "experience_proof"
    CQPI_PROOF = "cqpi_proof"
    WRITTEN_WORK = "written_work"
    BRIDGE_REQUEST = "bridge_request"
    PARCHMENT_COPY = "parchment_copy"
    APPEAL_DOCUMENT = "appeal_document"


class DocumentState(StrEnum):
    """What may be done with one version: only what is ``available`` is read by anybody.

    ``removed`` counts no more and is shown to nobody; once its bytes are gone too, it is ``deleted`` (D67).
    """

    AVAILABLE = "available"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    LOST = "lost"
    PURGED = "purged"
    REMOVED = "removed"
    DELETED = "deleted"


DOCUMENT_STATE_LABELS = {
    DocumentState.AVAILABLE: Text("Disponible", "Available"),
    DocumentState.QUARANTINED: Text("En attente de l'analyse antivirus", "Waiting for the virus scan"),
    DocumentState.REFUSED: Text("Refusé par l'analyse antivirus", "Refused by the virus scan"),
    DocumentState.LOST: Text("Fichier perdu, à déposer de nouveau", "File lost, to be uploaded again"),
    DocumentState.PURGED: Text(
        "Fichier supprimé au terme de sa conservation", "File deleted once its retention was over"
    ),
    DocumentState.REMOVED: Text("Retiré du dossier", "Removed from the dossier"),
    DocumentState.DELETED: Text("Retiré du dossier, fichier supprimé", "Removed from the dossier, file deleted"),
}


class Signatory(StrEnum):
    """Who may have signed a document."""

    CANDIDATE = "candidate"
    EVALUATOR = "evaluator"
    TRADE_EVALUATOR = "trade_evaluator"
    TECHNICAL_EXPERT = "technical_expert"
    INTERVIEW_EXPERT = "interview_expert"
    TRAINERS = "trainers"
    TUTOR = "tutor"


SIGNATORY_LABELS = {
    Signatory.CANDIDATE: Text("le candidat", "the candidate"),
    Signatory.EVALUATOR: Text("l'évaluateur habilité", "the evaluator"),
    Signatory.TRADE_EVALUATOR: Text("l'évaluateur métier", "the trade evaluator"),
    Signatory.TECHNICAL_EXPERT: Text("l'expert métier", "the technical expert"),
    Signatory.INTERVIEW_EXPERT: Text("l'expert en conduite d'entretien", "the interview expert"),
    Signatory.TRAINERS: Text("les formateurs", "the trainers"),
    Signatory.TUTOR: Text("le tuteur", "the tutor"),
}

_CANDIDATE = frozenset({Signatory.CANDIDATE})
_ASSESSORS_AND_CANDIDATE = frozenset({Signatory.EVALUATOR, Signatory.TRADE_EVALUATOR, Signatory.CANDIDATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfDocument:
    """Everything that is true of a kind in whatever pathway: who uploads it when is each pathway's to say.

    ``signatures``: those that it may carry. The evaluator reads it once the assignment is accepted (D17), the jury
    where R60 and R61 list it, with the CERFA (D6). What evaluators fill in, nobody prepares before them. What proves a
    certification that is held is what the secretariat looks at to verify it (D25).
    """

    label: Text
    signatures: frozenset[Signatory] = _CANDIDATE
    read_by_evaluator: bool = False
    read_by_trade_evaluator: bool = False
    read_by_jury: bool = False
    filled_in_by_evaluators: bool = False
    proves_what_is_held: bool = False


DOCUMENTS: Mapping[DocumentKind, KindOfDocument] = {
    DocumentKind.OUTIL_1: KindOfDocument(
        label=Text("Outil n° 1 : guide de repérage des compétences", "Outil 1: skills identification guide"),
        signatures=frozenset({Signatory.TECHNICAL_EXPERT, Signatory.INTERVIEW_EXPERT, Signatory.CANDIDATE}),
        read_by_evaluator=True,
    ),
    DocumentKind.OUTIL_2: KindOfDocument(
        label=Text("Outil n° 2 : livret de suivi du parcours", "Outil 2: training logbook"),
        signatures=frozenset({Signatory.TRAINERS, Signatory.TUTOR}),
        read_by_evaluator=True,
    ),
    DocumentKind.OUTIL_4: KindOfDocument(
        label=Text("Outil n° 4 : guide d'évaluation des compétences", "Outil 4: assessment guide"),
        signatures=_ASSESSORS_AND_CANDIDATE,
        read_by_evaluator=True,
        read_by_trade_evaluator=True,
        read_by_jury=True,
        filled_in_by_evaluators=True,
    ),
    DocumentKind.OUTIL_6: KindOfDocument(
        label=Text("Outil n° 6 : dossier du candidat", "Outil 6: the candidate's file"),
        read_by_evaluator=True,
        read_by_jury=True,
    ),
    DocumentKind.OUTIL_7: KindOfDocument(
        label=Text("Outil n° 7 : dossier VAE", "Outil 7: VAE portfolio"),
        read_by_evaluator=True,
        read_by_jury=True,
    ),
    DocumentKind.OUTIL_8: KindOfDocument(
        label=Text("Outil n° 8 : guide d'évaluation VAE", "Outil 8: VAE assessment guide"),
        signatures=_ASSESSORS_AND_CANDIDATE,
        read_by_evaluator=True,
        read_by_jury=True,
        filled_in_by_evaluators=True,
    ),
    DocumentKind.CERFA_12818: KindOfDocument(
        label=Text("CERFA n° 12818*02", "CERFA form 12818*02"),
        read_by_jury=True,
    ),
    DocumentKind.DIPLOMA: KindOfDocument(
        label=Text("Copie d'un diplôme", "Copy of a diploma"), proves_what_is_held=True
    ),
    DocumentKind.EXPERIENCE_PROOF: KindOfDocument(label=Text("Justificatif d'expérience", "Proof of experience")),
    DocumentKind.CQPI_PROOF: KindOfDocument(
        label=Text("Justificatif du CQPI détenu", "Proof of the CQPI held"), proves_what_is_held=True
    ),
    DocumentKind.WRITTEN_WORK: KindOfDocument(
        label=Text("Document écrit par le candidat", "Written work of the candidate"),
        read_by_evaluator=True,
    ),
    DocumentKind.BRIDGE_REQUEST: KindOfDocument(
        label=Text("Dossier de demande de passerelle", "Bridge request"),
        read_by_jury=True,
    ),
    DocumentKind.PARCHMENT_COPY: KindOfDocument(
        label=Text("Copie du parchemin", "Copy of the certificate"),
        read_by_jury=True,
        proves_what_is_held=True,
    ),
    DocumentKind.APPEAL_DOCUMENT: KindOfDocument(
        label=Text("Pièce jointe à un recours", "Document that came with an appeal"),
        signatures=frozenset(),
    ),
}
"""Every kind, in the contract's order: one declaration each."""

COME_WITH_AN_ACT = frozenset({DocumentKind.APPEAL_DOCUMENT})
"""The kinds that no step of a pathway asks for: they come in with an act that stands beside the steps (D71)."""

DOCUMENT_LABELS = {kind: declared.label for kind, declared in DOCUMENTS.items()}


def signatures_of(kind: DocumentKind) -> frozenset[Signatory]:
    """The signatures that a document of ``kind`` may carry."""
    return DOCUMENTS[kind].signatures


def is_filled_in_by_evaluators(kind: DocumentKind) -> bool:
    """Whether nobody prepares it before the evaluators."""
    return DOCUMENTS[kind].filled_in_by_evaluators


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of one document. Its bytes lie in the store under ``storage_key``; ``size`` is in bytes.

    ``received_on`` is the legal day of its receipt: the upload's, unless the secretariat dates a letter.
    ``form_version``: the number of the version of the branch's form that it is written on, where somebody said so.
    """

    id: UUID
    kind: DocumentKind
    version_number: int
    file_name: str
    media_type: str
    size: int
    sha256: str
    signed_by: frozenset[Signatory]
    received_on: date
    storage_key: str
    state: DocumentState = DocumentState.AVAILABLE
    form_version: int | None = None

    @property
    def is_handed_in(self) -> bool:
        """Whether it counts: not before it is known to be clean, and still where its file is gone since."""
        return self.state in {DocumentState.AVAILABLE, DocumentState.LOST, DocumentState.PURGED}

    @property
    def is_there(self) -> bool:
        """Whether it counts, and its file is not lost."""
        return self.is_handed_in and self.state is not DocumentState.LOST

    @property
    def is_shown(self) -> bool:
        """Whether anybody is told that it is there: not once it was taken off the dossier (D67)."""
        return self.state not in {DocumentState.REMOVED, DocumentState.DELETED}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRemoval:
    """What stays of a version that was taken off a dossier (D67), and why it was; ``sha256`` in hexadecimal.

    ``wrong_person``: it is another person's, so that its bytes are not kept a day longer.
    """

    document_id: UUID
    kind: DocumentKind
    received_on: date
    sha256: str
    on: date
    reason: str
    wrong_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWaiver:
    """The secretariat's reason for going without one signature on one version of a document (D68)."""

    document_id: UUID
    kind: DocumentKind
    signatory: Signatory
    reason: str
    on: date
