"""The jury decides on a dossier, or decides again."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain import deliberating
from app.domain.case import Case
from app.domain.deliberating import Motion
from app.domain.deliberation import CompetenceDecision, Decision
from app.domain.dossier import Dossier
from app.domain.jury import JurySession, SessionState
from app.domain.law import Violation
from app.domain.panel import MemberAccount
from app.domain.refusal import Refusal
from app.domain.rules.decisions import D39
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.errors import StepNotOpen
from app.usecases.holders.sending import LinkContext
from app.usecases.jury.certificates import Issuer, settlement_of
from app.usecases.jury.delivering import Delivery, deliver_certificates, settlement_summary
from app.usecases.jury.session_access import check_chair, check_presiding, check_presiding_of_named
from app.usecases.papers.minutes import keep_correction
from app.usecases.ports import UnitOfWork

JuryTransition = Callable[[Case, JurySession, Motion, tuple[MemberAccount, ...]], Dossier | Refusal]


async def deliberate(uow: UnitOfWork, command: Act, *, session_id: UUID, motion: Motion) -> Dossier:
    """Record a decision on a dossier of the session's agenda.

    Raises NotFound, Forbidden, StaleVersion, StepNotOpen, AlreadyDone, InvalidInput, RulesRefused.
    """
    decision_id = command.new_id()
    return await _in_session(
        uow,
        command,
        session_id,
        motion,
        lambda case, session, timed, accounts: deliberating.deliberate(
            case, session, timed, accounts=accounts, decision_id=decision_id
        ),
    )


async def redeliberate(uow: UnitOfWork, command: Act, *, session_id: UUID, motion: Motion, reason: str) -> Dossier:
    """Decide again, in an open session; the former decision stays on record (D39). Raises as ``deliberate`` does."""
    decision_id = command.new_id()
    return await _in_session(
        uow,
        replace(command, details={"kind": "redeliberation", "reason": reason}),
        session_id,
        motion,
        lambda case, session, timed, accounts: deliberating.redeliberate(
            case, session, timed, accounts=accounts, decision_id=decision_id, reason=reason
        ),
        check=check_presiding_of_named,
        on_agenda=command.caller.role is Role.JURY,
    )


async def correct_material_error(
    uow: UnitOfWork, command: Act, *, words: tuple[CompetenceDecision, ...], reason: str, issuer: Issuer
) -> Dossier:
    """Put a slip of the last decision right, its outcome unchanged (D39).

    Where its session is closed, its minutes say so at once; else at the closing. It replaces no paper, since none
    prints these words (D56); a CQPI that may be delivered by now comes with it (D74).
    """
    told = replace(command, details={"kind": "material_error", "reason": reason})
    async with uow:
        case = await load_case_for_update(uow, told)
        closed = await _closed_session(uow, case, command)
        decided = deliberating.correct_material_error(
            case,
            words,
            decision_id=command.new_id(),
            reason=reason,
            by=command.caller.name,
            signed=closed is not None,
        )
        after = unwrap(decided, command.now.on)
        if closed is not None:
            issuing = issuer.issuing(closed, command.now.at)
            settlement = await settlement_of(uow, replace(case, dossier=after), issuing)
            told = replace(told, details={**told.details, **settlement_summary(settlement)})
        else:
            settlement, told = None, replace(told, unsigned=True)
        saved = await save(uow, told, before=case, after=after)
        if closed is not None and settlement is not None:
            corrected = replace(case, dossier=saved)
            delivery = Delivery(command=told, case=corrected, settlement=settlement)
            await deliver_certificates(uow, LinkContext.by(told, issuer.mail_writer), (delivery,))
            await keep_correction(uow, closed, corrected, at=command.now.at)
        await uow.commit()
    return saved


async def _closed_session(uow: UnitOfWork, case: Case, command: Act) -> JurySession | None:
    """The session of the decision in force, if it is closed. Raises Forbidden for a member who is not its chair."""
    if case.dossier.decision is None:
        return None
    session = check_chair(await uow.jury_sessions.get(case.dossier.decision.session_id), command.caller)
    return session if session.state is SessionState.CLOSED else None


async def _in_session(
    uow: UnitOfWork,
    command: Act,
    session_id: UUID,
    motion: Motion,
    judge: JuryTransition,
    *,
    check: Callable[[JurySession | None, Caller, UUID | None], JurySession] = check_presiding,
    on_agenda: bool = False,
) -> Dossier:
    """Judge in the session, held first. ``on_agenda``: the dossier has to stand on its agenda already."""
    async with uow:
        session = check(await uow.jury_sessions.get_locked(session_id), command.caller, motion.presided_by)
        case = await load_case_for_update(uow, command)
        timed = unwrap(deliberating.timed(session, motion, command.now.at), command.now.on)
        if on_agenda and case.dossier.jury_registration.session_id != session.id:
            raise StepNotOpen((_NOT_ON_AGENDA,), command.now.on)
        accounts = await uow.jury_sessions.accounts(session.id)
        after = unwrap(judge(case, session, timed, accounts), command.now.on)
        told = replace(command, details={**command.details, **decision_summary(after.decision)}, unsigned=True)
        saved = await save(uow, told, before=case, after=after)
        await uow.commit()
    return saved


def decision_summary(decision: Decision | None) -> dict[str, str]:
    """What history and events remember of a decision."""
    if decision is None:
        return {}
    return {"session_id": str(decision.session_id), "decision_id": str(decision.id), "outcome": decision.outcome}


_NOT_ON_AGENDA = Violation(
    code="not_on_this_agenda",
    rule=D39,
    pointer="/session_id",
    detail=Text(
        "Ce dossier n'est pas à l'ordre du jour de cette session : demandez d'abord une nouvelle délibération.",
        "This dossier is not on the agenda of this session: request a new deliberation first.",
    ),
)
