"""The jury decides by one vote on the dossiers that call for no discussion."""

from collections.abc import Callable, Sequence
from uuid import UUID

from app.domain import bulk_deliberation
from app.domain.deliberating import Motion, timed
from app.domain.dossier import Dossier
from app.usecases.access import Caller
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, save_together
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import InvalidInput
from app.usecases.jury.deliberate import decision_summary
from app.usecases.jury.session_access import check_presiding
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork


async def deliberate_together(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    dossier_ids: Sequence[UUID],
    motion: Motion,
    now: Moment,
    new_id: Callable[[], UUID],
) -> tuple[Dossier, ...]:
    """Record the evaluators' result as the decision on each of these dossiers of the agenda, or on none of them.

    The session is held first, then its dossiers in one order: who decides on one of them meanwhile waits, or is
    waited for. Raises NotFound, Forbidden, StepNotOpen, InvalidInput, RulesRefused.
    """
    async with uow:
        session = check_presiding(await uow.jury_sessions.get_locked(session_id), caller, motion.presided_by)
        agenda = {dossier.id: dossier for dossier in await uow.dossiers.lock_registered_to(session.id)}
        faults = bulk_deliberation.misplaced(dossier_ids, agenda)
        if faults:
            raise InvalidInput(*faults)
        cases = await cases_of(uow, [agenda[dossier_id] for dossier_id in dossier_ids], now.on)
        put = [(case, new_id()) for case in cases]
        accounts = await uow.jury_sessions.accounts(session.id)
        voted = unwrap(timed(session, motion, now.at), now.on)
        decided = unwrap(bulk_deliberation.deliberate_together(put, session, voted, accounts), now.on)
        acts = [(_act(caller, after, now, new_id), case, after) for case, after in zip(cases, decided, strict=True)]
        saved = await save_together(uow, acts)
        await uow.commit()
    return tuple(acted.dossier for acted in saved)


def _act(caller: Caller, after: Dossier, now: Moment, new_id: Callable[[], UUID]) -> Act:
    return Act(
        caller=caller,
        operation_id="deliberate",
        dossier_id=after.id,
        now=now,
        new_id=new_id,
        details={"together": True, **decision_summary(after.decision)},
        unsigned=True,
    )
