"""One account."""

from uuid import UUID

from app.usecases.access import Caller, Role
from app.usecases.accounts.list_users import user_as_seen_by
from app.usecases.errors import NotFound
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User


async def get_user(uow: UnitOfWork, caller: Caller, *, user_id: UUID) -> User:
    """The account as ``caller`` may see it. Raises NotFound where there is none, or none within reach."""
    async with uow:
        return user_as_seen_by(caller, await user_within_reach(uow, caller, user_id))


async def user_within_reach(uow: UnitOfWork, caller: Caller, user_id: UUID) -> User:
    """The whole account, if it is the secretariat's to see, or an employer's of the caller's company."""
    user = await uow.users.get(user_id)
    if user is None:
        raise NotFound
    held = user.held(Role.EMPLOYER)
    if caller.role is not Role.SECRETARIAT and (held is None or held.company_id != caller.company_id):
        raise NotFound
    return user
