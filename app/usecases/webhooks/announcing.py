"""From an event to the messages that tell it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.usecases.ports import UnitOfWork
from app.usecases.ports.jobs import JobKind
from app.usecases.webhooks.envelope import writer_for


async def announce_to_programs(
    uow: UnitOfWork, *, event_id: UUID, source: str, at: datetime, new_id: Callable[[], UUID]
) -> None:
    """Have the event sent to the endpoints whose programs may see it; done twice, it makes nothing twice."""
    async with uow:
        write = writer_for(source)
        made = await uow.webhook_deliveries.fan_out(event_id, write=write, at=at, new_id=new_id)
        await uow.jobs.enqueue_each(JobKind.DELIVER_WEBHOOK, made)
        await uow.commit()
