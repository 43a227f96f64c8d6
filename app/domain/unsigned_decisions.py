"""What a jury decided, and nobody outside its session is told before the session is closed (D54)."""

from dataclasses import replace

from app.domain.deliberation import Decision
from app.domain.dossier import AwaitingSignature, Dossier, Status
from app.domain.progress import status_of


def unsigned_since(before: Dossier, decided: Dossier) -> Dossier:
    """``decided``, whose new decision awaits the closing of its session, as those before it may do still."""
    awaiting = before.awaiting_signature or AwaitingSignature(decisions=len(before.decisions), version=before.version)
    return replace(decided, awaiting_signature=awaiting)


def signed(dossier: Dossier) -> Dossier:
    """The dossier once the session of its decision in force is closed."""
    return replace(dossier, awaiting_signature=None)


def as_told(dossier: Dossier) -> Dossier:
    """The dossier as employer, evaluators, candidate and programs know it: without what is not signed yet."""
    awaiting = dossier.awaiting_signature
    if awaiting is None:
        return dossier
    return replace(dossier, decisions=dossier.decisions[: awaiting.decisions], awaiting_signature=None)


def told_status(dossier: Dossier) -> Status:
    """The public status (R69–R74), as it is told outside the session."""
    return status_of(as_told(dossier))


def is_signed(dossier: Dossier, decision: Decision) -> bool:
    """Whether the closing of a session stands behind that decision of the dossier."""
    awaiting = dossier.awaiting_signature
    return awaiting is None or decision in dossier.decisions[: awaiting.decisions]
