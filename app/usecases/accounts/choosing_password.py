"""The password that whoever holds the mailbox chooses by following a link."""

from dataclasses import replace

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.accounts.password_strength import check_strength
from app.usecases.accounts.refusals import ANOTHER_PASSWORD
from app.usecases.errors import AlreadyDone, InvalidInput
from app.usecases.ports.accounts import User
from app.usecases.ports.credentials import Passwords


async def with_password(user: User, password: str | None, passwords: Passwords) -> User:
    """The account, opened by ``password`` from now on where nothing opened it; else as it is.

    Whoever sends a password believes that it opens the account: another one than the account's is refused aloud.
    Raises InvalidInput for a weak password or none where one is needed, AlreadyDone for another than the account's.
    """
    if user.password_hash is not None:
        if password is not None and not await passwords.verify(password, user.password_hash):
            raise AlreadyDone(ANOTHER_PASSWORD)
        return user
    if password is None:
        raise InvalidInput(
            Violation(
                code="missing",
                detail=Text(fr="Choisissez un mot de passe.", en="Choose a password."),
                pointer="/password",
            )
        )
    check_strength(password, user, passwords)
    return replace(user, password_hash=await passwords.hash(password))
