"""On and off the agenda of a jury."""

from dataclasses import replace
from uuid import UUID

from app.domain import jury_registration
from app.domain.dossier import Dossier
from app.domain.jury import JurySession
from app.usecases.access import Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, act, load_case_for_update, save
from app.usecases.errors import InvalidInput
from app.usecases.jury.session_access import UNKNOWN_SESSION
from app.usecases.ports import UnitOfWork


async def register_to_jury(uow: UnitOfWork, command: Act, *, session_id: UUID) -> Dossier:
    """Put the dossier on a session's agenda; the session is held meanwhile, so that its last place is given once."""
    told = replace(command, details={"session_id": str(session_id)})
    async with uow:
        session = await uow.jury_sessions.get_locked(session_id)
        case = await load_case_for_update(uow, told)
        taken = await _taken(uow, session)
        after = unwrap(jury_registration.register_to_jury(case, *taken), command.now.on)
        saved = await save(uow, told, before=case.dossier, after=after)
        await uow.commit()
    return saved


async def withdraw_from_jury(uow: UnitOfWork, command: Act) -> Dossier:
    """Take the dossier off the agenda, at its company's will."""
    return await act(uow, command, jury_registration.withdraw_from_jury)


async def postpone_dossier(uow: UnitOfWork, command: Act, *, session_id: UUID | None) -> Dossier:
    """Take the dossier off the agenda until another session.

    Where ``session_id`` names that other one, the dossier is registered there at once; its present one adds nothing.
    """
    by_branch = command.caller.role is Role.SECRETARIAT
    async with uow:
        target = await uow.jury_sessions.get_locked(session_id) if session_id is not None else None
        case = await load_case_for_update(uow, command)
        after = unwrap(jury_registration.postpone(case, by_branch=by_branch), command.now.on)
        if session_id is not None and session_id != case.dossier.jury_registration.session_id:
            taken = await _taken(uow, target)
            after = unwrap(jury_registration.register_to_jury(replace(case, dossier=after), *taken), command.now.on)
        saved = await save(uow, command, before=case.dossier, after=after)
        await uow.commit()
    return saved


async def _taken(uow: UnitOfWork, session: JurySession | None) -> tuple[JurySession, int]:
    """The session, and how many of its places are taken. Raises InvalidInput where there is no such session."""
    if session is None:
        raise InvalidInput(UNKNOWN_SESSION)
    return session, await uow.dossiers.count_registered_to(session.id)
