"""Who has an account."""

from app.usecases.access import Caller, Role
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User


async def list_users(uow: UnitOfWork, caller: Caller, *, page: PageRequest) -> Page[User]:
    """Everybody, newest first; for an employer, the employers of their company."""
    async with uow:
        found = await uow.users.page(page, company_id=caller.company_id if caller.role is Role.EMPLOYER else None)
    return found.map(lambda user: user_as_seen_by(caller, user))


def user_as_seen_by(caller: Caller, user: User) -> User:
    """The account without the roles that are none of an employer's business."""
    if caller.role is not Role.EMPLOYER:
        return user
    return user.only_for(caller.company_id)
