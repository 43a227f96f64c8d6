"""Who is there and who presides, while a session sits."""

from datetime import datetime
from uuid import UUID

from app.domain import attendance
from app.domain.attendance import DecidedDossier
from app.domain.jury import Attendance, JurySession
from app.usecases.access import Caller
from app.usecases.domain_refusals import unwrap
from app.usecases.jury.minutes import check_held
from app.usecases.jury.session_access import check_chair, check_member
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


async def record_attendance(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    periods: tuple[Attendance, ...],
    precondition: Precondition,
    now: Moment,
) -> JurySession:
    """Say who was there when, in the place of what was said before (D55).

    Raises NotFound, Forbidden, StaleVersion, PreconditionRequired, StepNotOpen, AlreadyDone, InvalidInput,
    RulesRefused.
    """
    async with uow:
        session = check_chair(await uow.jury_sessions.get_locked(session_id), caller)
        precondition.check_replacement(session.version, exists=True)
        decided = await decided_by(uow, session)
        after = unwrap(attendance.record_attendance(session, periods, decided, now.at), now.on)
        saved = await uow.jury_sessions.save(after, now.at)
        await uow.commit()
    return saved


async def get_attendance(uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment) -> JurySession:
    """The session with who was there when. Raises NotFound, and StepNotOpen before it is open."""
    async with uow:
        return check_held(check_member(await uow.jury_sessions.get(session_id), caller), now)


async def hand_over_chair(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    user_id: UUID,
    at: datetime,
    reason: str,
    precondition: Precondition,
    now: Moment,
) -> JurySession:
    """Have another member preside from then on. Raises as ``record_attendance`` does."""
    async with uow:
        session = check_chair(await uow.jury_sessions.get_locked(session_id), caller)
        precondition.check(session.version)
        after = unwrap(attendance.hand_over_chair(session, user_id, at, reason, now.at), now.on)
        saved = await uow.jury_sessions.save(after, now.at)
        await uow.commit()
    return saved


async def decided_by(uow: UnitOfWork, session: JurySession) -> tuple[DecidedDossier, ...]:
    """What the session has decided so far, corrections of words aside."""
    return tuple(
        DecidedDossier(dossier.number, decision)
        for dossier in await uow.dossiers.before_session(session.id)
        for decision in dossier.decisions
        if decision.session_id == session.id and decision.votes is not None
    )
