"""What enrolling and removing factors have in common."""

from datetime import datetime

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.accounts.step_up import check_step_up
from app.usecases.errors import InvalidInput, Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.ports.factors import FactorMethod


async def locked_account(uow: UnitOfWork, caller: Caller) -> User:
    """The caller's account, under the lock under which all use of its factors happens."""
    user = await uow.users.get_locked(caller.user_id) if caller.user_id is not None else None
    if user is None:
        raise Unauthenticated(SESSION_OVER)
    return user


async def account_that_enrols(uow: UnitOfWork, caller: Caller) -> User:
    """The same, once the caller may add a factor: who has one shows it first, or a stolen token would make itself at
    home for good. Raises StepUpRequired."""
    user = await locked_account(uow, caller)
    if not caller.awaits_enrolment or await uow.factors.methods_of(user.id):
        check_step_up(caller)
    return user


async def open_in_full(uow: UnitOfWork, caller: Caller, user: User, at: datetime) -> None:
    """The session in which a factor was enrolled has shown it. Others that awaited one end: whoever holds only the
    password must not profit by what its owner enrolled."""
    if caller.session_id is not None:
        await uow.sessions.note_factor(caller.session_id, at)
    await uow.sessions.end_awaiting(user.id, at, but=caller.session_id)


async def check_not_the_last(uow: UnitOfWork, user: User, roles_with_second_factor: frozenset[Role]) -> None:
    """Called once a factor is removed: raise InvalidInput where a role of the account needs one, and none is left."""
    if await has_a_factor(uow, user) or not any(held.role in roles_with_second_factor for held in user.roles):
        return
    raise InvalidInput(_LAST_FACTOR)


async def has_a_factor(uow: UnitOfWork, user: User) -> bool:
    """Whether the account has a factor, recovery codes left aside."""
    return bool(set(await uow.factors.methods_of(user.id)) - {FactorMethod.RECOVERY_CODE})


_LAST_FACTOR = Violation(
    code="last_factor",
    detail=Text(
        fr="C'est votre dernier second facteur, et votre rôle en demande un : enrôlez-en d'abord un autre.",
        en="This is your last second factor, and your role asks for one: enrol another one first.",
    ),
)
