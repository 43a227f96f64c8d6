"""A session sits: opened by the secretariat, closed by the secretariat and the chair, with what the closing brings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain import jury_sessions
from app.domain.jury import JurySession, SessionState
from app.domain.jury_registration import awaits_decision
from app.domain.refusal import Refusal
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.jury.attendance import decided_by
from app.usecases.jury.certificates import Issuer
from app.usecases.jury.events import record_decision_events
from app.usecases.jury.issuing import issue_certificates
from app.usecases.jury.session_access import check_chair, load_session_for_update
from app.usecases.moment import Moment
from app.usecases.papers.minutes import keep_minutes
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Who sits, and who presides: accounts. A closure may leave them out, being those of the opening."""

    present: tuple[UUID, ...] | None = None
    chair: UUID | None = None


async def open_jury_session(
    uow: UnitOfWork,
    *,
    session_id: UUID,
    present: tuple[UUID, ...],
    chair: UUID,
    precondition: Precondition,
    now: Moment,
) -> JurySession:
    """Begin, or go on where the chair does not countersign the closure.

    Raises NotFound, StaleVersion, StepNotOpen, AlreadyDone, InvalidInput, RulesRefused.
    """
    async with uow:
        session = await load_session_for_update(uow, session_id)
        precondition.check(session.version)
        opened = unwrap(jury_sessions.open_jury_session(session, present, chair, now.at), now.on)
        saved = await uow.jury_sessions.save(opened, now.at)
        await uow.commit()
    return saved


async def undo_opening(
    uow: UnitOfWork, caller: Caller, *, session_id: UUID, precondition: Precondition, now: Moment
) -> JurySession:
    """Take an opening by mistake back, while nothing is decided (D54). Raises as ``open_jury_session`` does."""
    async with uow:
        session = await load_session_for_update(uow, session_id)
        precondition.check(session.version)
        decided = tuple(each.number for each in await decided_by(uow, session))
        undone = unwrap(jury_sessions.undo_opening(session, decided, by=caller.name, at=now.at), now.on)
        saved = await uow.jury_sessions.save(undone, now.at)
        await uow.commit()
    return saved


async def close_jury_session(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    presence: Presence,
    precondition: Precondition,
    now: Moment,
    new_id: Callable[[], UUID],
    issuer: Issuer,
) -> JurySession:
    """The secretariat's half of the closure, or the chair's, which freezes the session and issues its papers."""
    async with uow:
        session = check_chair(await uow.jury_sessions.get_locked(session_id), caller)
        precondition.check(session.version)
        registered = await uow.dossiers.lock_registered_to(session.id)
        undecided = tuple(dossier.number for dossier in registered if awaits_decision(dossier))
        after = unwrap(_closure(session, caller, presence, undecided), now.on)
        if caller.role is Role.JURY:
            await record_decision_events(uow, session, registered, now=now, new_id=new_id)
            await issue_certificates(uow, caller, registered, now=now, new_id=new_id, issuer=issuer)
        closed_at = now.at if after.state is SessionState.CLOSED else None
        saved = await uow.jury_sessions.save(replace(after, closed_at=closed_at), now.at)
        if saved.state is SessionState.CLOSED:
            await keep_minutes(uow, saved, now=now)
        await uow.commit()
    return saved


def _closure(
    session: JurySession, caller: Caller, presence: Presence, undecided: tuple[str, ...]
) -> JurySession | Refusal:
    differing = jury_sessions.differing_presence(session, presence.present, presence.chair)
    if differing:
        return differing
    if caller.role is Role.JURY or caller.user_id is None:
        return jury_sessions.countersign_closure(session, undecided)
    return jury_sessions.propose_closure(session, caller.user_id, undecided)
