"""The accounts of people: inviting, renaming, disabling."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Path
from pydantic import Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import MailWriterDep, TokenTime
from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import CallerDep, IfMatch, NewId, Now, PageQuery, Tag, Uow
from app.api.fields import KeptIfOmitted
from app.api.language import spoken
from app.api.mail_addresses import MailAddress
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.account_models import HeldRole, PersonalName, role_labels
from app.api.v1.dossier_models import CompanyRef
from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.accounts.get_user import get_user
from app.usecases.accounts.invite_user import Invitation, invite_user
from app.usecases.accounts.labels import ROLE_LABELS
from app.usecases.accounts.list_users import ListedUser, company_held_by, list_users
from app.usecases.accounts.reset_factor import REQUESTS_LAST, reset_factor
from app.usecases.accounts.update_user import UserChanges, update_user
from app.usecases.ports.accounts import User
from app.usecases.ports.factors import FactorReset

router = router_of("users", "/v1/users", description="The accounts of people, and the invitations to them.")

UserId = Annotated[UUID, Path(description="The account.")]

_STATES = {
    "invited": Text(fr="Invité", en="Invited"),
    "active": Text(fr="Actif", en="Active"),
    "disabled": Text(fr="Désactivé", en="Disabled"),
}

_RESET_STATES = {
    "asked": Text(fr="Demandé, en attente d'une seconde personne", en="Asked, awaits a second person"),
    "done": Text(fr="Fait", en="Done"),
}


class UserInvitation(RequestBody):
    """Who is invited to which role: `company_id` goes with an employer, `evaluator_id` with an evaluator."""

    email: Annotated[MailAddress, Field(max_length=254)]
    name: PersonalName
    role: HeldRole
    company_id: UUID | None = None
    evaluator_id: UUID | None = None


class InvitationOut(AnswerBody):
    """The invitation as it was sent; `id` is the account's."""

    id: UUID
    email: str
    name: str
    role: HeldRole
    role_label: str
    company_id: UUID | None
    evaluator_id: UUID | None
    expires_at: datetime

    @classmethod
    def of(cls, sent: Invitation) -> Self:
        """The invitation on the wire."""
        return cls.model_validate(
            {
                "id": sent.user_id,
                "email": sent.email,
                "name": sent.name,
                "role": sent.role,
                "role_label": spoken(ROLE_LABELS[sent.role]),
                "company_id": sent.company_id,
                "evaluator_id": sent.evaluator_id,
                "expires_at": sent.expires_at,
            }
        )


class UserPatch(RequestBody):
    """What is to change. `roles` are those to keep: one more is gained by accepting an invitation."""

    name: KeptIfOmitted[PersonalName] = None
    disabled: KeptIfOmitted[StrictBool] = None
    roles: KeptIfOmitted[Annotated[list[HeldRole], Field(max_length=4)]] = None


class UserOut(AnswerBody):
    """An account. An employer sees of its roles the one for their company."""

    id: UUID
    email: str
    name: str
    state: Literal["invited", "active", "disabled"]
    state_label: str
    disabled: bool
    roles: list[HeldRole]
    role_labels: list[str]
    company_id: UUID | None
    evaluator_id: UUID | None
    created_at: datetime
    version: int

    @classmethod
    def of(cls, user: User) -> Self:
        """The account on the wire."""
        return cls.model_validate(cls.members_of(user))

    @classmethod
    def members_of(cls, user: User) -> dict[str, Any]:
        """What it says of the account."""
        state = "disabled" if user.disabled else "active" if user.is_open else "invited"
        roles = [held.role for held in user.roles]
        return {
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "state": state,
            "state_label": spoken(_STATES[state]),
            "disabled": user.disabled,
            "roles": roles,
            "role_labels": role_labels(roles),
            "company_id": company_held_by(user),
            "evaluator_id": next((held.evaluator_id for held in user.roles if held.evaluator_id), None),
            "created_at": user.created_at,
            "version": user.version,
        }


class ListedUserOut(UserOut):
    """An account in the list, with the company of whoever is an employer."""

    company: CompanyRef | None

    @classmethod
    def listed(cls, found: ListedUser) -> Self:
        """The account on the wire."""
        company = found.company
        named = None if company is None else CompanyRef(id=company.id, siret=company.siret, name=company.name)
        return cls.model_validate({**cls.members_of(found.user), "company": named})


