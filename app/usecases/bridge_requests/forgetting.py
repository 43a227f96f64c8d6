"""A declined request names nobody any more once its time is over."""

from datetime import date
from uuid import UUID

from app.domain.bridge_requests import forgotten
from app.domain.calendar import add_months, end_of_paris_day
from app.domain.personal_data import Kept, RetentionPeriods
from app.usecases.errors import StoreUnavailable
from app.usecases.isolation import for_each_isolated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.documents import DocumentStore


async def forget_declined_requests(
    uow: UnitOfWork, store: DocumentStore, *, retention: RetentionPeriods, on: date
) -> int:
    """Take holder, number and files out of each; how many there were. Run it again as often as one likes.

    Raises StoreUnavailable; ExceptionGroup, once all were tried.
    """
    before = end_of_paris_day(add_months(on, -retention.of(Kept.BRIDGE_REQUESTS)))
    async with uow:
        due = await uow.bridge_requests.declined_before(before)

    async def forget(request_id: UUID) -> None:
        async with uow:
            request = await uow.bridge_requests.get_locked(request_id)
            if request is None:
                return
            for piece in request.pieces:
                await store.delete(piece.storage_key)
            await uow.bridge_requests.save(forgotten(request))
            await uow.commit()

    return len(await for_each_isolated(due, forget, stopped_by=(StoreUnavailable,)))
