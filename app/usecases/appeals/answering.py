"""An appeal is answered, once; one that is upheld opens again what the contested decision had closed (D66, D71)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain import appealing
from app.domain.appealing import is_named_among, is_to_be_reopened
from app.domain.appeals import Appeal, AppealAgainst, AppealAnswer, AppealOutcome
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.dossier import AdmissibilityVerdict, Dossier
from app.domain.named_appeals import appeal_of
from app.domain.rules.decisions import D71
from app.usecases.appeals.filing import FiledAppeal
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, load_case_for_update, save
from app.usecases.dossiers.corrections import SessionLeft, lock_session_left, reopen_in
from app.usecases.errors import NotFound, RulesRefused
from app.usecases.papers.appeals import keep_appeal_answer
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """The answer, as the secretariat writes it down."""

    outcome: AppealOutcome
    grounds: str
    examined_by: str
    heard_on: date | None = None


async def answer_appeal(uow: UnitOfWork, command: Act, appeal_id: UUID, given: GivenAnswer) -> FiledAppeal:
    """Keep the answer and the words of its letter. Upheld, a dossier closed by a refusal or a lapse is open again.

    Where another dossier stands in the way of that, the answer is kept all the same. Raises NotFound, StaleVersion,
    InvalidInput, StepNotOpen, AlreadyDone.
    """
    async with uow:
        left = await lock_session_left(uow, command)
        case = await load_case_for_update(uow, command)
        appeal = appeal_of(case.dossier, appeal_id)
        if appeal is None:
            raise NotFound
        answer = AppealAnswer(
            outcome=given.outcome,
            grounds=given.grounds,
            examined_by=given.examined_by,
            heard_on=given.heard_on,
            answered_on=command.now.on,
            decided_first=is_named_among(given.examined_by, await _deciders(uow, case.dossier, appeal)),
        )
        after = unwrap(appealing.answer_appeal(case, appeal, answer), command.now.on)
        told = replace(command, details=_told(appeal, answer), rules=(D71,))
        saved = await save(uow, told, before=case, after=after)
        saved = await _reopened(uow, command, case, saved, left, appeal_id)
        answered = appeal_of(saved, appeal_id) or appeal
        await keep_appeal_answer(uow, saved, answered, at=command.now.at)
        await uow.commit()
    return FiledAppeal(saved, answered)


async def _reopened(
    uow: UnitOfWork, command: Act, case: Case, answered: Dossier, left: SessionLeft, appeal_id: UUID
) -> Dossier:
    """The dossier, open again where the appeal has that effect and nothing stands against it; a line and an event of
    its own tell of it."""
    appeal = appeal_of(answered, appeal_id)
    if appeal is None or not is_to_be_reopened(answered, appeal):
        return answered
    reopening = replace(command, operation_id="reopenDossier")
    reason = f"Recours accueilli le {in_words(command.now.on).fr}."
    again = replace(case, dossier=answered)
    try:
        return await reopen_in(uow, reopening, again, left, reason=reason, appeal_id=appeal_id)
    except RulesRefused:
        return answered


async def _deciders(uow: UnitOfWork, dossier: Dossier, appeal: Appeal) -> Iterable[str]:
    """The names of those who took the contested decision; nobody's where time alone did."""
    if appeal.against is AppealAgainst.ADMISSIBILITY:
        return await uow.dossiers.names_of_deciders(dossier.id, AdmissibilityVerdict.INADMISSIBLE)
    decision = next((each for each in dossier.decisions if each.id == appeal.decision_id), None)
    session = await uow.jury_sessions.get(decision.session_id) if decision is not None else None
    return () if session is None else tuple(member.name for member in session.members_seen())


def _told(appeal: Appeal, answer: AppealAnswer) -> dict[str, object]:
    """What history and events remember: not a word of the grounds."""
    return {
        "appeal_id": str(appeal.id),
        "against": str(appeal.against),
        "appellant": str(appeal.appellant),
        "outcome": str(answer.outcome),
    }
