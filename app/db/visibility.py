"""Which dossiers a caller may see: the one place that says it, for single readings and for lists alike."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select, true

from app.db.tables import dossiers, fundings, jury_members, jury_sessions
from app.usecases.access import Caller, Role


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """The condition on a dossier's row under which ``caller`` may see it."""
    seen: ColumnElement[bool]
    match caller.role:
        case Role.SECRETARIAT:
            seen = true()
        case Role.EMPLOYER:
            seen = dossiers.c.company_id == caller.company_id
        case Role.EVALUATOR:
            seen = dossiers.c.evaluator_id == caller.evaluator_id
        case Role.TRADE_EVALUATOR:
            seen = dossiers.c.id == caller.dossier_id
        case Role.JURY:
            seen = dossiers.c.jury_session_id.in_(_open_sessions_of(caller))
        case Role.CLIENT:
            seen = dossiers.c.id.in_(_funded_by(caller))
        case _:
            seen = false()
    return seen


def _open_sessions_of(caller: Caller) -> Select[tuple[UUID]]:
    return (
        select(jury_members.c.session_id)
        .join(jury_sessions, jury_sessions.c.id == jury_members.c.session_id)
        .where(jury_members.c.user_id == caller.user_id, jury_sessions.c.state.not_in(("closed", "cancelled")))
    )


def _funded_by(caller: Caller) -> Select[tuple[UUID]]:
    return select(fundings.c.dossier_id).where(
        fundings.c.funder_code == caller.funder_code, fundings.c.rejected_at.is_(None)
    )
