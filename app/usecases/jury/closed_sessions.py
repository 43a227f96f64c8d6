"""The session that stands behind a decision once it is closed: nothing of the decision goes out before (D39)."""

from datetime import date

from app.domain.calendar import paris_day
from app.domain.deliberation import Decision
from app.domain.dossier import Dossier
from app.domain.jury import JurySession, SessionState
from app.domain.unsigned_decisions import as_told
from app.usecases.ports import UnitOfWork


async def closed_session_of(uow: UnitOfWork, decision: Decision | None) -> JurySession | None:
    """The session of that decision; None while it is not closed, and where there is no decision."""
    session = await uow.jury_sessions.get(decision.session_id) if decision is not None else None
    return session if session is not None and session.state is SessionState.CLOSED else None


def issued_at_the_closing(session: JurySession) -> date:
    """The day of the papers that a closed session brought: it was kept for the last time when it was closed."""
    return paris_day(session.updated_at) if session.updated_at else session.held_on


async def signed_on(uow: UnitOfWork, dossier: Dossier) -> date | None:
    """The day on which the session of the decision that is told of the dossier was closed."""
    session = await closed_session_of(uow, as_told(dossier).decision)
    if session is None:
        return None
    return paris_day(session.closed_at) if session.closed_at is not None else issued_at_the_closing(session)