class FactorResetRequest(RequestBody):
    """Why, and how it was made sure that it is the account's owner who asks."""

    reason: Reason


class FactorResetOut(AnswerBody):
    """`asked`: the second hand is awaited until `expires_at`; `done`: the factors are gone."""

    id: UUID
    user_id: UUID
    state: Literal["asked", "done"]
    state_label: str
    asked_at: datetime
    done_at: datetime | None
    expires_at: datetime

    @classmethod
    def of(cls, reset: FactorReset) -> Self:
        """The request, or what was done, on the wire."""
        state = "asked" if reset.done_at is None else "done"
        return cls.model_validate(
            {
                "id": reset.id,
                "user_id": reset.user_id,
                "state": state,
                "state_label": spoken(_RESET_STATES[state]),
                "asked_at": reset.asked_at,
                "done_at": reset.done_at,
                "expires_at": reset.asked_at + REQUESTS_LAST,
            }
        )


@router.post(
    "",
    operation_id="inviteUser",
    summary="Invite somebody to a role",
    status_code=201,
    responses=problems(401, 403, 422),
)
async def invite(
    body: UserInvitation,
    caller: CallerDep,
    uow: Uow,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> InvitationOut:
    """Mail an invitation; a former one to the same role is dead. An employer invites employers of their company."""
    invitation = Invitation(
        email=body.email,
        name=body.name,
        role=Role(body.role),
        company_id=body.company_id,
        evaluator_id=body.evaluator_id,
    )
    return InvitationOut.of(
        await invite_user(uow, caller, invitation=invitation, mail_writer=mail_writer, at=at, now=now, new_id=new_id)
    )


@router.get("", operation_id="listUsers", summary="List the accounts", responses=problems(401, 403, 422))
async def list_all(
    caller: CallerDep, uow: Uow, page: PageQuery, request: Request, response: Response
) -> PageOut[ListedUserOut]:
    """Newest first. An employer sees the employers of their company."""
    found = await list_users(uow, caller, page=page)
    return PageOut[ListedUserOut].of(found, ListedUserOut.listed, request, response)


@router.get("/{user_id}", operation_id="getUser", summary="Read an account", responses=problems(401, 403, 404))
async def get_one(user_id: UserId, caller: CallerDep, uow: Uow, tag: Tag) -> UserOut:
    """One account, with the ETag that a change of it needs."""
    user = await get_user(uow, caller, user_id=user_id)
    tag(user.version)
    return UserOut.of(user)


@router.post(
    "/{user_id}/factor-reset",
    operation_id="resetFactor",
    summary="Take away the second factors of somebody who lost them",
    responses=problems(401, 403, 404, 409, 422),
)
async def reset(
    user_id: UserId,
    body: FactorResetRequest,
    caller: CallerDep,
    uow: Uow,
    mail_writer: MailWriterDep,
    at: TokenTime,
    now: Now,
    new_id: NewId,
) -> FactorResetOut:
    """Takes two hands: the first asks, another one who asks the same within seven days does it.

    Then all factors of the account are gone and its sessions over; a mail tells its owner, who signs in with the
    password and enrols others.
    """
    done = await reset_factor(
        uow, caller, user_id=user_id, reason=body.reason, mail_writer=mail_writer, at=at, now=now, new_id=new_id
    )
    return FactorResetOut.of(done)


@router.patch(
    "/{user_id}",
    operation_id="updateUser",
    summary="Rename or disable an account, take a role back",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def update(
    user_id: UserId, body: UserPatch, caller: CallerDep, uow: Uow, if_match: IfMatch, at: TokenTime, tag: Tag
) -> UserOut:
    """Change an account. The sessions that it has no more right to end at once."""
    changes = UserChanges(
        name=body.name,
        disabled=body.disabled,
        roles=None if body.roles is None else frozenset(map(Role, body.roles)),
    )
    user = await update_user(uow, caller, user_id=user_id, changes=changes, precondition=if_match, at=at)
    tag(user.version)
    return UserOut.of(user)
