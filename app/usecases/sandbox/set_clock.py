"""Moving the sandbox's clock, and what follows from it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from app.usecases.dossiers.admissibility import apply_expired_deadlines
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.clock import MovableClock
from app.usecases.ports.jobs import SCANS


async def set_clock(uow: UnitOfWork, clock: MovableClock, now: datetime, *, new_id: Callable[[], UUID]) -> None:
    """Show ``now``: what the terms then over decide follows here, and every scan runs as soon as a worker is free."""
    await clock.set(now)
    await _follow(uow, now, new_id)


async def reset_clock(uow: UnitOfWork, clock: MovableClock, *, new_id: Callable[[], UUID]) -> None:
    """Show the system's time again, with what follows: of a clock that was set back, time has passed."""
    await clock.reset()
    await _follow(uow, await clock.now(), new_id)


async def _follow(uow: UnitOfWork, now: datetime, new_id: Callable[[], UUID]) -> None:
    await apply_expired_deadlines(uow, now=Moment(now), new_id=new_id)
    async with uow:
        for scan in sorted(SCANS):
            await uow.jobs.enqueue(scan)
        await uow.commit()
