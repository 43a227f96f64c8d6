"""One's own account: who I am, what I was invited to, my e-mail, my password."""

from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.api.dependencies import CallerDep, Uow
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.v1.sessions import SessionRole
from app.usecases.access import Caller
from app.usecases.accounts.get_me import get_me
from app.usecases.accounts.labels import ROLE_LABELS
from app.usecases.ports.accounts import HeldRole, User

router = router_of("accounts", "/v1", description="One's own account: invitations, e-mail, password.")


class HeldRoleOut(BaseModel):
    """A role that a person holds, and for which company or as which evaluator."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    role: Literal["employer", "evaluator", "secretariat", "jury", "trade_evaluator"]
    role_label: str
    company_id: UUID | None
    evaluator_id: UUID | None

    @classmethod
    def of(cls, held: HeldRole) -> Self:
        """As the answer shows it."""
        return cls.model_validate(
            {
                "role": held.role,
                "role_label": ROLE_LABELS[held.role].fr,
                "company_id": held.company_id,
                "evaluator_id": held.evaluator_id,
            }
        )


class MeOut(BaseModel):
    """Who calls. `roles` are all those of the account; `role`, `company_id` and `evaluator_id` are the session's."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    id: UUID | None
    name: str
    email: str | None
    roles: list[HeldRoleOut]
    role: SessionRole
    company_id: UUID | None
    evaluator_id: UUID | None
    dossier_id: UUID | None

    @classmethod
    def of(cls, caller: Caller, user: User | None) -> Self:
        """The account of ``user`` as ``caller`` sees it."""
        return cls.model_validate(
            {
                "id": caller.user_id,
                "name": user.name if user else caller.name,
                "email": user.email if user else None,
                "roles": [HeldRoleOut.of(held) for held in user.roles] if user else [],
                "role": caller.role,
                "company_id": caller.company_id,
                "evaluator_id": caller.evaluator_id,
                "dossier_id": caller.dossier_id,
            }
        )


@router.get("/me", operation_id="getMe", summary="Who I am", responses=problems(401, 403))
async def me(caller: CallerDep, uow: Uow) -> MeOut:
    """The account behind the token. A trade evaluator has none: their `id` and `email` are null."""
    return MeOut.of(caller, await get_me(uow, caller))
