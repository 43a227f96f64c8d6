"""Port to what is printed: parchemins, attestations, minutes and letters, as PDF (R5, R37, R44, R64–R67, D75).

Each paper is one frozen value that holds all it says, in French: what is not in it is not printed. Once issued it is
kept as its words, which is what the template of its layout reads (``app/usecases/papers/words.py``).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from app.domain.certificates import Holder
from app.domain.company import Address
from app.domain.printed_words import PrintedCertification, PrintedCompetence, PrintedSitting


class PaperKind(StrEnum):
    """The kinds of paper: each has its template in each layout."""

    CERTIFICATE = "certificate"
    ATTESTATION = "attestation"
    MINUTES = "minutes"
    DECISION = "decision"
    ADMISSIBILITY_ATTESTATION = "admissibility_attestation"
    ADMISSIBILITY_REFUSAL = "admissibility_refusal"
    APPEAL_ACKNOWLEDGEMENT = "appeal_acknowledgement"
    APPEAL_ANSWER = "appeal_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedVoid:
    """That a paper is worth nothing since that day; ``replaced_by`` is the number of what took its place."""

    since: date
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper:
    """The parchemin. ``verification_url`` is what its QR code holds.

    ``beside`` is the title of the CQP with which a CQPI was delivered by equivalence. A CQP comes with a second sheet
    that tells of the bridges to the pharmaceutical branch (R76). One that was revoked says so in ``void``. ``sex`` and
    ``bridges`` are as in ``CertificateWords``.
    """

    number: str
    verification_code: str
    verification_url: str
    certification: PrintedCertification
    holder: Holder
    sitting: PrintedSitting
    issued_on: date
    beside: str | None = None
    framework_version: str | None = None
    sex: str | None = None
    bridges: tuple[str, ...] | None = None
    void: PrintedVoid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCompetence:
    """A competence that stays acquired until that day included, or while it is unchanged (None, R67)."""

    code: str
    label: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationPaper:
    """The attestation of acquired competences that goes with a partial award (R65–R67).

    ``remaining`` are the competences that remain to be validated.
    """

    dossier_number: str
    certification: PrintedCertification
    holder: Holder
    sitting: PrintedSitting
    issued_on: date
    kept: tuple[KeptCompetence, ...]
    framework_version: str
    remaining: tuple[PrintedCompetence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedMember:
    """A member of the jury in its minutes; ``college`` is its label.

    ``organisation``: the union or employers' body (R62). ``hours``: from when until when they sat, in French words,
    where that is known of them.
    """

    name: str
    college: str
    present: bool
    presides: bool
    organisation: str | None = None
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedWord:
    """The jury's word on one competence; ``departs`` where the evaluators had found otherwise (D5).

    ``held_by``: of a competence that was not assessed, what it was held by, in French words (D23).
    """

    code: str
    label: str
    validated: bool
    departs: bool
    reason: str | None
    held_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedVotes:
    """The votes of one college, under its label."""

    college: str
    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedRecusal:
    """Who stood back, and why, in French words."""

    name: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedDelivery:
    """A certification delivered, under the number of its certificate; without one in a draft."""

    certification: PrintedCertification
    number: str | None
    by_equivalence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedTerm:
    """The competences that stay acquired until one day included, by their codes; None: for good (R67)."""

    codes: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedDecision:
    """One decision on one dossier, as the minutes tell it; ``kind``, ``outcome`` and ``pathway`` are labels.

    ``company`` is the candidate's, where there is one. ``outcome`` goes on with what it does not bring: the CQPI asked
    for that are not delivered, and why (D74). ``kept`` is empty where all is awarded (R66 is about partial awards).
    ``decision_id`` is not printed: by it a correction is known to be there already. ``corrects`` is the day of the
    decision that it replaces, ``reason`` why (D39). A material error has no votes, tells the words that changed alone,
    and by whom and when they were put right (D56). ``presided_by``: who did, where the chair stood back (D55).
    """

    decision_id: UUID
    dossier_number: str
    candidate: str
    birth_date: date
    company: str | None
    certification: PrintedCertification
    pathway: str
    kind: str
    decided_on: date
    outcome: str
    words: tuple[MinutedWord, ...]
    votes: tuple[MinutedVotes, ...]
    recused: tuple[MinutedRecusal, ...]
    delivered: tuple[MinutedDelivery, ...]
    kept: tuple[MinutedTerm, ...]
    corrects: date | None
    reason: str | None
    corrected_on: date | None = None
    corrected_by: str | None = None
    presided_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedAdjournment:
    """A dossier put off: why, with the votes of a tie, and to the session of which day where that is known (D31)."""

    dossier_number: str
    candidate: str
    birth_date: date
    company: str | None
    certification: PrintedCertification
    reason: str
    votes: tuple[MinutedVotes, ...]
    moved_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedRectification:
    """What is read instead in the minutes, why, and the two hands under it, with their days."""

    text: str
    reason: str
    proposed_by: str
    proposed_on: date
    countersigned_by: str | None
    countersigned_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """The minutes (procès-verbal) of a session: a ``draft`` until it is closed.

    ``opened`` and ``closed`` are the day and hour in French words, where they are known; ``quorum`` says who was there
    of each college. ``corrections`` and ``rectifications`` are what was put right since, below the old signatures.
    """

    sitting: PrintedSitting
    members: tuple[SeatedMember, ...]
    decisions: tuple[MinutedDecision, ...]
    opened: str | None = None
    closed: str | None = None
    quorum: str | None = None
    adjournments: tuple[MinutedAdjournment, ...] = ()
    corrections: tuple[MinutedDecision, ...] = ()
    rectifications: tuple[MinutedRectification, ...] = ()
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRecipient:
    """To whom a letter goes: the name in use, the sex (F, M), and the postal address where it is known.

    ``sex`` is empty of a company. ``tracking_number`` is that of the registered letter, once it was sent (R44).
    """

    name: str
    sex: str
    address: Address | None = None
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityAttestationPaper:
    """The attestation that a request is admissible (R44); ``months`` is how long the candidacy holds (R45, D12).

    ``shown_to_evaluator``: whether the candidate hands it to the evaluator before the assessment (R39).
    """

    dossier_number: str
    certification: PrintedCertification
    pathway: str
    candidate: Holder
    recipient: PrintedRecipient
    received_on: date
    decided_on: date
    months: int
    shown_to_evaluator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedGround:
    """A ground of a refusal; ``rule`` is the sentence of the rule that it rests on, where it names one."""

    text: str
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityRefusalPaper:
    """The motivated refusal of a request for admissibility (R37, D13)."""

    dossier_number: str
    certification: PrintedCertification
    pathway: str
    candidate: Holder
    recipient: PrintedRecipient
    received_on: date
    decided_on: date
    grounds: tuple[PrintedGround, ...]
    appeal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDecision:
    """The jury's word on one competence, as it tells it to the candidate; ``reason`` where it gave one."""

    code: str
    label: str
    validated: bool
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper:
    """The letter that tells a candidate a decision that awards in part, or nothing (D5).

    ``awarded_in_part``: else nothing is awarded. ``corrects`` is the day of the decision that it replaces, ``reason``
    why (D39). ``appeal``: the sentence about appeals, where the terms hold one (D71).
    """

    dossier_number: str
    certification: PrintedCertification
    pathway: str
    candidate: Holder
    recipient: PrintedRecipient
    sitting: PrintedSitting
    issued_on: date
    awarded_in_part: bool
    framework_version: str
    competences: tuple[PrintedDecision, ...]
    kept: tuple[KeptCompetence, ...]
    corrects: date | None = None
    reason: str | None = None
    appeal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAcknowledgementPaper:
    """The letter that acknowledges an appeal (D71); ``against`` is what it contests, as ``AppealAgainst`` has it.

    ``documents``: the names of the files that came with it. ``examined_by`` and ``closes_on`` are None where the branch
    settled neither.
    """

    dossier_number: str
    certification: PrintedCertification
    candidate: Holder
    recipient: PrintedRecipient
    against: str
    contested_on: date
    filed_on: date
    acknowledged_on: date
    documents: tuple[str, ...]
    closes_on: date | None
    late: bool
    examined_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswerPaper:
    """The letter that answers an appeal, with the grounds of the answer, and what follows from it (D71).

    ``against`` and ``outcome`` are as ``AppealAgainst`` and ``AppealOutcome`` have them. ``reopened``: whether the
    dossier is open again by it.
    """

    dossier_number: str
    certification: PrintedCertification
    candidate: Holder
    recipient: PrintedRecipient
    against: str
    contested_on: date
    filed_on: date
    outcome: str
    grounds: tuple[str, ...]
    examined_by: str
    heard_on: date | None
    answered_on: date
    reopened: bool


