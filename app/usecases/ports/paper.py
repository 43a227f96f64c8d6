"""Port to what is printed: parchemins, attestations, minutes and letters, as PDF (R5, R37, R44, R64–R67).

Each paper is one frozen value that holds all it says, in French: what is not in it is not printed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from app.domain.certificates import Holder
from app.domain.certification import CertificationKind, Registration
from app.domain.dossier import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCertification:
    """A certification as papers name it, under its exact title; ``option`` is the label of the one chosen."""

    kind: CertificationKind
    title: str
    option: str | None = None
    registration: Registration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSitting:
    """The session of the jury that a paper comes from; ``chair`` is who presided."""

    held_on: date
    place: str
    chair: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper:
    """The parchemin. ``verification_url`` is what its QR code holds.

    ``beside`` is the title of the CQP with which a CQPI was delivered by equivalence. A CQP comes with a second sheet
    that tells of the bridges to the pharmaceutical branch (R76).
    """

    number: str
    verification_code: str
    verification_url: str
    certification: PrintedCertification
    holder: Holder
    sitting: PrintedSitting
    issued_on: date
    beside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCompetence:
    """A competence that stays acquired until that day included, or while it is unchanged (None, R67)."""

    code: str
    label: str
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationPaper:
    """The attestation of acquired competences that goes with a partial award (R65–R67).

    ``missing`` are the labels of the competences that remain to be validated.
    """

    dossier_number: str
    certification: PrintedCertification
    holder: Holder
    sitting: PrintedSitting
    issued_on: date
    kept: tuple[KeptCompetence, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedMember:
    """A member of the jury in its minutes; ``college`` is its label."""

    name: str
    college: str
    present: bool
    presides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedWord:
    """The jury's word on one competence; ``departs`` where the evaluators had found otherwise (D5)."""

    code: str
    label: str
    validated: bool
    departs: bool
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedVotes:
    """The votes of one college, under its label."""

    college: str
    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutedDecision:
    """One decision on one dossier, as the minutes tell it; ``kind``, ``outcome`` and ``pathway`` are labels.

    ``corrects`` is the day of the decision that it replaces, ``reason`` why (D39). A material error has no votes.
    """

    dossier_number: str
    candidate: str
    certification: PrintedCertification
    pathway: str
    kind: str
    decided_on: date
    outcome: str
    words: tuple[MinutedWord, ...]
    votes: tuple[MinutedVotes, ...]
    recused: tuple[str, ...]
    kept: tuple[KeptCompetence, ...]
    corrects: date | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPaper:
    """The minutes (procès-verbal) of a closed session."""

    sitting: PrintedSitting
    members: tuple[SeatedMember, ...]
    decisions: tuple[MinutedDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityAttestationPaper:
    """The attestation that a request is admissible (R44); ``months`` is how long the candidacy holds (R45, D12).

    ``shown_to_evaluator``: whether the candidate hands it to the evaluator before the assessment (R39).
    """

    dossier_number: str
    certification: PrintedCertification
    pathway: str
    candidate: Holder
    received_on: date
    decided_on: date
    months: int
    shown_to_evaluator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityRefusalPaper:
    """The motivated refusal of a request for admissibility (R37, D13)."""

    dossier_number: str
    certification: PrintedCertification
    pathway: str
    candidate: Holder
    received_on: date
    decided_on: date
    grounds: tuple[Ground, ...]


Sheet: TypeAlias = (
    CertificatePaper | AttestationPaper | MinutesPaper | AdmissibilityAttestationPaper | AdmissibilityRefusalPaper
)


class Paper(Protocol):
    """Prints sheets and seals them."""

    @property
    def seals(self) -> bool:
        """Whether there is a key to sign with; without one papers go out unsigned."""
        ...

    async def render(self, sheet: Sheet) -> bytes:
        """The sheet as a PDF/A-2a and PDF/UA-1, unsigned: the same bytes for the same sheet."""
        ...

    async def sign(self, pdf: bytes) -> bytes:
        """The same PDF with the certifier's electronic signature (PAdES B-B): other bytes each time.

        Raises RuntimeError where there is no key.
        """
        ...
