"""Confirming another address of one's account."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.mail_kinds import EMAIL_CHANGED
from app.usecases.accounts.owner_mails import write_to_owner
from app.usecases.accounts.refusals import ACCOUNT_DISABLED, ADDRESS_TAKEN
from app.usecases.errors import AlreadyDone, Forbidden, NotFound
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import LinkPurpose, User


async def confirm_address(
    uow: UnitOfWork, *, token: str, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> User | None:
    """Give the account the address where the link was received, and tell the former one; None for another link.

    A link that would replace the password, mailed to the former address, is dead. Raises NotFound, AlreadyDone (also
    when the address has become another account's), Forbidden when the account is disabled.
    """
    digest = mail_writer.secrets.digest(token)
    async with uow:
        if await uow.links.find(LinkPurpose.EMAIL_CHANGE, digest) is None:
            return None
        link = await redeem_link(uow, LinkPurpose.EMAIL_CHANGE, digest, now.at)
        email = str(link.payload["email"])
        if await uow.users.get_locked_by_email(email) is not None:
            raise AlreadyDone(ADDRESS_TAKEN)
        user = await uow.users.get_locked(link.user_id) if link.user_id is not None else None
        if user is None:
            raise NotFound
        if user.disabled:
            raise Forbidden(ACCOUNT_DISABLED)
        saved = await uow.users.save(replace(user, email=email, email_confirmed_at=now.at))
        await uow.links.revoke(LinkPurpose.PASSWORD_RESET, now.at, user_id=user.id)
        await write_to_owner(
            uow, user, EMAIL_CHANGED, about=link.id, mail_writer=mail_writer, now=now, new_id=new_id, email=email
        )
        await uow.commit()
    return saved
