"""What is examined of a dossier: the facts that a page closes to the employer, and what a change of them puts back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossier import Dossier
from app.domain.text import Text


class ExaminedFact(StrEnum):
    """A fact that the secretariat's word rests on (D50). A held certification is one from its own verification on."""

    CIVIL_STATUS = "civil_status"
    EMPLOYMENT = "employment"
    EXPERIENCE = "experience"
    OPTION = "option"


EVERY_FACT = frozenset(ExaminedFact)
CIVIL_STATUS_ALONE = frozenset({ExaminedFact.CIVIL_STATUS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """Facts that are closed to the employer as long as ``holds``: the secretariat judges them, or relied on them."""

    facts: frozenset[ExaminedFact]
    holds: Callable[[Dossier], bool]


class PutBackCode(StrEnum):
    """What the secretariat said of a dossier, and has to say again once the facts are others (D50)."""

    ADMISSIBILITY_DECISION = "admissibility_decision"
    DIRECT_ASSESSMENT_CONFIRMATION = "direct_assessment_confirmation"
    HELD_CERTIFICATION_VERIFICATION = "held_certification_verification"


PUT_BACK_LABELS = {
    PutBackCode.ADMISSIBILITY_DECISION: Text("Décision de recevabilité", "Decision on admissibility"),
    PutBackCode.DIRECT_ASSESSMENT_CONFIRMATION: Text(
        "Confirmation de l'évaluation directe", "Confirmation of the direct assessment"
    ),
    PutBackCode.HELD_CERTIFICATION_VERIFICATION: Text(
        "Vérification d'une certification détenue", "Verification of a held certification"
    ),
}
GIVEN_AGAIN_BY = {
    PutBackCode.ADMISSIBILITY_DECISION: "decideAdmissibility",
    PutBackCode.DIRECT_ASSESSMENT_CONFIRMATION: "confirmDirectAssessment",
    PutBackCode.HELD_CERTIFICATION_VERIFICATION: "verifyHeldCertification",
}
"""The operation by which each is given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """One of them, put back; ``held_code`` tells which certification, of a verification."""

    code: PutBackCode
    held_code: str | None = None


def request_is_submitted(dossier: Dossier) -> bool:
    """Whether a request for admissibility is before the secretariat, or was found admissible by it."""
    return dossier.admissibility is not None and dossier.admissibility.is_submitted


def is_confirmed_direct_assessment(dossier: Dossier) -> bool:
    """Whether the secretariat confirmed that the conditions of the direct assessment are met (D43)."""
    return dossier.direct_assessment is not None and dossier.direct_assessment.confirmed


def holds_a_verified_certification(dossier: Dossier) -> bool:
    """Whether the secretariat verified a certification that the candidate holds (D25)."""
    return any(held.is_verified for held in dossier.candidate.held_certifications)
