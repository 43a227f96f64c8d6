"""Confirming the address by which a company was registered."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from app.domain.company import Company, confirmed
from app.usecases.access import Role
from app.usecases.accounts.links import redeem_link
from app.usecases.accounts.refusals import ACCOUNT_DISABLED, ALREADY_EMPLOYER_ELSEWHERE
from app.usecases.errors import AlreadyDone, Forbidden, NotFound
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import HeldRole, Link, LinkPurpose, User
from app.usecases.ports.credentials import Secrets


async def confirm_email(
    uow: UnitOfWork, *, token: str, secrets: Secrets, now: Moment, new_id: Callable[[], UUID]
) -> Company:
    """Make the address's owner an employer of the company, which now awaits the secretariat.

    A new account takes the password of the registration; one that has a password keeps it.
    Rival claims on the SIRET all go to review. Raises NotFound, AlreadyDone, Forbidden when the account is disabled.
    """
    async with uow:
        link = await redeem_link(uow, LinkPurpose.EMAIL_CONFIRMATION, secrets.digest(token), now.at)
        company = await uow.companies.get(link.company_id) if link.company_id else None
        if company is None:
            raise NotFound
        claims = await uow.companies.claims_on(company.siret)
        await _make_employer(uow, company, link, now, new_id)
        changed = {claim.id: claim for claim in confirmed(company.id, claims, now.at)}
        for claim in changed.values():
            await uow.companies.save(claim)
        await uow.commit()
    return changed.get(company.id, company)


async def _make_employer(
    uow: UnitOfWork, company: Company, link: Link, now: Moment, new_id: Callable[[], UUID]
) -> None:
    user = await uow.users.get_locked_by_email(company.contact.email)
    granted = HeldRole(role=Role.EMPLOYER, company_id=company.id, granted_at=now.at)
    if user is None:
        user = User(id=new_id(), email=company.contact.email, name=company.contact.name, created_at=now.at)
        await uow.users.add(_confirmed(user, link, now).with_role(granted))
        return
    if user.disabled:
        raise Forbidden(ACCOUNT_DISABLED)
    await _check_free(uow, user, company)
    await uow.users.save(_confirmed(user, link, now).with_role(granted))


def _confirmed(user: User, link: Link, now: Moment) -> User:
    """The account with its address confirmed, and the password of the registration where it had none."""
    known = replace(user, email_confirmed_at=user.email_confirmed_at or now.at)
    if known.password_hash is not None:
        return known
    return replace(known, password_hash=link.payload["password_hash"], language=link.payload["language"])


async def _check_free(uow: UnitOfWork, user: User, company: Company) -> None:
    """An employer works for one company; who waits for one that is not approved may turn to another."""
    held = user.held(Role.EMPLOYER)
    if held is None or held.company_id is None or held.company_id == company.id:
        return
    other = await uow.companies.get(held.company_id)
    if other is not None and other.is_approved:
        raise AlreadyDone(ALREADY_EMPLOYER_ELSEWHERE)
