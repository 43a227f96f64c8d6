"""Renaming and disabling an account, taking a role back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.get_user import user_within_reach
from app.usecases.accounts.list_users import user_as_seen_by
from app.usecases.accounts.refusals import OTHER_ROLES_HELD
from app.usecases.accounts.step_up import DECIDING_ROLES, check_step_up
from app.usecases.errors import Forbidden, InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import User
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanges:
    """What is to change; None leaves as it is. ``roles`` are those to keep: more are gained by invitation only."""

    name: str | None = None
    disabled: bool | None = None
    roles: frozenset[Role] | None = None


async def update_user(
    uow: UnitOfWork, caller: Caller, *, user_id: UUID, changes: UserChanges, precondition: Precondition, at: datetime
) -> User:
    """Change an account; the sessions that it no longer has a right to end at once (``at``: the system's clock).

    An employer reaches the employers of their company, and changes the name or disables the account of those who
    hold no other role. Raises NotFound, PreconditionRequired, StaleVersion, StepUpRequired, Forbidden,
    InvalidInput.
    """
    async with uow:
        user = await user_within_reach(uow, caller, user_id)
        precondition.check_replacement(user.version, exists=True)
        if any(held.role in DECIDING_ROLES for held in user.roles):
            check_step_up(caller)
        changed = _changed(caller, user, changes)
        saved = await uow.users.save(changed)
        await _end_sessions(uow, user, saved, at)
        await uow.commit()
    return user_as_seen_by(caller, saved)


def _changed(caller: Caller, user: User, changes: UserChanges) -> User:
    is_employer = caller.role is Role.EMPLOYER
    if is_employer and len(user.roles) > 1 and (changes.name is not None or changes.disabled is not None):
        raise Forbidden(OTHER_ROLES_HELD)
    visible = user_as_seen_by(caller, user).roles
    faults = _faults(caller, user, {held.role for held in visible}, changes)
    if faults:
        raise InvalidInput(*faults)
    withdrawn = {held.role for held in visible} - changes.roles if changes.roles is not None else set()
    return replace(
        user,
        name=user.name if changes.name is None else changes.name,
        disabled=user.disabled if changes.disabled is None else changes.disabled,
        roles=tuple(held for held in user.roles if held.role not in withdrawn),
    )


def _faults(caller: Caller, user: User, held: set[Role], changes: UserChanges) -> list[Violation]:
    faults = []
    if changes.roles is not None and not changes.roles <= held:
        faults.append(
            Violation(
                code="role_not_held",
                detail=Text(
                    fr="Un rôle de plus s'obtient en acceptant une invitation.",
                    en="One more role is gained by accepting an invitation.",
                ),
                pointer="/roles",
            )
        )
    loses_role = changes.roles is not None and caller.role not in changes.roles
    if user.id == caller.user_id and (changes.disabled or loses_role):
        faults.append(
            Violation(
                code="own_account",
                detail=Text(
                    fr="Vous ne pouvez pas vous retirer à vous-même l'accès qui vous sert.",
                    en="You cannot take from yourself the access that you are using.",
                ),
                pointer="/disabled" if changes.disabled else "/roles",
            )
        )
    return faults


async def _end_sessions(uow: UnitOfWork, before: User, after: User, at: datetime) -> None:
    if after.disabled:
        await uow.sessions.end_all(after.id, at)
    for held in before.roles:
        if after.held(held.role) is None:
            await uow.sessions.end_all(after.id, at, role=held.role)
