"""What opening and refreshing a session share: who the caller then is, and what they get."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.usecases.access import Caller
from app.usecases.accounts.refusals import ACCOUNT_DISABLED, COMPANY_NOT_APPROVED, ROLE_NOT_HELD
from app.usecases.errors import Forbidden
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session, as its owner gets it: who they are, and the token that prolongs it.

    ``access_token`` is the one that was issued at ``issued_at``, where it had to be kept for an answer to be repeated.
    """

    caller: Caller
    refresh_token: str = field(repr=False)
    access_token: str | None = field(default=None, repr=False)
    issued_at: datetime | None = None


async def caller_of(uow: UnitOfWork, session: Session) -> Caller:
    """Who calls in ``session``. Raises Forbidden when the person has lost the right to its role."""
    if session.user_id is None:
        return Caller(
            role=session.role, session_id=session.id, dossier_id=session.dossier_id, name=session.guest_name or ""
        )
    user = await uow.users.get(session.user_id)
    held = user.held(session.role) if user is not None else None
    if user is None or held is None:
        raise Forbidden(ROLE_NOT_HELD)
    if user.disabled:
        raise Forbidden(ACCOUNT_DISABLED)
    if held.company_id is not None:
        await _check_approval(uow, held.company_id)
    return Caller(
        role=held.role,
        user_id=user.id,
        session_id=session.id,
        name=user.name,
        company_id=held.company_id,
        evaluator_id=held.evaluator_id,
    )


async def _check_approval(uow: UnitOfWork, company_id: UUID) -> None:
    company = await uow.companies.get(company_id)
    if company is None:
        raise Forbidden(ROLE_NOT_HELD)
    if not company.is_approved:
        raise Forbidden(COMPANY_NOT_APPROVED[company.state])
