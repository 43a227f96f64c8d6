"""Choosing a new password."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.usecases.accounts.attempt_keys import of_address
from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.mail_kinds import PASSWORD_CHANGED
from app.usecases.accounts.owner_mails import write_to_owner
from app.usecases.accounts.password_strength import check_strength
from app.usecases.accounts.refusals import ACCOUNT_DISABLED
from app.usecases.errors import Forbidden, NotFound
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import LinkPurpose
from app.usecases.ports.credentials import Passwords
from app.usecases.security_events import SecurityEvent, tell


async def reset_password(
    uow: UnitOfWork,
    *,
    token: str,
    password: str,
    passwords: Passwords,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> None:
    """Replace the password of the account behind the link, and end all its sessions (``at``: the system's clock).

    Raises NotFound, AlreadyDone, Forbidden when the account is disabled, InvalidInput for a weak password.
    """
    async with uow:
        link = await redeem_link(uow, LinkPurpose.PASSWORD_RESET, mail_writer.secrets.digest(token), now.at)
        user = await uow.users.get(link.user_id) if link.user_id else None
        if user is None:
            raise NotFound
        if user.disabled:
            raise Forbidden(ACCOUNT_DISABLED)
        check_strength(password, user, passwords)
        changed = replace(
            user,
            password_hash=await passwords.hash(password),
            email_confirmed_at=user.email_confirmed_at or now.at,
        )
        await uow.users.save(changed)
        await uow.sessions.end_all(user.id, at)
        await uow.attempts.forget(of_address(user.email))
        await write_to_owner(
            uow, user, PASSWORD_CHANGED, about=link.id, mail_writer=mail_writer, now=now, new_id=new_id
        )
        await uow.commit()
    tell(SecurityEvent.PASSWORD_RESET, subject_id=user.id)
