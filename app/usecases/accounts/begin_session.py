"""Giving a proved account its session, or saying which factor is still due."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.accounts.due_factor import DueFactor, Proof, due_factor
from app.usecases.accounts.lifetimes import lifetime_of
from app.usecases.accounts.new_device import tell_of_new_device
from app.usecases.accounts.refusals import NO_ROLE, ROLE_NOT_HELD
from app.usecases.accounts.signing_in import SignedIn, caller_of
from app.usecases.errors import Forbidden, InvalidInput, SecondFactorRequired
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Origin, Session, User
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.factors import FactorMethod, SignInChallenge

CHALLENGES_LAST = timedelta(minutes=5)
"""How long somebody has to find their telephone, or the sheet with the recovery codes, after their password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContext:
    """What it takes to open sessions, whatever they are opened with: ``roles_with_second_factor`` are the settings'."""

    roles_with_second_factor: frozenset[Role]
    secrets: Secrets = field(repr=False)
    mail_writer: MailWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """A session that a proved account asks for. It keeps ``session_id`` when a second factor comes between."""

    session_id: UUID
    role: Role
    origin: Origin
    proof: Proof


async def begin_session(
    uow: UnitOfWork,
    user: User,
    request: SessionRequest,
    *,
    context: SessionContext,
    at: datetime,
    now: Moment,
    new_id: Callable[[], UUID],
) -> SignedIn:
    """Open the session in the open transaction, and commit it (``at``: the system's clock).

    ``user`` was read under its lock, and holds the role. A device that they had not signed in from is told by mail.
    Raises SecondFactorRequired, its challenge committed; Forbidden when the account is disabled, or its company not
    approved.
    """
    lifetime = lifetime_of(request.role)
    session = Session.begun(
        at,
        lifetime.whole,
        id=request.session_id,
        role=request.role,
        user_id=user.id,
        origin=request.origin,
        factor=request.proof.factor,
        proved_at=at if request.proof.is_several else None,
    )
    caller = await caller_of(uow, session)
    methods = await uow.factors.methods_of(user.id)
    due = due_factor(request.proof, methods, request.role, roles_with_second_factor=context.roles_with_second_factor)
    if due is DueFactor.SECOND_FACTOR:
        await _challenge(uow, user, request, methods, secrets=context.secrets, at=at)
    session = replace(session, awaits_enrolment=due is DueFactor.ENROLMENT)
    await tell_of_new_device(uow, user, session, mail_writer=context.mail_writer, now=now, new_id=new_id)
    refresh_token = context.secrets.new()
    await uow.sessions.open(session, context.secrets.digest(refresh_token), lifetime.prolonged(at, session.expires_at))
    await uow.commit()
    return SignedIn(caller=replace(caller, awaits_enrolment=session.awaits_enrolment), refresh_token=refresh_token)


async def _challenge(
    uow: UnitOfWork,
    user: User,
    request: SessionRequest,
    methods: tuple[FactorMethod, ...],
    *,
    secrets: Secrets,
    at: datetime,
) -> NoReturn:
    """Keep what was shown, and ask for the rest."""
    token = secrets.new()
    kept = SignInChallenge(
        user_id=user.id,
        session_id=request.session_id,
        role=request.role,
        factor=request.proof.factor,
        created_at=at,
        expires_at=at + CHALLENGES_LAST,
    )
    await uow.factors.add_sign_in(secrets.digest(token), kept)
    await uow.commit()
    raise SecondFactorRequired(token, methods)


def chosen_role(user: User, role: Role | None) -> Role:
    """The role of the session: the one named, or the only one.

    Raises InvalidInput when several are held and none is named, Forbidden when the role is not held.
    """
    if role is not None:
        if user.held(role) is None:
            raise Forbidden(ROLE_NOT_HELD)
        return role
    if not user.roles:
        raise Forbidden(NO_ROLE)
    if len(user.roles) > 1:
        raise InvalidInput(_name_one_of(sorted(held.role for held in user.roles)))
    return user.roles[0].role


def _name_one_of(roles: list[Role]) -> Violation:
    listed = ", ".join(roles)
    return Violation(
        code="role_required",
        detail=Text(
            fr=f"Ce compte a plusieurs rôles, un par session : choisissez « role » parmi {listed}.",
            en=f"This account holds several roles, one per session: choose “role” among {listed}.",
        ),
        pointer="/role",
    )
