"""A decided dossier goes back before a jury, at the word of the secretariat or of whoever presides (D39)."""

from dataclasses import replace
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.jury import JurySession
from app.domain.redeliberation_requests import request_redeliberation as put_on_agenda
from app.usecases.access import SYSTEM, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.jury_registration import taken_places
from app.usecases.errors import Forbidden, NotFound
from app.usecases.jury.session_access import CHAIR_ONLY
from app.usecases.ports import UnitOfWork


async def request_redeliberation(
    uow: UnitOfWork, command: Act, *, session_id: UUID, reason: str, appeal_id: UUID | None
) -> Dossier:
    """Put the decided dossier on the session's agenda, so that its members see it; nothing else changes.

    Of the jury, those who decided on it know of it; who presided then, or presides there, may ask. Raises NotFound,
    Forbidden, StaleVersion, StepNotOpen, AlreadyDone, InvalidInput, RulesRefused.
    """
    known = {"session_id": str(session_id), "reason": reason, "appeal_id": str(appeal_id) if appeal_id else None}
    told = replace(command, details={name: value for name, value in known.items() if value is not None})
    async with uow:
        session = await uow.jury_sessions.get_locked(session_id)
        await _check_asker(uow, command, session)
        case = await load_case_for_update(uow, told, seen_by=SYSTEM)
        taken = await taken_places(uow, session)
        asked = put_on_agenda(case, *taken, reason=reason, appeal_id=appeal_id)
        saved = await save(uow, told, before=case, after=unwrap(asked, command.now.on))
        await uow.commit()
    return saved


async def _check_asker(uow: UnitOfWork, command: Act, session: JurySession | None) -> None:
    """Whether a member of the jury may ask: who sat when it was decided knows of it, and presides there or here.

    Raises NotFound, Forbidden.
    """
    if command.caller.role is not Role.JURY:
        return
    dossier, user_id = await uow.dossiers.get(SYSTEM, command.dossier_id), command.caller.user_id
    deciding = await _deciding(uow, dossier) if dossier is not None else ()
    if not any(each.member(user_id) is not None for each in deciding):
        raise NotFound
    if not any(each.presides(user_id) for each in (*deciding, session) if each is not None):
        raise Forbidden(CHAIR_ONLY)


async def _deciding(uow: UnitOfWork, dossier: Dossier) -> tuple[JurySession, ...]:
    found = [await uow.jury_sessions.get(each) for each in {decision.session_id for decision in dossier.decisions}]
    return tuple(session for session in found if session is not None)
