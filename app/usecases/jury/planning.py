"""Sessions: planned, revised, put off, cancelled, read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.domain import jury_sessions
from app.domain.event_types import EventType
from app.domain.jury import College, JurySession, Member, SessionState
from app.domain.jury_registration import carry_over, postpone
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.domain_refusals import unwrap
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import NotFound
from app.usecases.jury.events import record_session_event
from app.usecases.jury.session_access import load_session_for_update, load_sessions_for_update, session_as_seen_by
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A member as named by the secretariat; without a ``name``, the account's stands."""

    user_id: UUID
    college: College
    chair: bool
    name: str | None
    employer_siren: str | None
    organisation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session to plan."""

    held_on: date
    registration_closes_on: date
    place: str
    capacity: int
    remote: bool
    join_url: str | None
    seats: tuple[Seat, ...]
    held_until: date | None = None


async def create_jury_session(
    uow: UnitOfWork, *, new: NewSession, now: Moment, new_id: Callable[[], UUID]
) -> JurySession:
    """Plan a session. Raises InvalidInput."""
    async with uow:
        members, strangers = await _members(uow, new.seats)
        planned = JurySession(
            id=new_id(),
            held_on=new.held_on,
            held_until=new.held_until,
            registration_closes_on=new.registration_closes_on,
            place=new.place,
            capacity=new.capacity,
            remote=new.remote,
            join_url=new.join_url,
            members=members,
        )
        session = unwrap(jury_sessions.plan_session(planned, now.on, strangers), now.on)
        await uow.jury_sessions.add(session, now.at)
        await uow.commit()
    return session


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session, and how many dossiers stand on its agenda."""

    session: JurySession
    registered: int


async def list_jury_sessions(
    uow: UnitOfWork, caller: Caller, *, state: SessionState | None, page: PageRequest
) -> Page[ListedSession]:
    """The sessions, newest first, each with how full it is: whoever chooses one asks of none of them again."""
    async with uow:
        found = await uow.jury_sessions.page(page, state=state)
        counts = await uow.dossiers.counts_registered_to([session.id for session in found.items])
    return found.map(
        lambda each: ListedSession(session=session_as_seen_by(caller, each), registered=counts.get(each.id, 0))
    )


async def get_jury_session(uow: UnitOfWork, caller: Caller, *, session_id: UUID) -> JurySession:
    """The session. Raises NotFound."""
    async with uow:
        session = await uow.jury_sessions.get(session_id)
    if session is None:
        raise NotFound
    return session_as_seen_by(caller, session)


async def update_jury_session(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    changes: Mapping[str, Any],
    seats: tuple[Seat, ...] | None,
    precondition: Precondition,
    now: Moment,
    new_id: Callable[[], UUID],
) -> JurySession:
    """Change what is sent, while the session is planned. Raises NotFound, StaleVersion, AlreadyDone, InvalidInput."""
    async with uow:
        session = await load_session_for_update(uow, session_id)
        precondition.check_replacement(session.version, exists=True)
        members, strangers = (session.members, ()) if seats is None else await _members(uow, seats)
        registered = await uow.dossiers.count_registered_to(session.id)
        revised = replace(session, members=members, **changes)
        answer = jury_sessions.revise_session(session, revised, registered, now.on, strangers)
        saved = await uow.jury_sessions.save(unwrap(answer, now.on), now.at)
        if saved.held_on != session.held_on:
            await _move_its_dossiers(uow, caller, "updateJurySession", session, saved, now=now, new_id=new_id)
            await _tell_of_move(uow, session, saved, now=now, new_id=new_id)
        await uow.commit()
    return saved


async def postpone_jury_session(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    held_on: date,
    reason: str,
    precondition: Precondition,
    now: Moment,
    new_id: Callable[[], UUID],
) -> JurySession:
    """Hold it on a later day, with the dossiers that are registered to it."""
    async with uow:
        session = await load_session_for_update(uow, session_id)
        precondition.check(session.version)
        postponed = unwrap(jury_sessions.postpone_session(session, held_on, reason, now.on), now.on)
        saved = await uow.jury_sessions.save(postponed, now.at)
        told = "postponeJurySession"
        await _move_its_dossiers(uow, caller, told, session, saved, now=now, new_id=new_id, reason=reason)
        await _tell_of_move(uow, session, saved, now=now, new_id=new_id, reason=reason)
        await uow.commit()
    return saved


