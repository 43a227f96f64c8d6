"""What may be done with a jury's session as it stands, and by whom: a hint, which the acts themselves judge again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.jury import JurySession, SessionState
from app.domain.pathway import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAction:
    """An act that the session's state opens to ``actor``; ``not_before``: the first day for it, where there is one.

    ``path``: what follows the session's own address.
    """

    operation_id: str
    method: str
    path: str
    actor: Actor
    not_before: date | None = None


_SECRETARIAT, _JURY = (Actor.SECRETARIAT,), (Actor.JURY,)
_BOTH = (Actor.SECRETARIAT, Actor.JURY)
_Row = tuple[str, str, str, tuple[Actor, ...]]
_AMONG_THEMSELVES: tuple[_Row, ...] = (
    ("recordAttendance", "PUT", "/attendance", _BOTH),
    ("handOverChair", "POST", "/chair", _BOTH),
)
_OPEN_TO: Mapping[SessionState, tuple[_Row, ...]] = {
    SessionState.PLANNED: (
        ("openJurySession", "POST", "/opening", _SECRETARIAT),
        ("updateJurySession", "PATCH", "", _SECRETARIAT),
        ("postponeJurySession", "POST", "/postponement", _SECRETARIAT),
        ("cancelJurySession", "POST", "/cancellation", _SECRETARIAT),
    ),
    SessionState.OPEN: (
        ("deliberate", "POST", "/deliberations", _BOTH),
        ("bulkDeliberate", "POST", "/bulk-deliberations", _BOTH),
        *_AMONG_THEMSELVES,
        ("closeJurySession", "POST", "/closure", _SECRETARIAT),
        ("undoOpening", "DELETE", "/opening", _SECRETARIAT),
    ),
    SessionState.AWAITING_COUNTERSIGNATURE: (
        ("closeJurySession", "POST", "/closure", _JURY),
        ("openJurySession", "POST", "/opening", _SECRETARIAT),
        *_AMONG_THEMSELVES,
    ),
    SessionState.CLOSED: (("correctMinutes", "POST", "/minutes/corrections", _SECRETARIAT),),
    SessionState.CANCELLED: (),
}


def session_actions(session: JurySession) -> tuple[SessionAction, ...]:
    """Each act that its state opens, once for each whose it is; of a jury's members it is the chair's."""
    day = session.held_on if session.state is SessionState.PLANNED else None
    return tuple(
        SessionAction(
            operation_id=operation_id,
            method=method,
            path=path,
            actor=actor,
            not_before=day if operation_id == "openJurySession" else None,
        )
        for operation_id, method, path, actors in _OPEN_TO[session.state]
        for actor in actors
    )
