"""Mails that tell an account's owner what has become of it."""

from collections.abc import Callable
from uuid import UUID

from app.usecases.mail_writer import MailKind, MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User


async def write_to_owner(
    uow: UnitOfWork,
    user: User,
    kind: MailKind,
    *,
    about: UUID,
    mail_writer: MailWriter,
    now: Moment,
    new_id: Callable[[], UUID],
    **values: str,
) -> None:
    """Write it in the owner's language, in the open transaction; once for each ``about``."""
    await mail_writer.write(
        uow,
        kind,
        to=user.email,
        mail_id=new_id(),
        at=now.at,
        cause=f"{kind.template}:{about}",
        language=user.language,
        **values,
    )
