"""What was entered, closed or refused by mistake, put right by the secretariat on record (D65, D66)."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.admissibility import candidacy_ends_on, request_of
from app.domain.case import Case
from app.domain.dossier import Closure, Dossier
from app.domain.entry_corrections import Correction
from app.domain.entry_corrections import correct_entry as with_right_value
from app.domain.examination import PutBackCode
from app.domain.holder_papers import has_answer
from app.domain.jury import JurySession
from app.domain.pending_deadlines import DeadlineCode, pending_deadlines
from app.domain.reopening import reopen
from app.domain.rules.decisions import D65, D66
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.papers.admissibility import keep_letter
from app.usecases.ports import UnitOfWork


async def correct_entry(uow: UnitOfWork, command: Act, correction: Correction) -> Dossier:
    """Put a slip of the pen right: both values stay, the delays follow, and what had followed from it is undone (D65).

    Raises NotFound, StaleVersion, InvalidInput, StepNotOpen, AlreadyDone, RulesRefused.
    """
    async with uow:
        case = await load_case_for_update(uow, command)
        after = unwrap(with_right_value(case, correction), command.now.on)
        told = replace(command, details=_corrected(case, after), rules=(D65,))
        saved = await save(uow, told, before=case, after=after)
        for document in saved.documents:
            if document not in case.dossier.documents:
                await uow.dossiers.date_receipt(document.id, document.received_on)
        if has_answer(saved):
            await keep_letter(uow, saved, at=command.now.at)
        await uow.commit()
    return saved


async def reopen_dossier(uow: UnitOfWork, command: Act, *, reason: str, appeal_id: UUID | None) -> Dossier:
    """Open a dossier again that was closed by mistake, as it was; its session is held meanwhile (D66).

    Raises NotFound, StaleVersion, InvalidInput, StepNotOpen, AlreadyDone, RulesRefused.
    """
    async with uow:
        left = await lock_session_left(uow, command)
        case = await load_case_for_update(uow, command)
        saved = await reopen_in(uow, command, case, left, reason=reason, appeal_id=appeal_id)
        await uow.commit()
    return saved


@dataclass(frozen=True, slots=True)
class SessionLeft:
    """The session from whose agenda a closure took the dossier, and how many dossiers stand there today."""

    session: JurySession | None
    registered: int


async def lock_session_left(uow: UnitOfWork, command: Act) -> SessionLeft:
    """That session, held before the dossier is, as whoever gives a place on an agenda does."""
    seen = await uow.dossiers.get(command.caller, command.dossier_id)
    closure = seen.closure if seen is not None else None
    session_id = closure.session_id if closure is not None else None
    session = await uow.jury_sessions.get_locked(session_id) if session_id is not None else None
    return SessionLeft(session, await uow.dossiers.count_registered_to(session.id) if session is not None else 0)


async def reopen_in(
    uow: UnitOfWork, command: Act, case: Case, left: SessionLeft, *, reason: str, appeal_id: UUID | None
) -> Dossier:
    """The same in the open transaction, on a dossier that it holds."""
    after = reopen(case, reason, appeal_id=appeal_id, session=left.session, registered=left.registered)
    opened = unwrap(after, command.now.on)
    details = {"reason": reason, **_named(appeal_id), **_undone(case, opened)}
    return await save(uow, replace(command, details=details, rules=(D66,)), before=case, after=opened)


def _named(appeal_id: UUID | None) -> dict[str, str]:
    return {} if appeal_id is None else {"appeal_id": str(appeal_id)}


def _corrected(case: Case, after: Dossier) -> dict[str, Any]:
    """What history and events remember of a correction: both values, why, and what followed."""
    kept = after.entry_corrections[-1]
    return {
        "entry": kept.entry,
        "number": kept.number,
        "former": kept.former,
        "value": kept.value,
        "reason": kept.reason,
        **_undone(case, after),
    }


def _undone(case: Case, after: Dossier) -> dict[str, Any]:
    """The closure and the answer that count no more, and until when the candidacy holds where that changed."""
    told: dict[str, Any] = {}
    if case.dossier.closure is not None and case.dossier.closure != after.closure:
        told["closure"] = _closure(case.dossier.closure)
    if len(request_of(after).put_back) > len(request_of(case.dossier).put_back):
        told["put_back"] = [{"code": PutBackCode.ADMISSIBILITY_DECISION, "held_code": None}]
    before, now = (_candidacy(replace(case, dossier=dossier)) for dossier in (case.dossier, after))
    if now is not None and now != before:
        told["until"] = now
    return told


def _closure(closure: Closure) -> dict[str, str]:
    return {"reason": closure.reason, "on": closure.on.isoformat(), "detail": closure.detail}


def _candidacy(case: Case) -> str | None:
    """The last day of a candidacy that still waits for its registration to a jury."""
    waits = any(pending.code is DeadlineCode.CANDIDACY for pending in pending_deadlines(case))
    end = candidacy_ends_on(case) if waits else None
    return None if end is None else end.isoformat()
