"""The minutes of a closed session are put right by two hands; what was signed stays beside it."""

from collections.abc import Callable
from uuid import UUID

from app.domain import minutes_corrections
from app.domain.jury import JurySession
from app.domain.refusal import Refusal
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.jury.minutes import Minutes, as_of_version, corrections_of, minutes_of
from app.usecases.jury.session_access import check_chair
from app.usecases.moment import Moment
from app.usecases.papers.minutes import keep_minutes, keep_rectification
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


async def correct_minutes(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    text: str,
    reason: str,
    precondition: Precondition,
    now: Moment,
    new_id: Callable[[], UUID],
) -> Minutes:
    """The secretariat's half of a correction, or that of whoever presided last, who sends the same words.

    Raises NotFound, Forbidden, StaleVersion, StepNotOpen, InvalidInput.
    """
    async with uow:
        session = check_chair(await uow.jury_sessions.get_locked(session_id), caller)
        precondition.check(session.version)
        after = unwrap(_judged(session, caller, text, reason, now, new_id), now.on)
        saved = await uow.jury_sessions.save(after, now.at)
        if saved.minutes_corrections[-1].is_in_force:
            await keep_minutes(uow, saved, now=now)
            await keep_rectification(uow, saved, saved.minutes_corrections[-1], at=now.at)
        minutes = await minutes_of(uow, saved, now)
        told = as_of_version(minutes, await corrections_of(uow, session_id), None)
        await uow.commit()
    return told


def _judged(
    session: JurySession, caller: Caller, text: str, reason: str, now: Moment, new_id: Callable[[], UUID]
) -> JurySession | Refusal:
    if caller.role is not Role.JURY:
        return minutes_corrections.propose_correction(
            session, correction_id=new_id(), text=text, reason=reason, by=caller.name, on=now.on
        )
    member = session.member(caller.user_id)
    name = member.name if member is not None else caller.name
    return minutes_corrections.countersign_correction(session, text=text, reason=reason, by=name, on=now.on)
