"""Changing one's own account: name, language, address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.usecases.access import Caller
from app.usecases.accounts.attempt_keys import of_mailbox
from app.usecases.accounts.mail_kinds import EMAIL_CHANGE
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.errors import Unauthenticated
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Language, Link, LinkPurpose, User
from app.usecases.preconditions import Precondition

CHANGES_LAST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChanges:
    """What is to change; None leaves as it is."""

    name: str | None = None
    language: Language | None = None
    email: str | None = None


async def update_me(
    uow: UnitOfWork,
    caller: Caller,
    *,
    changes: OwnChanges,
    precondition: Precondition,
    mail_writer: MailWriter,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> User:
    """Change the caller's account. Another address is asked of its own mailbox, and is theirs once confirmed there.

    Nothing tells whether that address has an account. One mailbox gets a few such mails in a row, then none (``at``:
    the system's clock). Raises Unauthenticated when the account is gone, PreconditionRequired, StaleVersion.
    """
    email = changes.email.lower() if changes.email else None
    async with uow:
        too_many = email is not None and await uow.attempts.begin(of_mailbox(email), at, free=5, longest=900)
        await uow.commit()
    async with uow:
        user = await uow.users.get_locked(caller.user_id) if caller.user_id is not None else None
        if user is None:
            raise Unauthenticated(SESSION_OVER)
        precondition.check_replacement(user.version, exists=True)
        changed = replace(user, name=changes.name or user.name, language=changes.language or user.language)
        saved = await uow.users.save(changed) if changed != user else user
        if email not in {None, user.email} and not too_many:
            await _ask(uow, saved, str(email), mail_writer=mail_writer, now=now, new_id=new_id)
        await uow.commit()
    return saved


async def _ask(
    uow: UnitOfWork, user: User, email: str, *, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Mail a link to the new address; a former one is dead."""
    await uow.links.revoke(LinkPurpose.EMAIL_CHANGE, now.at, user_id=user.id)
    link = Link(
        id=new_id(),
        purpose=LinkPurpose.EMAIL_CHANGE,
        user_id=user.id,
        payload={"email": email},
        created_at=now.at,
        expires_at=now.at + CHANGES_LAST,
    )
    await mail_writer.send_link(uow, EMAIL_CHANGE, link, to=email, mail_id=new_id(), language=user.language)
