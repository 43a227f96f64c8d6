"""Taking away the second factors of somebody who has lost them, by two hands of the secretariat."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.event_types import EventType
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.factor_mails import tell_of_reset
from app.usecases.accounts.refusals import NO_FACTOR, SESSION_OVER, TWO_CAN_RESET
from app.usecases.errors import AlreadyDone, Forbidden, InvalidInput, NotFound, Unauthenticated
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.events import Event
from app.usecases.ports.factors import FactorReset
from app.usecases.security_events import SecurityEvent, tell

REQUESTS_LAST = timedelta(days=7)
"""How long the first hand waits for the second."""


async def reset_factor(
    uow: UnitOfWork,
    caller: Caller,
    *,
    user_id: UUID,
    reason: str,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> FactorReset:
    """Ask for somebody's factors to be taken away, or do it, as the second who asks (``at``: the system's clock).

    Their sessions end, and a mail tells them; the same hand twice is one. Raises NotFound, InvalidInput for one's own
    account, AlreadyDone where it has no factor.
    """
    if caller.user_id is None:
        raise Unauthenticated(SESSION_OVER)
    async with uow:
        user = await _account_with_factor(uow, await uow.users.get_locked(user_id))
        if user.id == caller.user_id:
            raise InvalidInput(_OWN)
        asked = await _standing(uow, await uow.factors.pending_reset(user.id, at - REQUESTS_LAST))
        if asked is None:
            asked = FactorReset(id=new_id(), user_id=user.id, reason=reason, asked_by=caller.user_id, asked_at=at)
            await uow.factors.add_reset(asked)
        elif asked.asked_by != caller.user_id:
            asked = replace(asked, done_by=caller.user_id, done_at=at, done_reason=reason)
            await uow.factors.do_reset(asked)
            await _take_away(uow, user, asked, mail_writer=mail_writer, at=at, now=now, new_id=new_id)
        await uow.commit()
    if asked.done_at is not None:
        tell(SecurityEvent.FACTOR_RESET, user_id=user.id)
    return asked


async def reset_factor_on_the_machine(
    uow: UnitOfWork,
    *,
    email: str,
    reason: str,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> FactorReset:
    """Do it at once, from the command line, where no two others of the secretariat are there to do it.

    Raises NotFound, AlreadyDone, Forbidden where two are.
    """
    async with uow:
        found = await uow.users.get_locked_by_email(email.lower())
        user = await _account_with_factor(uow, await uow.users.get_locked(found.id) if found else None)
        others = [each for each in await uow.users.holding(Role.SECRETARIAT) if each.is_open and each.id != user.id]
        if len(others) >= 2:
            raise Forbidden(TWO_CAN_RESET)
        done = FactorReset(id=new_id(), user_id=user.id, reason=reason, asked_by=None, asked_at=at, done_at=at)
        await uow.factors.add_reset(done)
        await _take_away(uow, user, done, mail_writer=mail_writer, at=at, now=now, new_id=new_id)
        await uow.commit()
    tell(SecurityEvent.FACTOR_RESET, user_id=user.id)
    return done


async def _standing(uow: UnitOfWork, asked: FactorReset | None) -> FactorReset | None:
    """The request, while the first hand is still one of the secretariat's."""
    first = await uow.users.get(asked.asked_by) if asked is not None and asked.asked_by is not None else None
    return asked if first is not None and first.is_open and first.held(Role.SECRETARIAT) is not None else None


async def _account_with_factor(uow: UnitOfWork, user: User | None) -> User:
    if user is None:
        raise NotFound
    if not await uow.factors.methods_of(user.id):
        raise AlreadyDone(NO_FACTOR)
    return user


async def _take_away(
    uow: UnitOfWork,
    user: User,
    done: FactorReset,
    *,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    await uow.factors.forget_all(user.id)
    await uow.sessions.end_all(user.id, at)
    await tell_of_reset(uow, user, mail_writer=mail_writer, now=now, new_id=new_id)
    hands = {"asked_by": done.asked_by, "done_by": done.done_by}
    await uow.events.record(
        Event(
            id=new_id(),
            type=EventType.ACCOUNT_FACTORS_RESET,
            at=now.at,
            about=user.id,
            dossier_id=None,
            data={"user_id": str(user.id)},
            details={
                **{name: str(hand) for name, hand in hands.items() if hand is not None},
                "operation_id": "resetFactor",
                "reasons": [reason for reason in (done.reason, done.done_reason) if reason],
            },
        )
    )


_OWN = Violation(
    code="own_account",
    detail=Text(
        fr="Vos propres facteurs se retirent depuis votre compte ; perdus, deux autres les retirent.",
        en="Your own factors are removed from your account; lost, they are taken away by two others.",
    ),
)
