"""What an event's mail is written from: an event, with what it is about as it stands when it is announced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.domain.examination import PutBackCode
from app.domain.jury import JurySession
from app.domain.law import ParametersInForce
from app.domain.unsigned_decisions import as_told
from app.usecases.access import SYSTEM
from app.usecases.ports import UnitOfWork
from app.usecases.ports.events import Event

_OF_A_DECISION = frozenset({EventType.DECISION_RECORDED, EventType.DECISION_CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """An event and its surroundings, and the values of the parameters that its delays are told by.

    ``dossier_if_any`` is the one that it is about; ``session`` the jury session that it is about, the one that decided
    for the event of a decision, else the one on whose agenda the dossier stands. None where there is none.
    """

    event: Event
    parameters: ParametersInForce = field(default_factory=ParametersInForce)
    dossier_if_any: Dossier | None = None
    session: JurySession | None = None

    def detail(self, name: str) -> str:
        """What the event keeps under that name, empty where it keeps nothing."""
        return str(self.event.details.get(name) or "")

    @property
    def put_back(self) -> tuple[PutBackCode, ...]:
        """Which words of the secretariat the event put back (D50), each once."""
        codes = (PutBackCode(each["code"]) for each in self.event.details.get("put_back") or ())
        return tuple(dict.fromkeys(codes))

    @property
    def undone_closure(self) -> Mapping[str, str]:
        """The closure that the event undid, with its reason and its day; empty where it undid none (D65, D66)."""
        closure: Mapping[str, str] = self.event.details.get("closure") or {}
        return closure

    @property
    def replaced_verdict(self) -> str:
        """What the answer that the event replaced had been; empty where it replaced none (D66)."""
        replaced: Mapping[str, str] = self.event.details.get("replaced") or {}
        return replaced.get("verdict", "")

    @property
    def dossier(self) -> Dossier:
        """The dossier that it is about, for events that are about one."""
        if self.dossier_if_any is None:
            raise ValueError(f"{self.event.type} is not about a dossier")
        return self.dossier_if_any

    @property
    def author(self) -> str:
        """The account of who did it; empty for the platform itself and for those without an account."""
        return str(self._by.get("user_id") or "")

    def is_by(self, role: str) -> bool:
        """Whether a person did it in that role, rather than the platform in its name."""
        return bool(self.author) and self._by.get("role") == role

    @property
    def _by(self) -> dict[str, str]:
        return self.event.details.get("by") or {}


async def event_context_of(uow: UnitOfWork, event: Event) -> EventContext:
    """The event with what stands around it now, in the open transaction."""
    if event.dossier_id is None:
        return EventContext(event=event, session=await uow.jury_sessions.get(event.about))
    dossier = await uow.dossiers.get(SYSTEM, event.dossier_id)
    told = as_told(dossier) if dossier is not None else None
    session_id = _session_of(event, told) if told is not None else None
    session = await uow.jury_sessions.get(session_id) if session_id is not None else None
    return EventContext(event=event, parameters=await uow.reference.parameters(), dossier_if_any=told, session=session)


def _session_of(event: Event, dossier: Dossier) -> UUID | None:
    if event.type in _OF_A_DECISION:
        return dossier.decision.session_id if dossier.decision is not None else None
    return dossier.jury_registration.session_id if dossier.is_registered_to_jury else None
