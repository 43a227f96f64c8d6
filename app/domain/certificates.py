"""The certificate (parchemin) of a certification awarded in full, and its number that nobody can guess (R5, D27)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.candidate import Candidate
from app.domain.case import Case
from app.domain.cqpi import obstacle_to
from app.domain.deliberation import Outcome
from app.domain.printed_words import CertificateWords, PrintedCertification, printed_certification
from app.domain.text import Text

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_LENGTH = 16
_CODE_LENGTH = 10


class CertificateState(StrEnum):
    """Whether a certificate still says the truth."""

    VALID = "valid"
    REVOKED = "revoked"


CERTIFICATE_STATE_LABELS = {
    CertificateState.VALID: Text("Valable", "Valid"),
    CertificateState.REVOKED: Text("Révoqué", "Revoked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person whom a certificate names, as on the day of the jury."""

    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date
    birth_place: str

    @property
    def full_name(self) -> str:
        """The first names and the name in use."""
        return f"{self.first_names} {self.usage_name or self.birth_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCode:
    """What makes a certificate one: its number, and the code by which others verify it."""

    number: str
    verification_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """Since when a certificate is worth nothing, and why.

    ``replaced_by`` is the number of the certificate that takes its place; ``decision_id`` the jury's decision from
    which it follows (D39), None where the secretariat revoked it.
    """

    on: date
    at: datetime
    reason: str
    replaced_by: str | None = None
    decision_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is certified: who holds which certification since which jury. Days are Europe/Paris days.

    ``decision_id`` is the decision that it certifies. ``replaces`` is the number of the certificate whose place it
    takes, ``reissue_reason`` why. ``words`` is what it says for ever (D75): None on what was issued before words
    were kept, until it is printed again.
    """

    number: str
    verification_code: str
    dossier_id: UUID
    certification_code: str
    option: str | None
    holder: Holder
    session_id: UUID
    awarded_on: date
    issued_on: date
    issued_at: datetime
    decision_id: UUID | None = None
    replaces: str | None = None
    reissue_reason: str | None = None
    revocation: Revocation | None = None
    words: CertificateWords | None = None
    version: int = 1

    @property
    def state(self) -> CertificateState:
        """Whether it still says the truth."""
        return CertificateState.VALID if self.revocation is None else CertificateState.REVOKED

    @property
    def certification(self) -> PrintedCertification:
        """What it certifies, as it prints it."""
        return self.words.certification if self.words else printed_certification(self.certification_code, self.option)

    @property
    def is_valid(self) -> bool:
        """Whether it was not revoked."""
        return self.revocation is None


def certifications_to_deliver(case: Case) -> tuple[str, ...]:
    """The certification awarded in full, then the CQPI asked for whose equivalence is confirmed (R5, D27).

    They are delivered at the same jury: what comes in force later opens nothing to whom it has decided on before. None
    is delivered that the holder has already (D52).
    """
    dossier, decision = case.dossier, case.dossier.decision
    if decision is None or decision.outcome is not Outcome.AWARDED:
        return ()
    return (dossier.certification_code, *(code for code in dossier.requested_cqpi if obstacle_to(code, case) is None))


def holder_of(candidate: Candidate) -> Holder:
    """The candidate, as certificates and other papers name them."""
    return Holder(
        birth_name=candidate.birth_name,
        usage_name=candidate.usage_name,
        first_names=candidate.first_names,
        birth_date=candidate.birth_date,
        birth_place=candidate.birth_place,
    )


def certificate_number(randomness: bytes) -> str:
    """A number of 80 random bits, in groups that can be read aloud: ``7K3M-QX0T-…``. 16 bytes or more."""
    return _readable(randomness, _NUMBER_LENGTH)


def verification_code(randomness: bytes) -> str:
    """A code of 50 random bits, in the same letters. 16 bytes or more."""
    return _readable(randomness, _CODE_LENGTH)


def verification_path(certificate: Certificate | CertificateCode) -> str:
    """Where anybody verifies the certificate, below the service's address: what its QR code holds."""
    return f"/v1/certificates/{certificate.number}/verification?code={certificate.verification_code}"


def as_written(number: str) -> str:
    """A number or a code typed by hand, as we write it: in capitals, with its dashes, I, L and O as the digits."""
    letters = "".join(character for character in number.upper() if character.isalnum())
    return _grouped(letters.translate(str.maketrans("ILO", "110")))


def _readable(randomness: bytes, length: int) -> str:
    return _grouped("".join(_LETTERS[byte % len(_LETTERS)] for byte in randomness[:length]))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
