"""Who has an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.company import Company
from app.usecases.access import Caller, Role
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUser:
    """An account, and the company of whoever is an employer."""

    user: User
    company: Company | None


async def list_users(uow: UnitOfWork, caller: Caller, *, page: PageRequest) -> Page[ListedUser]:
    """Everybody, newest first; for an employer, the employers of their company."""
    async with uow:
        found = await uow.users.page(page, company_id=caller.company_id if caller.role is Role.EMPLOYER else None)
        shown = found.map(lambda user: user_as_seen_by(caller, user))
        companies = await uow.companies.by_ids({held for user in shown.items if (held := company_held_by(user))})
    return shown.map(lambda user: ListedUser(user=user, company=_among(companies, company_held_by(user))))


def company_held_by(user: User) -> UUID | None:
    """The company for which somebody is an employer."""
    return next((held.company_id for held in user.roles if held.company_id), None)


def _among(companies: Mapping[UUID, Company], company_id: UUID | None) -> Company | None:
    return companies.get(company_id) if company_id is not None else None


def user_as_seen_by(caller: Caller, user: User) -> User:
    """The account without the roles that are none of an employer's business."""
    if caller.role is not Role.EMPLOYER:
        return user
    return user.only_for(caller.company_id)
