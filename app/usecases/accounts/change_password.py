"""Changing one's own password."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.accounts.attempt_keys import of_own_password
from app.usecases.accounts.counting_attempts import count_attempt_on
from app.usecases.accounts.mail_kinds import PASSWORD_CHANGED
from app.usecases.accounts.owner_mails import write_to_owner
from app.usecases.accounts.password_strength import check_strength
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.errors import InvalidInput, Unauthenticated
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.credentials import Passwords

_WRONG = Violation(
    code="wrong_password",
    detail=Text(fr="Ce n'est pas le mot de passe de ce compte.", en="This is not the password of this account."),
    pointer="/current_password",
)


async def change_password(
    uow: UnitOfWork,
    caller: Caller,
    *,
    current: str,
    password: str,
    passwords: Passwords,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Replace the caller's password, end their other sessions, and tell them by mail (``at``: the system's clock).

    A session left open on somebody's desk is not enough: the current password is asked for, and wrong ones are
    counted. Raises InvalidInput, Unauthenticated when the account is gone.
    """
    user = await _counted(uow, caller, at)
    if not await passwords.verify(current, user.password_hash):
        raise InvalidInput(_WRONG)
    check_strength(password, user, passwords)
    replaced = await passwords.hash(password)
    async with uow:
        locked = await uow.users.get_locked(user.id)
        if locked is None or locked.password_hash != user.password_hash:
            raise InvalidInput(_WRONG)
        await uow.users.save(replace(locked, password_hash=replaced))
        await uow.sessions.end_all(user.id, at, but=caller.session_id)
        await uow.attempts.forget(of_own_password(user.id))
        await write_to_owner(
            uow, user, PASSWORD_CHANGED, about=new_id(), mail_writer=mail_writer, now=now, new_id=new_id
        )
        await uow.commit()


async def _counted(uow: UnitOfWork, caller: Caller, at: datetime) -> User:
    """The caller's account, once this attempt at its password is counted."""
    if caller.user_id is None:
        raise Unauthenticated(SESSION_OVER)
    async with uow:
        await count_attempt_on(uow, of_own_password(caller.user_id), at)
        user = await uow.users.get(caller.user_id)
        await uow.commit()
    if user is None:
        raise Unauthenticated(SESSION_OVER)
    return user
