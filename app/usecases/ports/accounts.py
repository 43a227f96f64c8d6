"""Accounts of people and programs: their values, and the ports to where they are kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, Protocol
from uuid import UUID

from app.domain.seats import EmployerAccount
from app.usecases.access import Role
from app.usecases.paging import Page, PageRequest

Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role that a person holds: an employer for a company, an evaluator as one of the CPNE's list."""

    role: Role
    company_id: UUID | None = None
    evaluator_id: UUID | None = None
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person's account, theirs since they accepted an invitation or confirmed their e-mail.

    ``password_hash`` is None until they choose a password: those whom an identity provider vouches for may never.
    """

    id: UUID
    email: str
    name: str
    password_hash: str | None = field(default=None, repr=False)
    disabled: bool = False
    language: Language = "fr"
    email_confirmed_at: datetime | None = None
    created_at: datetime
    roles: tuple[HeldRole, ...] = ()
    version: int = 1

    @property
    def was_opened(self) -> bool:
        """Whether its owner has taken it, rather than been invited only."""
        return self.password_hash is not None or self.email_confirmed_at is not None

    @property
    def is_open(self) -> bool:
        """Whether somebody signs in to it."""
        return self.was_opened and not self.disabled

    def with_role(self, granted: HeldRole) -> "User":
        """The same account holding one more role, or holding it for another company."""
        others = (held for held in self.roles if held.role is not granted.role)
        return replace(self, roles=(*others, granted))

    def only_for(self, company_id: UUID | None) -> "User":
        """The same account, showing of its roles the employer's for one company."""
        mine = (held for held in self.roles if held.role is Role.EMPLOYER and held.company_id == company_id)
        return replace(self, roles=tuple(mine))

    def held(self, role: Role) -> HeldRole | None:
        """What they hold of ``role``, None where they do not."""
        return next((held for held in self.roles if held.role is role), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a request comes from: a network address, and what its sender's device is called, where it tells."""

    address: str
    device: str | None = None


class Factor(StrEnum):
    """What a session was opened with: of several factors, the last one."""

    PASSWORD = "password"  # noqa: S105 - a kind of proof, not one
    INVITATION = "invitation"
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    IDENTITY_PROVIDER = "identity_provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person signed in under one role, or a trade evaluator who redeemed an invitation to one dossier.

    ``expires_at`` is when it ends, however it is used; ``origin`` is where it was opened. ``awaits_enrolment``: its
    role needs a second factor that the account does not have yet; ``proved_at``: when one was last shown in it.
    """

    id: UUID
    role: Role
    user_id: UUID | None = None
    dossier_id: UUID | None = None
    guest_name: str | None = None
    factor: Factor = Factor.PASSWORD
    origin: Origin
    opened_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    awaits_enrolment: bool = False
    proved_at: datetime | None = None

    @classmethod
    def begun(cls, at: datetime, lasts: timedelta, **members: Any) -> "Session":
        """One that begins, and ends by itself after ``lasts``."""
        return cls(opened_at=at, last_used_at=at, expires_at=at + lasts, **members)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """One link in the chain of a session's refresh tokens; only the last one is unused.

    ``sealed_answer`` is what its use was answered, for who presents it again.
    """

    session: Session
    expires_at: datetime
    used_at: datetime | None
    sealed_answer: bytes | None = field(default=None, repr=False)


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    INVITATION = "invitation"
    EMAIL_CONFIRMATION = "email_confirmation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a password
    EMAIL_CHANGE = "email_change"
    TRADE_EVALUATOR = "trade_evaluator"
    HOLDER = "holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A mailed link that works until it is used, revoked or expired. Its token is known to the addressee alone."""

    id: UUID
    purpose: LinkPurpose
    user_id: UUID | None = None
    company_id: UUID | None = None
    dossier_id: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict, repr=False)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_alive(self, at: datetime) -> bool:
        """Whether it may still be used, if it has not been."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecret:
    """The digest of a program's secret; ``expires_at`` is set once another one replaces it.

    ``id`` names it where its tokens are stopped: random, it tells nothing of the secret.
    """

    id: str
    digest: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None

    def is_live(self, at: datetime) -> bool:
        """Whether it still opens the door."""
        return self.expires_at is None or at < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A program's account. ``funder_code`` says whose fundings it sees, ``branch`` for which branch it reports.

    ``keys``: the public keys (JWK, RFC 7517) by which it signs who it is; where it has any, its secrets open nothing.
    ``networks``: from where alone it may call, as CIDR; from anywhere where there is none.
    ``generation`` counts how often its rights were narrowed: what was given before then is stopped.
    """

    id: UUID
    client_id: str
    name: str
    scopes: tuple[str, ...]
    funder_code: str | None = None
    branch: str | None = None
    secrets: tuple[ClientSecret, ...]
    keys: tuple[Mapping[str, str], ...] = ()
    networks: tuple[str, ...] = ()
    generation: int = 1
    disabled: bool = False
    created_at: datetime
    version: int = 1


