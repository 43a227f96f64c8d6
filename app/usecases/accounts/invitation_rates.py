"""How many mails somebody may cause to somebody else: none is to be a relay for a stranger's words."""

from datetime import datetime

from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.attempt_keys import of_invitations_by, of_invitations_to
from app.usecases.errors import TooManyRequests
from app.usecases.ports import UnitOfWork

_TO_A_MAILBOX, _BY_A_PERSON = 5, 20
"""In a row; then the wait doubles with each, up to a quarter of an hour."""
_LONGEST = 900

TOO_MANY_INVITATIONS = Text(
    fr="Trop d'invitations d'affilée : attendez avant d'en envoyer une autre.",
    en="Too many invitations in a row: wait before you send another one.",
)


async def count_invitation(uow: UnitOfWork, caller: Caller, email: str, at: datetime) -> None:
    """Count it, in the open transaction, before it is written; ``at`` is the system's clock.

    The secretariat invites whole juries and lists of evaluators: of its invitations each mailbox alone is counted.
    Raises TooManyRequests.
    """
    counted = [(of_invitations_to(email), _TO_A_MAILBOX)]
    if caller.user_id is not None and caller.role is not Role.SECRETARIAT:
        counted.insert(0, (of_invitations_by(caller.user_id), _BY_A_PERSON))
    for key, free in counted:
        seconds = await uow.attempts.begin(key, at, free=free, longest=_LONGEST)
        if seconds:
            raise TooManyRequests(TOO_MANY_INVITATIONS, seconds)
