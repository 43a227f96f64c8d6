"""On and off the agenda of a jury."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain import jury_registration
from app.domain.adjourning import adjournment_of
from app.domain.case import Case
from app.domain.dossier import Adjournment, Dossier
from app.domain.jury import JurySession, Votes
from app.domain.law import Violation
from app.domain.redeliberation_requests import request_redeliberation
from app.domain.refusal import Refusal
from app.domain.rules.decisions import D54
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.errors import InvalidInput, StepNotOpen
from app.usecases.jury.session_access import UNKNOWN_SESSION, check_chair
from app.usecases.ports import UnitOfWork


async def register_to_jury(uow: UnitOfWork, command: Act, *, session_id: UUID) -> Dossier:
    """Put the dossier on a session's agenda; the session is held meanwhile, so that its last place is given once."""
    told = replace(command, details={"session_id": str(session_id)})
    async with uow:
        session = await uow.jury_sessions.get_locked(session_id)
        case = await load_case_for_update(uow, told)
        taken = await taken_places(uow, session)
        after = unwrap(jury_registration.register_to_jury(case, *taken), command.now.on)
        saved = await save(uow, told, before=case, after=after)
        await uow.commit()
    return saved


async def withdraw_from_jury(uow: UnitOfWork, command: Act) -> Dossier:
    """Take the dossier off the agenda, at its company's will; while the jury sits, at the branch's alone."""
    async with uow:
        case = await load_case_for_update(uow, command)
        session = await agenda_session_of(uow, case.dossier)
        left = jury_registration.withdraw_from_jury(case, session, by_branch=is_of_the_branch(command.caller))
        saved = await save(uow, command, before=case, after=unwrap(left, command.now.on))
        await uow.commit()
    return saved


async def postpone_dossier(
    uow: UnitOfWork, command: Act, *, session_id: UUID | None, reason: str | None = None, votes: Votes | None = None
) -> Dossier:
    """Take the dossier off the agenda until another session.

    Where ``session_id`` names that other one, the dossier is registered there at once; its present one adds nothing.
    While the jury sits it is the secretariat's or the chair's, with a ``reason``, and in the minutes; ``votes`` are
    those of a tie. Raises NotFound, Forbidden, StepNotOpen, AlreadyDone, InvalidInput, RulesRefused.
    """
    async with uow:
        target = await uow.jury_sessions.get_locked(session_id) if session_id is not None else None
        case = await load_case_for_update(uow, command)
        session = await agenda_session_of(uow, case.dossier)
        _check_right(command, session)
        moves = session_id is not None and session_id != case.dossier.jury_registration.session_id
        adjournment = _adjournment(
            command, case, session, reason=reason, votes=votes, moved_to=session_id if moves else None
        )
        by_branch = is_of_the_branch(command.caller)
        off = jury_registration.postpone(case, session, by_branch=by_branch, adjournment=adjournment)
        after = unwrap(off, command.now.on)
        if moves:
            taken = await taken_places(uow, target)
            after = unwrap(_moved(case, after, *taken), command.now.on)
        told = replace(command, details={**command.details, **_summary(case.dossier, after, reason)})
        saved = await save(uow, told, before=case, after=after)
        await uow.commit()
    return saved


def _adjournment(
    command: Act,
    case: Case,
    session: JurySession | None,
    *,
    reason: str | None,
    votes: Votes | None,
    moved_to: UUID | None,
) -> Adjournment | None:
    """What the minutes say, where it is the branch that puts the dossier off in a session that sits."""
    if session is None or not is_of_the_branch(command.caller) or not case.dossier.is_registered_to_jury:
        return None
    found = adjournment_of(case, session, reason=reason, votes=votes, moved_to=moved_to)
    return unwrap(found, command.now.on) if isinstance(found, Refusal) else found


def _moved(case: Case, after: Dossier, target: JurySession, taken: int) -> Dossier | Refusal:
    """The dossier on the agenda of ``target``; to be decided again for the reason that was given at first."""
    left, request = replace(case, dossier=after), case.dossier.jury_registration.redeliberation
    if request is None:
        return jury_registration.register_to_jury(left, target, taken)
    return request_redeliberation(left, target, taken, reason=request.reason, appeal_id=request.appeal_id)


def _summary(before: Dossier, after: Dossier, reason: str | None) -> dict[str, Any]:
    """What history keeps of it: from which session to which, why, and that a vote was tied."""
    session_id, moved_to = before.jury_registration.session_id, after.jury_registration.session_id
    adjourned = after.adjournments[len(before.adjournments) :]
    known = {
        "session_id": str(session_id) if session_id else None,
        "moved_to": str(moved_to) if moved_to else None,
        "reason": reason,
        "tied": True if any(each.votes is not None for each in adjourned) else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def is_of_the_branch(caller: Caller) -> bool:
    """Whether it is the secretariat, or the jury, that acts."""
    return caller.role in {Role.SECRETARIAT, Role.JURY}


def _check_right(command: Act, session: JurySession | None) -> None:
    """Of a jury's members the chair alone postpones, while it sits. Raises NotFound, Forbidden, StepNotOpen."""
    if command.caller.role is not Role.JURY:
        return
    if not check_chair(session, command.caller).is_sitting:
        raise StepNotOpen((_NOT_SITTING_YET,), command.now.on)


async def agenda_session_of(uow: UnitOfWork, dossier: Dossier) -> JurySession | None:
    """The session on whose agenda the dossier stands, None where it stands on none."""
    registration = dossier.jury_registration
    if registration.session_id is None or not dossier.is_registered_to_jury:
        return None
    return await uow.jury_sessions.get(registration.session_id)


async def taken_places(uow: UnitOfWork, session: JurySession | None) -> tuple[JurySession, int]:
    """The session, and how many of its places are taken. Raises InvalidInput where there is no such session."""
    if session is None:
        raise InvalidInput(UNKNOWN_SESSION)
    return session, await uow.dossiers.count_registered_to(session.id)


_NOT_SITTING_YET = Violation(
    code="session_not_open",
    rule=D54,
    detail=Text(
        "Cette session n'est pas ouverte : jusque-là l'employeur ou le secrétariat reporte le dossier.",
        "This session is not open: until then the employer or the secretariat postpones the dossier.",
    ),
)
