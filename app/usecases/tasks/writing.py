"""What dossiers wait for, written down with each save, and again where something beside them has changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.domain.actions import may_go_on
from app.domain.awaited_acts import AwaitedAct, awaited_acts
from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.unsigned_decisions import as_told
from app.usecases.dossiers.facts import cases_of, facts_of, facts_of_new_dossier, gathered_by
from app.usecases.errors import FactsUnreadable, InvalidInput
from app.usecases.ports import UnitOfWork

_AT_ONCE = 200


async def first_awaited_acts(uow: UnitOfWork, opened: Dossier, on: date) -> tuple[AwaitedAct, ...]:
    """What a dossier waits for that is about to be added: for nobody, as below, where it cannot be judged."""
    told = as_told(opened)
    try:
        return awaited_acts(await facts_of_new_dossier(uow, told, on)) if may_go_on(told) else ()
    except InvalidInput:
        return ()


async def case_to_wait_by(uow: UnitOfWork, saved: Dossier, case: Case | None, on: date) -> Case | None:
    """The case that says what a dossier waits for that is about to be saved; ``case``: as it was judged by, before it
    changed. Its facts are gathered again only where the change is of what they are gathered by.

    None where it waits for nobody: nothing may be done to it any more, or it cannot be judged, as below.
    """
    told = as_told(saved)
    if not may_go_on(told):
        return None
    if case is not None and gathered_by(told) == gathered_by(case.dossier):
        return replace(case, dossier=told)
    try:
        return await facts_of(uow, told, on)
    except (FactsUnreadable, InvalidInput):
        return None


async def write_awaited_acts(uow: UnitOfWork, dossiers: Sequence[Dossier], on: date) -> int:
    """Write down what those dossiers wait for, as it is told outside a jury (D54); of how many it is something else.

    A dossier that cannot be judged, because its certification has no framework or another's facts cannot be read,
    waits for nobody until it can.
    """
    told = [as_told(dossier) for dossier in dossiers]
    found = await _acts_of(uow, [dossier for dossier in told if may_go_on(dossier)], on)
    return await uow.awaited_acts.write([(each, found.get(each.id, ())) for each in told], on)


async def _acts_of(uow: UnitOfWork, dossiers: Sequence[Dossier], on: date) -> dict[UUID, tuple[AwaitedAct, ...]]:
    """All together, or half by half where one of them cannot be judged: few are judged alone for it."""
    try:
        return {case.dossier.id: awaited_acts(case) for case in await cases_of(uow, dossiers, on)}
    except (FactsUnreadable, InvalidInput):
        if len(dossiers) == 1:
            return {}
        half = len(dossiers) // 2
        return await _acts_of(uow, dossiers[:half], on) | await _acts_of(uow, dossiers[half:], on)


async def rewrite_awaited_acts(uow: UnitOfWork, on: date) -> int:
    """Write again what is not as it was, some dossiers at a time; of how many dossiers.

    Each act writes what its own dossier waits for: what is found here changed with the day, with reference data, or
    with this code.
    """
    rewritten, last = 0, None
    while True:
        async with uow:
            held = await uow.dossiers.lock_next_batch(last, _AT_ONCE, on=on)
            if not held:
                return rewritten
            last = held[-1].id
            rewritten += await write_awaited_acts(uow, held, on)
            await uow.commit()
