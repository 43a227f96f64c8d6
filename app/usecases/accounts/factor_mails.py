"""Telling people by mail what happens to their second factors: whoever takes one away, or adds one, would not."""

from collections.abc import Callable
from uuid import UUID

from app.domain.text import Text
from app.usecases.accounts.mail_kinds import FACTOR_ADDED, FACTOR_REMOVED, FACTORS_RESET, RECOVERY_CODE_USED
from app.usecases.accounts.owner_mails import write_to_owner
from app.usecases.accounts.recovery_codes import FEW
from app.usecases.mail_writer import MailKind, MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User

TOTP_APPLICATION = Text(fr="une application de codes", en="an application of codes")


def named_passkey(name: str) -> Text:
    """The passkey that its owner calls so."""
    return Text(fr=f"la clé d'accès « {name} »", en=f"the passkey “{name}”")


async def tell_of_added(
    uow: UnitOfWork, user: User, which: Text, *, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """``which`` now opens the account."""
    factor = which.in_language(user.language)
    await _tell(uow, user, FACTOR_ADDED, mail_writer=mail_writer, now=now, new_id=new_id, factor=factor)


async def tell_of_removed(
    uow: UnitOfWork, user: User, which: Text, *, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """``which`` opens the account no more."""
    factor = which.in_language(user.language)
    await _tell(uow, user, FACTOR_REMOVED, mail_writer=mail_writer, now=now, new_id=new_id, factor=factor)


async def tell_of_reset(
    uow: UnitOfWork, user: User, *, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """The secretariat took all factors away."""
    await _tell(uow, user, FACTORS_RESET, mail_writer=mail_writer, now=now, new_id=new_id)


async def tell_of_recovery_code(
    uow: UnitOfWork, user: User, *, mail_writer: MailWriter, now: Moment, new_id: Callable[[], UUID]
) -> None:
    """A recovery code was used; where few are left, that others should be made."""
    left = await uow.factors.recovery_codes_left(user.id)
    await _tell(
        uow,
        user,
        RECOVERY_CODE_USED,
        mail_writer=mail_writer,
        now=now,
        new_id=new_id,
        left=str(left),
        few=_MAKE_OTHERS.in_language(user.language) if left <= FEW else "",
    )


_MAKE_OTHERS = Text(
    fr="Il vous en reste peu : enrôlez de nouveau votre application pour en recevoir dix autres.",
    en="Few are left: enrol your application again to get ten others.",
)


async def _tell(
    uow: UnitOfWork,
    user: User,
    kind: MailKind,
    *,
    mail_writer: MailWriter,
    now: Moment,
    new_id: Callable[[], UUID],
    **values: str,
) -> None:
    """Each time that it happens, a mail."""
    await write_to_owner(uow, user, kind, about=new_id(), mail_writer=mail_writer, now=now, new_id=new_id, **values)
