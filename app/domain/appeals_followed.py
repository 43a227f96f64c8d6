"""What was done on an upheld appeal, found by what names it (D71)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.admissibility import request_of
from app.domain.appeals import Appeal
from app.domain.dossier import Dossier
from app.domain.text import Text


class FollowedKind(StrEnum):
    """What may follow from an appeal."""

    REOPENING = "reopening"
    ADMISSIBILITY_DECISION = "admissibility_decision"
    REDELIBERATION = "redeliberation"


FOLLOWED_LABELS = {
    FollowedKind.REOPENING: Text("Dossier rouvert", "Dossier reopened"),
    FollowedKind.ADMISSIBILITY_DECISION: Text("Recevabilité décidée de nouveau", "Admissibility decided again"),
    FollowedKind.REDELIBERATION: Text("Nouvelle délibération demandée", "Redeliberation requested"),
}


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that was done on an appeal, that day."""

    kind: FollowedKind
    on: date


def followed_by(dossier: Dossier, appeal: Appeal) -> tuple[Followed, ...]:
    """All that names the appeal, in the order of days."""
    return tuple(sorted(_named(dossier, appeal), key=lambda each: each.on))


def _named(dossier: Dossier, appeal: Appeal) -> Iterator[Followed]:
    for reopening in dossier.reopenings:
        if reopening.appeal_id == appeal.id:
            yield Followed(FollowedKind.REOPENING, reopening.on)
    request = request_of(dossier)
    for decision in (*request.decisions, *(former.decision for former in request.put_back)):
        if decision.appeal_id == appeal.id:
            yield Followed(FollowedKind.ADMISSIBILITY_DECISION, decision.decided_on)
    asked = dossier.jury_registration.redeliberation
    if asked is not None and asked.appeal_id == appeal.id:
        yield Followed(FollowedKind.REDELIBERATION, asked.requested_on)
