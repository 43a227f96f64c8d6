"""Batches: listed, read, and undone while nothing rests on them."""

from uuid import UUID

from app.domain.law import Violation
from app.domain.rules.decisions import D77
from app.domain.takeovers import TAKEOVER_KIND_LABELS
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import AlreadyDone, NotFound, RulesRefused
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.takeovers import RecordInUse, TakeoverBatch
from app.usecases.security_events import SecurityEvent, tell

_MOST_NAMED = 100


async def list_takeovers(uow: UnitOfWork, *, page: PageRequest) -> Page[TakeoverBatch]:
    """The batches, newest first, without their rows."""
    async with uow:
        return await uow.takeovers.page(page)


async def get_takeover(uow: UnitOfWork, *, batch_id: UUID) -> TakeoverBatch:
    """One batch, with its whole report. Raises NotFound."""
    async with uow:
        batch = await uow.takeovers.get(batch_id)
    if batch is None:
        raise NotFound
    return batch


async def undo_takeover(uow: UnitOfWork, caller: Caller, *, batch_id: UUID, now: Moment) -> TakeoverBatch:
    """Take away all that the batch wrote. Raises NotFound, AlreadyDone, RulesRefused where something rests on it."""
    async with uow:
        await uow.takeovers.lock()
        batch = await uow.takeovers.get(batch_id)
        if batch is None:
            raise NotFound
        if batch.undone_at is not None:
            raise AlreadyDone(_UNDONE)
        in_use = await uow.takeovers.in_use(batch_id, _MOST_NAMED)
        if in_use:
            raise RulesRefused([_in_use(each) for each in in_use], now.on)
        await uow.takeovers.undo(batch_id, by=caller.name, at=now.at)
        undone = await uow.takeovers.get(batch_id)
        await uow.commit()
    tell(SecurityEvent.TAKEOVER_UNDONE, takeover_id=batch_id)
    return undone or batch


def _in_use(record: RecordInUse) -> Violation:
    label = TAKEOVER_KIND_LABELS[record.kind]
    return Violation(
        code="takeover_in_use",
        rule=D77,
        pointer=f"/{record.kind}/{record.source_id}",
        detail=Text(
            f"{label.fr}, « {record.source_id} » : quelque chose repose dessus, ou l'a changé ({record.by}).",
            f"{label.en}, “{record.source_id}”: something rests on it, or has changed it ({record.by}).",
        ),
    )


_UNDONE = Text("Cette reprise est déjà défaite.", "This takeover is undone already.")
