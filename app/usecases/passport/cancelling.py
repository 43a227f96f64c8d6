"""A batch is given up: the portal refused its whole file, or nobody will hand it in (D76)."""

from uuid import UUID

from app.domain.passport import STAGE_BEFORE
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import AlreadyDone
from app.usecases.moment import Moment
from app.usecases.passport.batches import batch_of, open_batch_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.passport import PassportBatch


async def cancel_batch(uow: UnitOfWork, caller: Caller, *, batch_id: UUID, reason: str, now: Moment) -> PassportBatch:
    """Give the batch up: its awards can be sent, or withdrawn, again, and its deposit counts for nothing.

    Raises NotFound, AlreadyDone once it was given up or its report was read.
    """
    async with uow:
        await uow.passport.lock()
        batch = await open_batch_of(uow, batch_id)
        if batch.reported_at is not None:
            raise AlreadyDone(_REPORTED)
        await uow.passport.cancel(
            batch, reason=reason, cancelled_by=caller.name, at=now.at, stage=STAGE_BEFORE[batch.action]
        )
        after = await batch_of(uow, batch_id)
        await uow.commit()
    return after


_REPORTED = Text(
    "Le compte rendu de ce lot a été lu : il ne s'abandonne plus. Ce qui fut rejeté se corrige et repart.",
    "This batch's report was read: it is not given up any more. What was rejected is corrected and sent again.",
)
