"""Asking for a new password."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from app.usecases.accounts.attempt_keys import of_mailbox
from app.usecases.accounts.mail_kinds import PASSWORD_RESET
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose, User

RESETS_LAST = timedelta(minutes=10)


async def request_password_reset(
    uow: UnitOfWork, *, email: str, mail_writer: MailWriter, at: datetime, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Mail a link to choose a new password, if the address has an account that a password opens.

    Nothing tells whether it has. Where it has none, the same rows are written and taken back, which takes as long.
    Several requests in a row send nothing more; ``at`` is the system's clock, by which they are counted.
    """
    email = email.lower()
    async with uow:
        too_many = await uow.attempts.begin(of_mailbox(email), at, free=5, longest=900)
        await uow.commit()
    async with uow:
        user = await uow.users.by_email(email)
        known = user if user is not None and _is_opened_by_a_password(user) else None
        link = Link(
            id=new_id(),
            purpose=LinkPurpose.PASSWORD_RESET,
            user_id=known.id if known else None,
            created_at=now.at,
            expires_at=now.at + RESETS_LAST,
        )
        await uow.links.revoke(LinkPurpose.PASSWORD_RESET, now.at, user_id=known.id if known else new_id())
        await mail_writer.send_link(
            uow, PASSWORD_RESET, link, to=email, mail_id=new_id(), language=known.language if known else "fr"
        )
        if known is not None and not too_many:
            await uow.commit()


def _is_opened_by_a_password(user: User) -> bool:
    """Or will be: one that was taken over has its roles and no invitation, and its owner comes in this way (D77)."""
    is_awaited = bool(user.roles) and not user.was_opened
    return not user.disabled and (user.password_hash is not None or is_awaited)
