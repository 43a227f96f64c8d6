"""Signing in by others (OpenID Connect): who may vouch for whom, what is kept of it, and the port to the network."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.usecases.access import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """A provider of the settings. ``roles`` are those that people may sign in to through it.

    ``counting_acr`` and ``counting_amr``: what its word on how somebody signed in there (OpenID Connect Core, 2) must
    hold for that to count here as several factors; where both are empty, nothing does.
    """

    code: str
    name: str
    issuer: str
    roles: frozenset[Role]
    counting_acr: frozenset[str] = frozenset()
    counting_amr: frozenset[str] = frozenset()

    def counts_as_several_factors(self, acr: str | None, amr: Collection[str]) -> bool:
        """Whether somebody who signed in there in this way has shown several factors here too."""
        return acr in self.counting_acr or not self.counting_amr.isdisjoint(amr)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSecrets:
    """What one trip to a provider is tied to: ``state`` and ``nonce`` come back from there, ``verifier`` (PKCE) never
    leaves before."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInStart:
    """A browser that was sent to a provider. ``sealed`` holds the nonce and the verifier, for that browser alone."""

    provider: str
    sealed: bytes = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationAnswer:
    """What the provider had the browser bring back: a code, and its issuer where it says so (RFC 9207)."""

    code: str = field(repr=False)
    issuer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchedIdentity:
    """Who somebody is to a provider, as its verified ID token says. ``subject`` is never given to another person there.

    ``id_token`` is kept for signing out there alone.
    """

    issuer: str
    subject: str
    acr: str | None = None
    amr: tuple[str, ...] = ()
    id_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedIdentity:
    """An identity that opens an account here."""

    id: UUID
    user_id: UUID
    provider: str
    issuer: str
    subject: str
    linked_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchedSession:
    """How a session that a provider vouched for was opened, by several factors or not as the settings count them.

    ``sealed_id_token`` serves to sign out there.
    """

    session_id: UUID
    identity_id: UUID | None
    provider: str
    acr: str | None
    amr: tuple[str, ...]
    several_factors: bool
    vouched_at: datetime
    sealed_id_token: bytes = field(repr=False)


class IdentityNotProven(Exception):  # noqa: N818 - what has happened to a sign-in, whichever operation asked for it
    """What came back proves nobody's identity. ``why`` is for whoever runs the service, never for who asked."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OpenIdConnect(Protocol):
    """The providers of the settings, and what is asked of them. Each network call ends within some seconds."""

    @property
    def providers(self) -> Mapping[str, IdentityProvider]:
        """By code, in the order of the settings."""
        ...

    async def authorization_url(self, provider: str, secrets: SignInSecrets) -> str:
        """Where to send the browser. Raises ProviderUnavailable."""
        ...

    async def redeem(
        self, provider: str, answer: AuthorizationAnswer, *, nonce: str, verifier: str, at: datetime
    ) -> VouchedIdentity:
        """Exchange the code, and verify what is got for it. Raises IdentityNotProven, ProviderUnavailable."""
        ...

    async def sign_out_url(self, provider: str, id_token: str) -> str | None:
        """Where to send the browser for it to be signed out there too; None where the provider has no such place.

        Raises ProviderUnavailable."""
        ...


class Identities(Protocol):
    """The identities that open accounts."""

    async def add(self, identity: LinkedIdentity) -> bool:
        """Keep one; False where that identity opens an account already."""
        ...

    async def find(self, issuer: str, subject: str) -> LinkedIdentity | None: ...

    async def of_user(self, user_id: UUID) -> list[LinkedIdentity]:
        """Those of an account, the first linked first."""
        ...

    async def used(self, identity_id: UUID, at: datetime) -> None:
        """Note that it has opened a session."""
        ...

    async def remove(self, identity_id: UUID) -> None: ...


class SignInStarts(Protocol):
    """The browsers that are on their way. Each start is taken once, by the digest of its state."""

    async def add(self, digest: bytes, start: SignInStart) -> None: ...

    async def take(self, digest: bytes) -> SignInStart | None:
        """The start, which is no more: nobody else finds it."""
        ...


class VouchedSessions(Protocol):
    """What is kept of sessions that a provider vouched for."""

    async def add(self, session: VouchedSession) -> None: ...
    async def get(self, session_id: UUID) -> VouchedSession | None: ...

    async def forget_id_token(self, session_id: UUID) -> None:
        """The session is over: its ID token serves no more."""
        ...

    async def end_of_identity(self, identity_id: UUID, at: datetime, *, but: UUID | None) -> None:
        """End the sessions that an identity opened, but one."""
        ...
