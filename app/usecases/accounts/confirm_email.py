"""Confirming the address by which a company was registered."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.company import Company, confirmed
from app.usecases.access import Role
from app.usecases.accounts.choosing_password import with_password
from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.refusals import ACCOUNT_DISABLED, ALREADY_EMPLOYER_ELSEWHERE
from app.usecases.errors import AlreadyDone, Forbidden, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import HeldRole, Link, LinkPurpose, User
from app.usecases.ports.credentials import Passwords, Secrets


async def confirm_email(
    uow: UnitOfWork,
    *,
    token: str,
    password: str | None,
    passwords: Passwords,
    secrets: Secrets,
    now: Moment,
    new_id: Callable[[], UUID],
) -> Company:
    """Make the address's owner an employer of the company, which now awaits the secretariat.

    A new account takes the password, which only who reads the mailbox can choose; one that has a password keeps it.
    Rival claims on the SIRET all go to review. Raises NotFound, AlreadyDone, Forbidden when the account is disabled,
    InvalidInput for a weak password or none.
    """
    async with uow:
        link = await redeem_link(uow, LinkPurpose.EMAIL_CONFIRMATION, secrets.digest(token), now.at)
        company = await uow.companies.get(link.company_id) if link.company_id else None
        if company is None:
            raise NotFound
        claims = await uow.companies.claims_on(company.siret)
        known = await uow.users.get_locked_by_email(company.contact.email)
        user = known or _account_to_come(company, link, new_id(), now)
        employer = await _as_employer(uow, user, company, now)
        opened = await with_password(employer, password, passwords)
        await (uow.users.save(opened) if known else uow.users.add(opened))
        changed = {claim.id: claim for claim in confirmed(company.id, claims, now.at)}
        for claim in changed.values():
            await uow.companies.save(claim)
        await uow.commit()
    return changed.get(company.id, company)


def _account_to_come(company: Company, link: Link, user_id: UUID, now: Moment) -> User:
    contact, language = company.contact, link.payload["language"]
    return User(id=user_id, email=contact.email, name=contact.name, language=language, created_at=now.at)


async def _as_employer(uow: UnitOfWork, user: User, company: Company, now: Moment) -> User:
    if user.disabled:
        raise Forbidden(ACCOUNT_DISABLED)
    await _check_free(uow, user, company)
    granted = HeldRole(role=Role.EMPLOYER, company_id=company.id, granted_at=now.at)
    return replace(user.with_role(granted), email_confirmed_at=user.email_confirmed_at or now.at)


async def _check_free(uow: UnitOfWork, user: User, company: Company) -> None:
    """An employer works for one company; who waits for one that is not approved may turn to another."""
    held = user.held(Role.EMPLOYER)
    if held is None or held.company_id is None or held.company_id == company.id:
        return
    other = await uow.companies.get(held.company_id)
    if other is not None and other.is_approved:
        raise AlreadyDone(ALREADY_EMPLOYER_ELSEWHERE)
