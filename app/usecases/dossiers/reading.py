"""Reading dossiers: one, a list, what happened to one."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from app.domain.case import Case
from app.domain.dossier import Dossier
from app.usecases.access import Caller, Role
from app.usecases.dossiers.acting import check_grant
from app.usecases.dossiers.facts import facts_of
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import DossierFilter, DossierReadings, DossierView, HistoryLine

Part = TypeVar("Part")


async def get_dossier(readings: DossierReadings, caller: Caller, *, dossier_id: UUID) -> DossierView:
    """The dossier with the names around it. Raises NotFound."""
    view = await readings.dossier_view(caller, dossier_id)
    if view is None:
        raise NotFound
    return view


async def review_dossier(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID) -> DossierView:
    """The same within the transaction that an act on it may be part of. Raises NotFound."""
    async with uow:
        view = await uow.dossiers.view(caller, dossier_id)
    if view is None:
        raise NotFound
    return view


async def read_part(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID) -> Dossier:
    """The dossier, for one of its parts. Raises NotFound, and Forbidden where the pathway is not the caller's."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
    if dossier is None:
        raise NotFound
    check_grant(caller, dossier)
    return dossier


async def read_recorded(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, part: Callable[[Dossier], Part | None]
) -> tuple[Dossier, Part]:
    """The same and the part itself. Raises NotFound also as long as it is not there."""
    dossier = await read_part(uow, caller, dossier_id=dossier_id)
    recorded = part(dossier)
    if recorded is None:
        raise NotFound
    return dossier, recorded


async def read_case(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, now: Moment) -> Case:
    """The dossier with the facts of the day. Raises NotFound, Forbidden."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
        if dossier is None:
            raise NotFound
        check_grant(caller, dossier)
        return await facts_of(uow, dossier, now.on)


async def list_dossiers(
    uow: UnitOfWork, caller: Caller, *, narrowed: DossierFilter, page: PageRequest
) -> Page[DossierView]:
    """What the caller may see, newest first."""
    async with uow:
        return await uow.dossiers.page(caller, narrowed, page)


async def list_history(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, page: PageRequest
) -> tuple[Dossier, Page[HistoryLine]]:
    """Who did what, newest first, and who read which document, for the secretariat alone. Raises NotFound."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
        if dossier is None:
            raise NotFound
        return dossier, await uow.dossiers.history(dossier_id, page, accesses=caller.role is Role.SECRETARIAT)
