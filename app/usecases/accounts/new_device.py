"""Telling people that their account was opened from somewhere new."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from app.domain.calendar import paris_day
from app.domain.day_words import in_words
from app.usecases.accounts.mail_kinds import NEW_DEVICE
from app.usecases.accounts.owner_mails import write_to_owner
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Session, User

REMEMBERED_FOR = timedelta(days=90)
"""How long a device at an address stays known after it was last signed in with."""
_UNTOLD = {"fr": "un appareil qui ne dit pas son nom", "en": "a device that does not tell its name"}


async def tell_of_new_device(
    uow: UnitOfWork, user: User, session: Session, *, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """Mail the account's owner where ``session`` opens from, unless they signed in from there before, or never did."""
    known = await uow.sessions.knows(user.id, session.origin, session.opened_at - REMEMBERED_FOR)
    if known is not False:
        return
    await write_to_owner(
        uow,
        user,
        NEW_DEVICE,
        about=session.id,
        mail_writer=mail_writer,
        now=now,
        new_id=new_id,
        device=session.origin.device or _UNTOLD[user.language],
        address=session.origin.address,
        day=in_words(paris_day(session.opened_at)).in_language(user.language),
    )
