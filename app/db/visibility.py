"""Which dossiers a caller may see: the one place that says it, for single readings and for lists alike."""

from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Text, Uuid, bindparam, false, select, true
from sqlalchemy.types import TypeEngine

from app.db.tables import dossiers, fundings, jury_members, jury_sessions
from app.usecases.access import Caller, Role


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """The condition on a dossier's row under which ``caller`` may see it."""
    seen: ColumnElement[bool]
    match caller.role:
        case Role.SECRETARIAT | Role.SYSTEM:
            seen = true()
        case Role.EMPLOYER:
            seen = dossiers.c.company_id == _its(caller, "company_id")
        case Role.EVALUATOR:
            seen = dossiers.c.evaluator_id == _its(caller, "evaluator_id")
        case Role.TRADE_EVALUATOR:
            seen = dossiers.c.id == _its(caller, "dossier_id")
        case Role.JURY:
            seen = dossiers.c.jury_session_id.in_(_open_sessions_of(caller))
        case Role.CLIENT:
            seen = dossiers.c.id.in_(_funded_by(caller))
        case Role.ANONYMOUS:
            seen = false()
        case _:
            assert_never(caller.role)
    return seen


_TYPES: dict[str, TypeEngine[Any]] = {
    "company_id": Uuid(),
    "evaluator_id": Uuid(),
    "dossier_id": Uuid(),
    "user_id": Uuid(),
    "funder_code": Text(),
}


def parameters_of(caller: Caller) -> dict[str, Any]:
    """What the condition is given for ``caller``, where it was compiled once for all callers of their role."""
    return {f"caller_{name}": getattr(caller, name) for name in _TYPES}


def _its(caller: Caller, name: str) -> BindParameter[Any]:
    """One of the caller's own words, by a name; what the caller lacks equals nothing, as NULL does."""
    return bindparam(f"caller_{name}", getattr(caller, name), _TYPES[name])


def _open_sessions_of(caller: Caller) -> Select[tuple[UUID]]:
    return (
        select(jury_members.c.session_id)
        .join(jury_sessions, jury_sessions.c.id == jury_members.c.session_id)
        .where(jury_members.c.user_id == _its(caller, "user_id"), jury_sessions.c.state.not_in(("closed", "cancelled")))
    )


def _funded_by(caller: Caller) -> Select[tuple[UUID]]:
    return select(fundings.c.dossier_id).where(
        fundings.c.funder_code == _its(caller, "funder_code"), fundings.c.rejected_at.is_(None)
    )
