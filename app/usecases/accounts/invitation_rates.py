"""How many mails somebody may cause to somebody else: none is to be a relay for a stranger's words."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.attempt_keys import of_invitations_by, of_invitations_of, of_invitations_to
from app.usecases.errors import TooManyRequests
from app.usecases.ports import UnitOfWork

_TO_A_MAILBOX, _BY_A_PERSON, _OF_A_DOSSIER, _TO_A_PROFESSIONAL = 5, 20, 5, 100
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
    await _count(uow, counted, at)


async def count_invitation_to(uow: UnitOfWork, dossier_id: UUID, email: str, at: datetime) -> None:
    """Count the invitation of a trade evaluator to a dossier, likewise.

    A dossier is what it takes to invite one, and has one at a time: it has a few in a row. One professional may observe
    all candidates of a company: their mailbox takes a hundred. Raises TooManyRequests.
    """
    await _count(
        uow, [(of_invitations_of(dossier_id), _OF_A_DOSSIER), (of_invitations_to(email), _TO_A_PROFESSIONAL)], at
    )


async def _count(uow: UnitOfWork, counted: Sequence[tuple[str, int]], at: datetime) -> None:
    for key, free in counted:
        seconds = await uow.attempts.begin(key, at, free=free, longest=_LONGEST)
        if seconds:
            raise TooManyRequests(TOO_MANY_INVITATIONS, seconds)
