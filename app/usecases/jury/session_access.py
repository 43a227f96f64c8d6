"""Which sessions somebody may sit on, and who presides."""

from dataclasses import replace
from uuid import UUID

from app.domain.jury import JurySession
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.errors import Forbidden, InvalidInput, NotFound
from app.usecases.ports import UnitOfWork

UNKNOWN_SESSION = Violation(
    code="unknown_session",
    pointer="/session_id",
    detail=Text("Aucune session du jury n'a cet identifiant.", "No session of the jury has this id."),
)
_SAME_SESSION = Violation(
    code="same_session",
    pointer="/session_id",
    detail=Text("C'est la session même : nommez-en une autre.", "This is the very session: name another one."),
)
CHAIR_ONLY = Text("Au sein du jury, cet acte revient à la présidence.", "Within the jury, this act is the chair's.")

_WHO_PRESIDES_ONLY = Text(
    "La décision s'enregistre par qui préside à la place de la présidence récusée, ou par le secrétariat.",
    "The decision is recorded by who presides in the recused chair's place, or by the secretariat.",
)


async def load_session_for_update(uow: UnitOfWork, session_id: UUID) -> JurySession:
    """The session, held until the end of the transaction. Raises NotFound."""
    session = await uow.jury_sessions.get_locked(session_id)
    if session is None:
        raise NotFound
    return session


async def load_sessions_for_update(
    uow: UnitOfWork, session_id: UUID, other_id: UUID | None
) -> tuple[JurySession, JurySession | None]:
    """The session and another one, both held, in an order that is the same for all. Raises NotFound, InvalidInput."""
    if session_id == other_id:
        raise InvalidInput(_SAME_SESSION)
    wanted = sorted({session_id, other_id or session_id})
    held = {each: await uow.jury_sessions.get_locked(each) for each in wanted}
    session = held[session_id]
    if session is None:
        raise NotFound
    other = held[other_id] if other_id is not None else None
    if other_id is not None and other is None:
        raise InvalidInput(UNKNOWN_SESSION)
    return session, other


def session_as_seen_by(caller: Caller, session: JurySession) -> JurySession:
    """The session, without the link to join it where the caller has no seat there."""
    joins = caller.role is Role.SECRETARIAT or (caller.role is Role.JURY and session.member(caller.user_id) is not None)
    return session if joins else replace(session, join_url=None)


def check_member(session: JurySession | None, caller: Caller) -> JurySession:
    """The session, to the secretariat and to those who sit on it. Raises NotFound: to others it is absent."""
    if session is None or (caller.role is Role.JURY and session.member(caller.user_id) is None):
        raise NotFound
    return session


def check_chair(session: JurySession | None, caller: Caller) -> JurySession:
    """The session, to the secretariat and to its chair. Raises NotFound, Forbidden."""
    found = check_member(session, caller)
    if caller.role is Role.JURY and not found.presides(caller.user_id):
        raise Forbidden(CHAIR_ONLY)
    return found


def check_presiding(session: JurySession | None, caller: Caller, presided_by: UUID | None) -> JurySession:
    """The session, to the secretariat and to who records: its chair, or who presides in a recused chair's place (D55).

    Raises NotFound, Forbidden.
    """
    if presided_by is None:
        return check_chair(session, caller)
    found = check_member(session, caller)
    if caller.role is Role.JURY and caller.user_id != presided_by:
        raise Forbidden(_WHO_PRESIDES_ONLY)
    return found


def check_presiding_of_named(session: JurySession | None, caller: Caller, presided_by: UUID | None) -> JurySession:
    """The same of a session that a body names, where the path names something else. Raises InvalidInput, Forbidden."""
    try:
        return check_presiding(session, caller, presided_by)
    except NotFound as absent:
        raise InvalidInput(UNKNOWN_SESSION) from absent
