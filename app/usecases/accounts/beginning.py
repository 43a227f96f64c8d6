"""Beginning a session, once it is known who somebody is, however they have shown it: every one begins here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Role
from app.usecases.accounts.lifetimes import lifetime_of
from app.usecases.accounts.new_device import tell_of_new_device
from app.usecases.accounts.refusals import NO_ROLE, ROLE_NOT_HELD, ROLE_NOT_SERVED
from app.usecases.accounts.signing_in import SignedIn, caller_of
from app.usecases.errors import Forbidden, InvalidInput
from app.usecases.mail_writer import MailWriter
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Factor, Origin, Session, User
from app.usecases.ports.credentials import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """Where a session is opened from and when, and what opening one takes; ``at`` is the system's clock."""

    origin: Origin
    secrets: Secrets
    mail_writer: MailWriter
    at: datetime
    now: Moment
    new_id: Callable[[], UUID]


async def begin_session(
    uow: UnitOfWork, user: User, role: Role, factor: Factor, entry: SessionEntry
) -> tuple[Session, SignedIn]:
    """Open a session of ``user``, who is locked, in the open transaction; its owner is told of a new device.

    Raises Forbidden when the account is disabled, the role is not held or its company not approved.
    """
    at, lifetime, refresh_token = entry.at, lifetime_of(role), entry.secrets.new()
    session = Session.begun(
        at, lifetime.whole, id=entry.new_id(), role=role, user_id=user.id, factor=factor, origin=entry.origin
    )
    caller = await caller_of(uow, session)
    await tell_of_new_device(uow, user, session, mail_writer=entry.mail_writer, now=entry.now, new_id=entry.new_id)
    until = lifetime.prolonged(at, session.expires_at)
    await uow.sessions.open(session, entry.secrets.digest(refresh_token), until)
    return session, SignedIn(caller=caller, refresh_token=refresh_token)


def choose_role(user: User, role: Role | None, among: Collection[Role] = frozenset(Role)) -> Role:
    """The role of the session: the one named, or the only one of those that may be had in this way.

    Raises Forbidden when it is not held or not to be had so, InvalidInput when several are left and none is named.
    """
    if role is not None and user.held(role) is None:
        raise Forbidden(ROLE_NOT_HELD)
    if not user.roles:
        raise Forbidden(NO_ROLE)
    open_to = sorted(held.role for held in user.roles if held.role in among and role in {None, held.role})
    if not open_to:
        raise Forbidden(ROLE_NOT_SERVED)
    if len(open_to) > 1:
        raise InvalidInput(_name_one_of(open_to))
    return open_to[0]


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
