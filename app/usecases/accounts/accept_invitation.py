"""Accepting an invitation."""

from dataclasses import replace
from uuid import UUID

from app.usecases.access import Role
from app.usecases.accounts.choosing_password import with_password
from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.refusals import ACCOUNT_DISABLED, ALREADY_ANOTHER_EVALUATOR, ALREADY_EMPLOYER_ELSEWHERE
from app.usecases.errors import AlreadyDone, Forbidden, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import HeldRole, Language, Link, LinkPurpose, User
from app.usecases.ports.credentials import Passwords, Secrets
from app.usecases.security_events import SecurityEvent, tell


async def accept_invitation(
    uow: UnitOfWork,
    *,
    token: str,
    password: str | None,
    language: Language,
    passwords: Passwords,
    secrets: Secrets,
    now: Moment,
) -> User:
    """Give the role to the account. A new account takes the password; one that has a password keeps it.

    Raises NotFound, AlreadyDone (also when the role is held for another company or evaluator, or the account has
    another password), Forbidden when the account is disabled, InvalidInput for a weak password or none.
    """
    async with uow:
        link = await redeem_link(uow, LinkPurpose.INVITATION, secrets.digest(token), now.at)
        user = await uow.users.get(link.user_id) if link.user_id else None
        if user is None:
            raise NotFound
        if user.disabled:
            raise Forbidden(ACCOUNT_DISABLED)
        accepted = await with_password(named_by(user, link, language), password, passwords)
        saved = await uow.users.save(granted_by(accepted, link, now))
        await uow.commit()
    tell(SecurityEvent.INVITATION_ACCEPTED, user_id=saved.id, granted=link.payload["role"])
    return saved


def named_by(user: User, link: Link, language: Language) -> User:
    """The account under the name of its invitation, in the language of who follows it, unless it has its own."""
    return user if user.was_opened else replace(user, name=link.payload["name"], language=language)


def granted_by(user: User, link: Link, now: Moment) -> User:
    """The account with the role of the invitation, which confirms its address.

    Raises AlreadyDone when the role is held for another company or evaluator.
    """
    confirmed_at = user.email_confirmed_at or now.at
    return replace(user.with_role(_granted(user, link, now)), email_confirmed_at=confirmed_at)


def _granted(user: User, link: Link, now: Moment) -> HeldRole:
    evaluator_id = link.payload["evaluator_id"]
    granted = HeldRole(
        role=Role(link.payload["role"]),
        company_id=link.company_id,
        evaluator_id=UUID(evaluator_id) if evaluator_id else None,
        granted_at=now.at,
    )
    held = user.held(granted.role)
    if held is not None and held.company_id != granted.company_id:
        raise AlreadyDone(ALREADY_EMPLOYER_ELSEWHERE)
    if held is not None and held.evaluator_id != granted.evaluator_id:
        raise AlreadyDone(ALREADY_ANOTHER_EVALUATOR)
    return held or granted