async def cancel_jury_session(
    uow: UnitOfWork,
    caller: Caller,
    *,
    session_id: UUID,
    reason: str,
    moved_to: UUID | None,
    precondition: Precondition,
    now: Moment,
    new_id: Callable[[], UUID],
) -> JurySession:
    """Not hold it: its dossiers go to the session ``moved_to``, or wait for one. No candidacy is exposed (D12)."""
    async with uow:
        session, target = await load_sessions_for_update(uow, session_id, moved_to)
        precondition.check(session.version)
        cancelled = unwrap(jury_sessions.cancel_session(session, reason), now.on)
        agenda = await uow.dossiers.lock_registered_to(session.id)
        details = {"session_id": str(session.id), "reason": reason}
        if target is None:
            cases = await cases_of(uow, agenda, now.on)
            after = tuple(unwrap(postpone(case, by_branch=True), now.on) for case in cases)
        else:
            taken = await uow.dossiers.count_registered_to(target.id)
            after = unwrap(carry_over(agenda, target, taken, now.on), now.on)
            details["moved_to"] = str(target.id)
        for before, moved in zip(agenda, after, strict=True):
            command = Act(
                caller=caller,
                operation_id="cancelJurySession",
                dossier_id=before.id,
                now=now,
                new_id=new_id,
                details=details,
            )
            await save(uow, command, before=before, after=moved)
        saved = await uow.jury_sessions.save(cancelled, now.at)
        await record_session_event(uow, EventType.JURY_SESSION_CANCELLED, saved, now=now, new_id=new_id, reason=reason)
        await uow.commit()
    return saved


async def _move_its_dossiers(
    uow: UnitOfWork,
    caller: Caller,
    operation_id: str,
    before: JurySession,
    moved: JurySession,
    *,
    now: Moment,
    new_id: Callable[[], UUID],
    **details: str,
) -> None:
    """The day of their jury is told by the dossiers too: whoever follows one by its changes learns of the move."""
    days = {"was_held_on": before.held_on.isoformat(), "held_on": moved.held_on.isoformat()}
    for dossier in await uow.dossiers.lock_registered_to(moved.id):
        command = Act(
            caller=caller,
            operation_id=operation_id,
            dossier_id=dossier.id,
            now=now,
            new_id=new_id,
            details={"session_id": str(moved.id), **days, **details},
        )
        await save(uow, command, before=dossier, after=dossier)


async def _tell_of_move(
    uow: UnitOfWork,
    before: JurySession,
    saved: JurySession,
    *,
    now: Moment,
    new_id: Callable[[], UUID],
    **details: str,
) -> None:
    """Whoever is concerned learns of another day, whichever operation set it."""
    told = {"was_held_on": before.held_on.isoformat(), **details}
    await record_session_event(uow, EventType.JURY_SESSION_POSTPONED, saved, now=now, new_id=new_id, **told)


async def _members(uow: UnitOfWork, seats: tuple[Seat, ...]) -> tuple[tuple[Member, ...], tuple[Violation, ...]]:
    """The members named, each with an account of the jury, and what is wrong with those who have none."""
    members, faults = [], []
    for index, seat in enumerate(seats):
        user = await uow.users.get(seat.user_id)
        if user is None or user.held(Role.JURY) is None:
            faults.append(_not_of_the_jury(index))
            continue
        members.append(
            Member(
                user_id=user.id,
                name=seat.name or user.name,
                college=seat.college,
                chair=seat.chair,
                employer_siren=seat.employer_siren,
                organisation=seat.organisation,
            )
        )
    return tuple(members), tuple(faults)


def _not_of_the_jury(index: int) -> Violation:
    return Violation(
        code="no_account_of_the_jury",
        pointer=f"/members/{index}/user_id",
        detail=Text(
            "Ce compte n'existe pas, ou n'a pas le rôle de jury : invitez cette personne d'abord.",
            "This account does not exist, or has not the role of the jury: invite this person first.",
        ),
    )
