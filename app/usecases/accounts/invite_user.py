"""Inviting somebody to a role."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.accounts.labels import ROLE_LABELS
from app.usecases.accounts.mail_kinds import INVITATION
from app.usecases.accounts.refusals import ONLY_YOUR_COMPANY
from app.usecases.accounts.step_up import DECIDING_ROLES, check_step_up
from app.usecases.errors import Forbidden, InvalidInput
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Link, LinkPurpose, User

INVITATIONS_LAST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is invited to what: an employer for a company, an evaluator as one of the list.

    ``user_id`` and ``expires_at`` are given once it has been sent; ``url`` only to whoever runs the command line.
    """

    email: str
    name: str
    role: Role
    company_id: UUID | None = None
    evaluator_id: UUID | None = None
    user_id: UUID | None = None
    expires_at: datetime | None = None
    url: str = ""


async def invite_user(
    uow: UnitOfWork,
    caller: Caller,
    *,
    invitation: Invitation,
    mail_writer: MailWriter,
    now: Moment,
    new_id: Callable[[], UUID],
) -> Invitation:
    """Mail an invitation; a former one to the same role is dead.

    The account exists from now on, without a password nor the role: those come with the acceptance.
    Raises Forbidden when an employer invites to anything but their own company, StepUpRequired, InvalidInput.
    """
    wanted = _within_reach(caller, replace(invitation, email=invitation.email.lower()))
    if wanted.role in DECIDING_ROLES:
        check_step_up(caller)
    async with uow:
        await _check_target(uow, wanted)
        user = await uow.users.get_locked_by_email(wanted.email)
        if user is None:
            user = User(id=new_id(), email=wanted.email, name=wanted.name, created_at=now.at)
            await uow.users.add(user)
        await _revoke_former(uow, user, wanted, now.at)
        link = _link(wanted, user.id, new_id(), now.at)
        mail = await mail_writer.send_link(
            uow,
            INVITATION,
            link,
            to=wanted.email,
            mail_id=new_id(),
            language=user.language,
            name=wanted.name,
            role=ROLE_LABELS[wanted.role].in_language(user.language),
        )
        await uow.commit()
    return replace(wanted, user_id=user.id, expires_at=link.expires_at, url=mail.links["url"])


def _within_reach(caller: Caller, invitation: Invitation) -> Invitation:
    """The invitation that ``caller`` may send: an employer's is to their own company, said or not."""
    if caller.role is not Role.EMPLOYER:
        return invitation
    if invitation.role is not Role.EMPLOYER or invitation.company_id not in {None, caller.company_id}:
        raise Forbidden(ONLY_YOUR_COMPANY)
    return replace(invitation, company_id=caller.company_id)


async def _check_target(uow: UnitOfWork, invitation: Invitation) -> None:
    faults = []
    for name, role, given in (
        ("company_id", Role.EMPLOYER, invitation.company_id),
        ("evaluator_id", Role.EVALUATOR, invitation.evaluator_id),
    ):
        if (invitation.role is role) is not (given is not None):
            faults.append(_needed(name) if given is None else _unexpected(name))
    if not faults and invitation.company_id and await uow.companies.get(invitation.company_id) is None:
        faults.append(_unknown("company_id"))
    if not faults and invitation.evaluator_id and await uow.evaluators.get(invitation.evaluator_id) is None:
        faults.append(_unknown("evaluator_id"))
    if faults:
        raise InvalidInput(*faults)


async def _revoke_former(uow: UnitOfWork, user: User, invitation: Invitation, at: datetime) -> None:
    await uow.links.revoke(LinkPurpose.INVITATION, at, user_id=user.id, payload={"role": invitation.role})


def _link(invitation: Invitation, user_id: UUID, link_id: UUID, at: datetime) -> Link:
    return Link(
        id=link_id,
        purpose=LinkPurpose.INVITATION,
        user_id=user_id,
        company_id=invitation.company_id,
        payload={
            "role": invitation.role,
            "name": invitation.name,
            "evaluator_id": str(invitation.evaluator_id) if invitation.evaluator_id else None,
        },
        created_at=at,
        expires_at=at + INVITATIONS_LAST,
    )


def _needed(name: str) -> Violation:
    return Violation(
        code="missing",
        detail=Text(fr="Ce champ est obligatoire pour ce rôle.", en="This field is required for that role."),
        pointer=f"/{name}",
    )


def _unexpected(name: str) -> Violation:
    return Violation(
        code="unexpected_field",
        detail=Text(fr="Ce champ n'a pas de sens pour ce rôle.", en="This field means nothing for that role."),
        pointer=f"/{name}",
    )


def _unknown(name: str) -> Violation:
    return Violation(
        code="unknown_reference",
        detail=Text(fr="Rien n'existe sous cet identifiant.", en="Nothing exists under this id."),
        pointer=f"/{name}",
    )