class Users(Protocol):
    """The accounts of people. Addresses are in lower case."""

    async def add(self, user: User) -> None: ...
    async def get(self, user_id: UUID) -> User | None: ...
    async def by_email(self, email: str) -> User | None: ...

    async def get_locked(self, user_id: UUID) -> User | None:
        """The account as it is now; whoever else would change it waits until the transaction ends."""
        ...

    async def get_locked_by_email(self, email: str) -> User | None:
        """The account of an address; whoever else would create or change it waits until the transaction ends."""
        ...

    async def of_company(self, company_id: UUID) -> list[User]: ...

    async def employer_accounts(self, company_ids: Collection[UUID]) -> Mapping[UUID, tuple[EmployerAccount, ...]]:
        """By company, the accounts that act for it, and the evaluator that the holder of each may be."""
        ...

    async def holding(self, role: Role, *, evaluator_id: UUID | None = None) -> list[User]:
        """The accounts that hold a role; that of one evaluator of the list when ``evaluator_id`` is given."""
        ...

    async def page(self, request: PageRequest, *, company_id: UUID | None = None) -> Page[User]:
        """Newest first; of one company's employers alone when ``company_id`` is given."""
        ...

    async def hand_over(self, company_id: UUID, successor_id: UUID) -> None:
        """Make the employers of a company those of the one that succeeds it."""
        ...

    async def save(self, user: User) -> User:
        """Replace the user and their roles; the new version. Raises StaleVersion when it changed since it was read."""
        ...

    async def renew_hash(self, user_id: UUID, password_hash: str) -> None:
        """Keep another hash of the same password: nothing of the account has changed, nor its version."""
        ...


class Sessions(Protocol):
    """Who is signed in. Tokens are given as digests."""

    async def open(self, session: Session, refresh: bytes, expires_at: datetime) -> None: ...
    async def get(self, session_id: UUID) -> Session | None: ...

    async def alive(self, user_id: UUID, at: datetime) -> list[Session]:
        """A person's sessions that have not ended, the last opened first: by the clock those that it ended too."""
        ...

    async def knows(self, user_id: UUID, origin: Origin, since: datetime) -> bool | None:
        """Whether the person signed in from there since then, from that device; None where they never did at all."""
        ...

    async def refresh_token(self, digest: bytes) -> RefreshToken | None:
        """The token and its session, locked until the transaction ends."""
        ...

    async def rotate(
        self, session_id: UUID, old: bytes, new: bytes, *, sealed_answer: bytes, at: datetime, expires_at: datetime
    ) -> None:
        """Use up one refresh token, with what that was answered, and keep the next."""
        ...

    async def forget_answers(self, session_id: UUID, before: datetime) -> None:
        """Of the session's refresh tokens that were used before then, keep no more what they were answered."""
        ...

    async def end(self, session_id: UUID, at: datetime) -> None: ...

    async def end_all(self, user_id: UUID, at: datetime, *, role: Role | None = None, but: UUID | None = None) -> None:
        """End a person's sessions: all, those under one role, all but one; and those about to open."""
        ...

    async def note_factor(self, session_id: UUID, at: datetime) -> None:
        """A second factor was shown in the session: it awaits none any more."""
        ...

    async def end_awaiting(self, user_id: UUID, at: datetime, *, but: UUID | None) -> None:
        """End a person's sessions that await an enrolment, but one."""
        ...

    async def end_guests(self, dossier_id: UUID, at: datetime) -> None:
        """End the trade evaluator's sessions of a dossier."""
        ...


class Links(Protocol):
    """The mailed links. Tokens are given as digests."""

    async def add(self, kept: Mapping[bytes, Link]) -> None:
        """Keep new links, each under the digest of its token."""
        ...

    async def find(self, purpose: LinkPurpose, digest: bytes) -> Link | None:
        """The link, used or not, locked until the transaction ends."""
        ...

    async def ending(
        self, purpose: LinkPurpose, until: datetime | None = None, *, dossier_id: UUID | None = None
    ) -> tuple[Link, ...]:
        """The unused links of that purpose, the oldest first, that end by ``until`` or have ended; none revoked."""
        ...

    async def use(self, link_id: UUID, at: datetime) -> None: ...

    async def revoke(
        self,
        purpose: LinkPurpose,
        at: datetime,
        *,
        user_id: UUID | None = None,
        company_id: UUID | None = None,
        payload: Mapping[str, str] | None = None,
    ) -> None:
        """Kill the unused links of that purpose that carry all the ids given, at least one, and that payload."""
        ...

    async def revoke_of_dossiers(
        self, purpose: LinkPurpose, at: datetime, payloads: Collection[tuple[UUID, Mapping[str, str]]]
    ) -> None:
        """Kill the unused links of that purpose that carry one of these dossiers' ids, and its payload beside it."""
        ...

    async def close_invitation(self, dossier_id: UUID, at: datetime) -> None:
        """Kill the trade evaluator's unused links to a dossier, and end the sessions that any of them opened."""
        ...

    async def hand_over(self, purpose: LinkPurpose, company_id: UUID, successor_id: UUID) -> None:
        """Make the unused links of that purpose of a company those of the one that succeeds it."""
        ...


class Clients(Protocol):
    """The accounts of programs."""

    async def add(self, client: Client) -> None: ...
    async def by_client_id(self, client_id: str) -> Client | None: ...
    async def page(self, request: PageRequest) -> Page[Client]: ...

    async def save(self, client: Client) -> Client:
        """Replace the client; the new version. Raises StaleVersion when it changed since it was read."""
        ...


class Attempts(Protocol):
    """How often something was tried, so that trying again and again becomes slow."""

    async def begin(self, key: str, at: datetime, *, free: int, longest: int) -> int:
        """Count an attempt before it is made; 0, or the seconds to wait when it may not be made (and is not counted).

        After ``free`` attempts the wait doubles with each, up to ``longest`` seconds;
        a quarter of an hour without attempts forgets them.
        """
        ...

    async def forget(self, key: str) -> None:
        """The attempt was a success: nothing is held against this key."""
        ...

    async def take_back(self, key: str) -> None:
        """The attempt was a success: it does not count, those before it still do."""
        ...
