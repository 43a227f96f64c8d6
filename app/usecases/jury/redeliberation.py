"""A decided dossier goes back before a jury, at the word of the secretariat or of whoever presides (D39)."""

from dataclasses import replace
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.jury import JurySession
from app.domain.redeliberation_requests import request_redeliberation as put_on_agenda
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.jury_registration import taken_places
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork


async def request_redeliberation(
    uow: UnitOfWork, command: Act, *, session_id: UUID, reason: str, appeal_id: UUID | None
) -> Dossier:
    """Put the decided dossier on the session's agenda, so that its members see it; nothing else changes.

    The chair of that session may ask for it, and that of a session that decided on the dossier: it is absent to all
    other members. Raises NotFound, StaleVersion, StepNotOpen, AlreadyDone, InvalidInput, RulesRefused.
    """
    known = {"session_id": str(session_id), "reason": reason, "appeal_id": str(appeal_id) if appeal_id else None}
    told = replace(command, details={name: value for name, value in known.items() if value is not None})
    async with uow:
        session = await uow.jury_sessions.get_locked(session_id)
        await _check_asker(uow, command, session)
        case = await load_case_for_update(uow, told, seen_by=SYSTEM)
        taken = await taken_places(uow, session)
        asked = put_on_agenda(case, *taken, reason=reason, appeal_id=appeal_id)
        saved = await save(uow, told, before=case.dossier, after=unwrap(asked, command.now.on))
        await uow.commit()
    return saved


async def _check_asker(uow: UnitOfWork, command: Act, session: JurySession | None) -> None:
    if command.caller.role is not Role.JURY or (session is not None and session.presides(command.caller.user_id)):
        return
    dossier = await uow.dossiers.get(SYSTEM, command.dossier_id)
    if dossier is None or not await _presided_over(uow, dossier, command.caller):
        raise NotFound


async def _presided_over(uow: UnitOfWork, dossier: Dossier, caller: Caller) -> bool:
    deciding = [await uow.jury_sessions.get(each) for each in {decision.session_id for decision in dossier.decisions}]
    return any(session is not None and session.presides(caller.user_id) for session in deciding)
