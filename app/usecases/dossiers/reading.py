"""Reading dossiers: one, a list, what happened to one."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from app.domain.case import Case
from app.domain.dossier import Dossier, left_on
from app.domain.unsigned_decisions import as_told
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.dossiers.acting import Act, Acted, check_grant
from app.usecases.dossiers.facts import facts_of, gathered_by
from app.usecases.errors import NotFound
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.dossiers import DossierCounts, DossierFilter, DossierReadings, DossierView, HistoryLine

Part = TypeVar("Part")

_OF_THE_BRANCH = frozenset({Role.SECRETARIAT, Role.SYSTEM, Role.JURY})
"""Who sees a decision before the closing of its session; of a jury's members, those of that session alone see it."""


_SEEING_APPEALS = frozenset({Role.SECRETARIAT, Role.EMPLOYER})
_ON_APPEALS = ("fileAppeal", "fileHolderAppeal", "answerAppeal")
"""What history tells of appeals, to those alone who read them (D71)."""


def dossier_as_seen_by(caller: Caller, dossier: Dossier) -> Dossier:
    """What ``caller`` is shown of the dossier: what a jury decided is the branch's alone until it is signed (D54)."""
    return dossier if caller.role in _OF_THE_BRANCH else as_told(dossier)


def view_as_seen_by(caller: Caller, view: DossierView) -> DossierView:
    """The same of the dossier with the names around it, fundings of a former employer aside (D64)."""
    shown = replace(view, dossier=dossier_as_seen_by(caller, view.dossier))
    if caller.role is not Role.EMPLOYER or not view.dossier.left_behind:
        return shown
    hidden = {reference for former in view.dossier.left_behind for reference in former.fundings}
    own = (each for each in view.fundings if (each.funder_code, each.reference) not in hidden)
    return replace(shown, fundings=tuple(own))


def without_what_was_left(caller: Caller, dossier: Dossier) -> Dossier:
    """The dossier without what was observed and contested under a former employer, for the next one (D64)."""
    if caller.role is not Role.EMPLOYER or not dossier.left_behind:
        return dossier
    observed = {each.trade_observations for each in dossier.left_behind}
    contested = {appeal_id for each in dossier.left_behind for appeal_id in each.appeals}
    return replace(
        dossier,
        trade_observations=None if dossier.trade_observations in observed else dossier.trade_observations,
        appeals=tuple(appeal for appeal in dossier.appeals if appeal.id not in contested),
    )


async def get_dossier(readings: DossierReadings, caller: Caller, *, dossier_id: UUID) -> DossierView:
    """The dossier with the names around it. Raises NotFound."""
    view = await readings.dossier_view(caller, dossier_id)
    if view is None:
        raise NotFound
    return view_as_seen_by(caller, view)


async def review_dossier(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID) -> DossierView:
    """The same within the transaction that an act on it may be part of. Raises NotFound.

    Whoever of the jury took it off an agenda is told what became of it, though they do not see it any more.
    """
    async with uow:
        view = await uow.dossiers.view(SYSTEM if caller.role is Role.JURY else caller, dossier_id)
    if view is None:
        raise NotFound
    return view_as_seen_by(caller, view)


async def read_part(uow: UnitOfWork, caller: Caller, *, dossier_id: UUID) -> Dossier:
    """The dossier, for one of its parts. Raises NotFound, and Forbidden where the pathway is not the caller's."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
    if dossier is None:
        raise NotFound
    check_grant(caller, dossier)
    return without_what_was_left(caller, dossier_as_seen_by(caller, dossier))


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
        seen = without_what_was_left(caller, dossier_as_seen_by(caller, dossier))
        return await facts_of(uow, seen, now.on)


async def case_after(uow: UnitOfWork, command: Act, acted: Acted) -> Case:
    """The same as an act leaves it: the facts are read again only where the dossier waits for nobody."""
    seen = without_what_was_left(command.caller, dossier_as_seen_by(command.caller, acted.dossier))
    if acted.case is not None and gathered_by(seen) == gathered_by(acted.case.dossier):
        return replace(acted.case, dossier=seen)
    async with uow:
        return await facts_of(uow, seen, command.now.on)


async def list_dossiers(
    uow: UnitOfWork, caller: Caller, *, narrowed: DossierFilter, page: PageRequest
) -> Page[DossierView]:
    """What the caller may see, in the order that is asked for."""
    async with uow:
        found = await uow.dossiers.page(caller, narrowed, page)
    return found.map(lambda view: view_as_seen_by(caller, view))


async def count_dossiers(uow: UnitOfWork, caller: Caller, *, narrowed: DossierFilter, now: Moment) -> DossierCounts:
    """What the caller may see, counted."""
    async with uow:
        return await uow.dossiers.count(caller, narrowed, now.on)


async def list_history(
    uow: UnitOfWork, caller: Caller, *, dossier_id: UUID, page: PageRequest
) -> tuple[Dossier, Page[HistoryLine]]:
    """Who did what, newest first, and who read which document, for the secretariat alone. Raises NotFound."""
    async with uow:
        dossier = await uow.dossiers.get(caller, dossier_id)
        if dossier is None:
            raise NotFound
        return dossier, await uow.dossiers.history(
            dossier_id,
            page,
            accesses=caller.role is Role.SECRETARIAT,
            without=() if caller.role in _SEEING_APPEALS else _ON_APPEALS,
            until_version=_last_told(caller, dossier),
            after_version=_last_of_another(caller, dossier),
        )


def _last_told(caller: Caller, dossier: Dossier) -> int | None:
    """The last version that the caller is told of: of a dossier that has left them, the one that they had."""
    if left_on(dossier) is not None:
        return dossier.version
    awaiting = dossier.awaiting_signature if caller.role not in _OF_THE_BRANCH else None
    return awaiting.version if awaiting is not None else None


def _last_of_another(caller: Caller, dossier: Dossier) -> int | None:
    """The last version of before the company had the dossier, whose lines are another employer's (D64)."""
    if caller.role is not Role.EMPLOYER or not dossier.left_behind:
        return None
    return dossier.left_behind[-1].version
