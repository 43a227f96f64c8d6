"""Who I am."""

from app.usecases.access import Caller
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.errors import Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User


async def get_me(uow: UnitOfWork, caller: Caller) -> User | None:
    """The caller's account; None for a trade evaluator, who has an invitation and no account."""
    if caller.user_id is None:
        return None
    async with uow:
        user = await uow.users.get(caller.user_id)
    if user is None:
        raise Unauthenticated(SESSION_OVER)
    return user
