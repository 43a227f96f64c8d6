"""What is over its time goes, dossier by dossier, each in a transaction of its own."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from app.domain.calendar import add_months, end_of_paris_day
from app.domain.dossier import Dossier
from app.domain.personal_data import Erasure, RetentionPeriods, due_on, erased, next_due_on
from app.usecases.access import SYSTEM
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.previews import delete_file
from app.usecases.errors import StoreUnavailable
from app.usecases.isolation import for_each_isolated
from app.usecases.moment import Moment
from app.usecases.papers.attestations import attestations_of
from app.usecases.papers.printing import PAPERS
from app.usecases.persons.recognising import forget_dossier
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import DocumentStore
from app.usecases.security_events import SecurityEvent, tell

_AT_ONCE = 200
_A_NIGHT = 100_000
"""So many are looked at in one night: a register of ten years that was taken over is gone through in several."""
_DAYS_UNSEEN = 45
"""After so many days a dossier is looked at again whatever is remembered of it: its periods may have been changed."""
_NIGHTS = 30
"""Over so many nights those are spread of which nothing is remembered, as after the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueErasure:
    """What is to be done to one dossier."""

    dossier_id: UUID
    number: str
    erasures: tuple[Erasure, ...]


async def list_due(uow: UnitOfWork, *, retention: RetentionPeriods, on: date) -> tuple[DueErasure, ...]:
    """What ``erase_what_is_due`` would do on that day; nothing is changed."""
    return tuple([due async for due in _due(uow, retention, on)])


def _look_again_on(dossier: Dossier, retention: RetentionPeriods, on: date) -> date:
    again_by = on + timedelta(days=_DAYS_UNSEEN - dossier.id.int % _NIGHTS)
    return min(next_due_on(dossier, retention, on), again_by)


async def erase_what_is_due(
    uow: UnitOfWork,
    store: DocumentStore,
    *,
    retention: RetentionPeriods,
    now: Moment,
    new_id: Callable[[], UUID],
    remembers: bool = False,
) -> Mapping[Erasure, int]:
    """Do it; how many dossiers each was done to.

    ``remembers``: of what has nothing due, remember when to look again; what is remembered so is not looked at before,
    and what is beyond ``_A_NIGHT`` waits for the next time.

    Run it again as often as one likes. A row says that its file is gone only once it is: where the store breaks off,
    what was deleted is deleted again the next time. Raises StoreUnavailable; ExceptionGroup, once all were tried.
    """

    async def erase(due: DueErasure) -> tuple[Erasure, ...]:
        command = Act(
            caller=SYSTEM,
            operation_id="erasePersonalData",
            dossier_id=due.dossier_id,
            now=now,
            new_id=new_id,
            rules=(),
        )
        return await _erase(uow, store, command, retention)

    every = [due async for due in _due(uow, retention, now.on, remembers=remembers)]
    return Counter(chain.from_iterable(await for_each_isolated(every, erase, stopped_by=(StoreUnavailable,))))


async def _due(
    uow: UnitOfWork, retention: RetentionPeriods, on: date, *, remembers: bool = False
) -> AsyncIterator[DueErasure]:
    last: UUID | None = None
    looked_at = 0
    while not (remembers and looked_at >= _A_NIGHT):
        async with uow:
            ids = await uow.personal_data.over(
                opened_before=end_of_paris_day(add_months(on, -retention.shortest_of_a_dossier)),
                after=last,
                limit=_AT_ONCE,
                unseen_on=on if remembers else None,
            )
            judged = [(each, due_on(each, retention, on)) for each in await uow.dossiers.readable_of(ids)]
            again = {dossier.id: _look_again_on(dossier, retention, on) for dossier, due in judged if not due}
            if remembers and again:
                await uow.personal_data.look_again(again)
                await uow.commit()
        for dossier, erasures in judged:
            if erasures:
                yield DueErasure(dossier_id=dossier.id, number=dossier.number, erasures=erasures)
        if len(ids) < _AT_ONCE:
            return
        last = ids[-1]
        looked_at += len(ids)


async def _erase(
    uow: UnitOfWork, store: DocumentStore, command: Act, retention: RetentionPeriods
) -> tuple[Erasure, ...]:
    async with uow:
        before = await uow.dossiers.get_locked(SYSTEM, command.dossier_id)
        erasures = due_on(before, retention, command.now.on) if before is not None else ()
        if before is not None and Erasure.ANONYMISATION in erasures and await _is_relied_on(uow, before):
            erasures = tuple(each for each in erasures if each is not Erasure.ANONYMISATION)
        if before is None or not erasures:
            return ()
        await _delete_files(store, before, erasures)
        await _forget(uow, before, erasures)
        await save(uow, _told(command, erasures), before=before, after=erased(before, erasures, command.now.on))
        if Erasure.ANONYMISATION in erasures:
            await uow.personal_data.forget_person(before.id)
            await forget_dossier(uow, before.id)
        await uow.commit()
    tell(SecurityEvent.PERSONAL_DATA_ERASED, dossier_id=before.id, erased=erasures)
    return erasures


async def _is_relied_on(uow: UnitOfWork, dossier: Dossier) -> bool:
    """Whether a dossier that no jury has decided yet is exempted by this one: time makes no exemption fall (D10)."""
    others = (await uow.dossiers.others_of((dossier.id,))).get(dossier.id, ())
    return any(
        exemption.source_dossier_id == dossier.id
        for other in others
        if not other.is_over and other.scope is not None
        for exemption in other.scope.exemptions
    )


async def _delete_files(store: DocumentStore, dossier: Dossier, erasures: tuple[Erasure, ...]) -> None:
    """The documents, and the letters printed for the dossier; its attestations once it names nobody any more.

    Parchemins and minutes lie elsewhere, and stay.
    """
    for document in dossier.documents:
        await delete_file(store, document)
    folders = [str(dossier.id), *([attestations_of(dossier.id)] if Erasure.ANONYMISATION in erasures else ())]
    printed = [file.key for folder in folders async for file in store.files(f"{PAPERS}{folder}")]
    for key in printed:
        await store.delete(key)


async def _forget(uow: UnitOfWork, dossier: Dossier, erasures: tuple[Erasure, ...]) -> None:
    await uow.personal_data.forget_files(dossier.id)
    if set(erasures) - {Erasure.DOCUMENTS}:
        await uow.personal_data.forget_words(dossier.id, email=dossier.candidate.email)


def _told(command: Act, erasures: tuple[Erasure, ...]) -> Act:
    return replace(command, details={"erased": [str(each) for each in erasures]}, silent=True)
