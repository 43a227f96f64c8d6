"""What was entered and may be put right, and what the record keeps of a correction and of a reopening (D65, D66)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.text import Text


class EntryCode(StrEnum):
    """What the secretariat may have entered wrong: days, and the number of a letter."""

    ADMISSIBILITY_RECEIVED_ON = "admissibility_received_on"
    ADMISSIBILITY_DECIDED_ON = "admissibility_decided_on"
    ADMISSIBILITY_DISPATCHED_ON = "admissibility_dispatched_on"
    ADMISSIBILITY_ACKNOWLEDGED_ON = "admissibility_acknowledged_on"
    PORTFOLIO_COMPLETED_ON = "portfolio_completed_on"
    OUTIL_8_RECEIVED_ON = "outil_8_received_on"
    REGISTERED_ON = "registered_on"
    ADMISSIBILITY_TRACKING_NUMBER = "admissibility_tracking_number"
    DIED_ON = "died_on"


ENTRY_LABELS = {
    EntryCode.ADMISSIBILITY_RECEIVED_ON: Text("la réception de la demande", "the receipt of the request"),
    EntryCode.ADMISSIBILITY_DECIDED_ON: Text("la décision de recevabilité", "the decision on admissibility"),
    EntryCode.ADMISSIBILITY_DISPATCHED_ON: Text("l'envoi de l'attestation", "the dispatch of the attestation"),
    EntryCode.ADMISSIBILITY_ACKNOWLEDGED_ON: Text("la réception de l'attestation", "the receipt of the attestation"),
    EntryCode.PORTFOLIO_COMPLETED_ON: Text("le dossier VAE", "the portfolio"),
    EntryCode.OUTIL_8_RECEIVED_ON: Text("la réception de l'outil 8", "the receipt of outil 8"),
    EntryCode.REGISTERED_ON: Text("l'inscription du candidat", "the registration of the candidate"),
    EntryCode.ADMISSIBILITY_TRACKING_NUMBER: Text("le numéro de la lettre", "the number of the letter"),
    EntryCode.DIED_ON: Text("le décès du candidat", "the death of the candidate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCorrection:
    """A slip of the pen that was put right: what stood there, and what stands there since ``on`` (D65).

    Both are as they are written on the wire, a day as YYYY-MM-DD; None where nothing stood there, or does any more.
    ``number`` tells which of several receipts or decisions it was, from 1 on.
    """

    entry: EntryCode
    former: str | None
    value: str | None
    reason: str
    on: date
    number: int | None = None
