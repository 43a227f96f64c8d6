"""What one's account has beside its password."""

from dataclasses import dataclass

from app.usecases.access import Caller, Role
from app.usecases.accounts.refusals import SESSION_OVER
from app.usecases.errors import Unauthenticated
from app.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFactors:
    """Whether an application of codes is enrolled, how many passkeys and unused recovery codes there are; and whether
    a role of the account needs a second factor."""

    totp: bool
    passkeys: int
    recovery_codes_left: int
    required: bool


async def own_factors(uow: UnitOfWork, caller: Caller, *, roles_with_second_factor: frozenset[Role]) -> OwnFactors:
    """The caller's. Raises Unauthenticated when the account is gone."""
    async with uow:
        user = await uow.users.get(caller.user_id) if caller.user_id is not None else None
        if user is None:
            raise Unauthenticated(SESSION_OVER)
        return OwnFactors(
            totp=await uow.factors.totp(user.id) is not None,
            passkeys=len(await uow.factors.passkeys(user.id)),
            recovery_codes_left=await uow.factors.recovery_codes_left(user.id),
            required=any(held.role in roles_with_second_factor for held in user.roles),
        )
