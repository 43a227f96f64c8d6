"""Which sessions somebody may sit on, and who presides."""

from uuid import UUID

from app.domain.jury import JurySession
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.errors import Forbidden, NotFound
from app.usecases.ports import UnitOfWork

_CHAIR_ONLY = Text("Au sein du jury, cet acte revient à la présidence.", "Within the jury, this act is the chair's.")


async def held_session(uow: UnitOfWork, session_id: UUID) -> JurySession:
    """The session, held until the end of the transaction. Raises NotFound."""
    session = await uow.jury_sessions.get_locked(session_id)
    if session is None:
        raise NotFound
    return session


def check_member(session: JurySession | None, caller: Caller) -> JurySession:
    """The session, to the secretariat and to those who sit on it. Raises NotFound: to others it is absent."""
    if session is None or (caller.role is Role.JURY and session.member(caller.user_id) is None):
        raise NotFound
    return session


def check_chair(session: JurySession | None, caller: Caller) -> JurySession:
    """The session, to the secretariat and to its chair. Raises NotFound, Forbidden."""
    found = check_member(session, caller)
    if caller.role is Role.JURY and not found.presides(caller.user_id):
        raise Forbidden(_CHAIR_ONLY)
    return found