Sheet: TypeAlias = (
    CertificatePaper
    | AttestationPaper
    | MinutesPaper
    | DecisionPaper
    | AdmissibilityAttestationPaper
    | AdmissibilityRefusalPaper
    | AppealAcknowledgementPaper
    | AppealAnswerPaper
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWords:
    """A paper as it is kept: its kind, its layout, and what the template of both reads, in values that JSON has."""

    kind: PaperKind
    layout: int
    words: Mapping[str, Any]


class PaperRenderer(Protocol):
    """Prints papers and seals them."""

    @property
    def seals(self) -> bool:
        """Whether there is a key to sign with; without one papers go out unsigned."""
        ...

    async def render(self, paper: PaperWords) -> bytes:
        """The paper as a PDF/A-2a and PDF/UA-1, unsigned: the same bytes for the same words in the same layout."""
        ...

    async def sign(self, pdf: bytes) -> bytes:
        """The same PDF with the certifier's electronic signature (PAdES B-B): other bytes each time.

        Raises RuntimeError where there is no key.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPaper:
    """The words of a paper of a dossier or of a session, kept since it was issued.

    ``subject_id`` is the dossier or the session; ``issue`` tells its papers of one kind apart: the decision that an
    attestation follows, the place of a letter among the answers, the closing that brought minutes or the decision that
    corrects them.
    """

    subject_id: UUID
    issue: str
    paper: PaperWords


class IssuedPapers(Protocol):
    """The papers of dossiers and sessions; certificates keep their own words."""

    async def get(self, kind: PaperKind, subject_id: UUID, issue: str) -> IssuedPaper | None: ...

    async def of_subject(self, kind: PaperKind, subject_id: UUID) -> tuple[IssuedPaper, ...]:
        """All of that kind, the oldest first."""
        ...

    async def add(self, issued: IssuedPaper, at: datetime) -> PaperWords:
        """Keep it, unless it is kept already: the first words count, and are told."""
        ...

    async def add_together(self, issued: Collection[IssuedPaper], at: datetime) -> None:
        """Keep those that are not kept already, for who has no need of their words."""
        ...
