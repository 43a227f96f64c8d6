"""What happened to a dossier, put in the words of an event: codes and numbers for programs, the rest for our mails."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.unsigned_decisions import told_status
from app.usecases.ports.events import Event

_FUNDINGS = frozenset({EventType.DOSSIER_FUNDING_CHANGED})
_OF_A_FUNDING = ("funder_code", "reference", "confirmed", "change")


def event_of(
    event_type: EventType,
    dossier: Dossier,
    *,
    at: datetime,
    new_id: Callable[[], UUID],
    previous_status: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Event:
    """The event that tells ``event_type`` of the dossier as it now stands.

    Its data hold what a funder may know before it has confirmed the funding, and no more (D44); that of a funding says
    which one, and is told to its funder alone.
    """
    told = details or {}
    return Event(
        id=new_id(),
        type=event_type,
        at=at,
        about=dossier.id,
        dossier_id=dossier.id,
        data={
            "dossier_id": str(dossier.id),
            "dossier_number": dossier.number,
            "certification_code": dossier.certification_code,
            "status": str(told_status(dossier)),
            "previous_status": previous_status,
            **(_of_a_funding(told) if event_type in _FUNDINGS else {}),
        },
        details=told,
    )


def _of_a_funding(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Which one, what became of it, and the role of who did it: never their name."""
    return {**{name: told.get(name) for name in _OF_A_FUNDING}, "changed_by": told.get("by", {}).get("role")}
