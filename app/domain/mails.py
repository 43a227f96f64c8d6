"""Where a mail of the platform stands, as people are told."""

from enum import StrEnum

from app.domain.law import Violation
from app.domain.text import Text


class MailStanding(StrEnum):
    """``failed``: it still waits, and nobody tries to send it any more."""

    WAITING = "waiting"
    FAILED = "failed"
    SENT = "sent"
    BOUNCED = "bounced"


MAIL_STANDING_LABELS = {
    MailStanding.WAITING: Text("En attente d'envoi", "Waiting to be sent"),
    MailStanding.FAILED: Text("Envoi abandonné après tous les essais", "Given up after every attempt"),
    MailStanding.SENT: Text("Envoyé", "Sent"),
    MailStanding.BOUNCED: Text("Adresse refusée", "Address refused"),
}

BOUNCED = Violation(
    code="address_refused",
    detail=Text(
        "L'adresse de ce courriel a été refusée, et ses mots sont effacés : corrigez l'adresse, puis refaites l'acte "
        "qui l'avait écrit.",
        "This mail's address was refused, and its words are erased: correct the address, then repeat the act that "
        "wrote it.",
    ),
)
"""Why a mail whose address was refused is not sent again."""
