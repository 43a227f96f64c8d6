"""Second factors: codes of an application (TOTP), passkeys, recovery codes; and the ports to what makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from app.usecases.access import Role
from app.usecases.ports.accounts import Factor


class FactorMethod(StrEnum):
    """By what an account can show a second factor."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInChallenge:
    """A sign-in whose first factor is shown and whose second one is due. It is spent once, by its token's digest.

    ``session_id`` is the id that its session will have, ``factor`` what was shown first.
    """

    user_id: UUID
    session_id: UUID
    role: Role
    factor: Factor
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key that signs in by itself: its authenticator asked for a PIN or a finger before it signed."""

    id: UUID
    user_id: UUID
    name: str
    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    transports: tuple[str, ...] = ()
    created_at: datetime
    last_used_at: datetime | None = None


class PasskeyPurpose(StrEnum):
    """What a passkey is asked for."""

    REGISTRATION = "registration"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyChallenge:
    """What an authenticator is given to sign, once. ``user_id`` is None where any account may answer;
    ``sign_in`` is the digest of the sign-in that it completes, None where the passkey is to sign in alone."""

    purpose: PasskeyPurpose
    user_id: UUID | None = None
    sign_in: bytes | None = None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorReset:
    """That a person's factors be taken away: asked by one of the secretariat, done by the second who asks the same.

    ``asked_by`` is None where it was asked, and done at once, on the machine itself.
    """

    id: UUID
    user_id: UUID
    reason: str
    asked_by: UUID | None
    asked_at: datetime
    done_by: UUID | None = None
    done_at: datetime | None = None
    done_reason: str | None = None


class Factors(Protocol):
    """The second factors of accounts."""

    async def methods_of(self, user_id: UUID) -> tuple[FactorMethod, ...]:
        """By what the account can show a second factor; empty where it has none. Recovery codes alone are none."""
        ...

    async def add_sign_in(self, digest: bytes, challenge: SignInChallenge) -> None: ...

    async def sign_in(self, digest: bytes, at: datetime) -> SignInChallenge | None:
        """The sign-in that awaits its second factor; None where it is spent or expired."""
        ...

    async def spend_sign_in(self, digest: bytes, at: datetime) -> bool:
        """Take it: False where somebody else has, or where it was taken away meanwhile."""
        ...

    async def totp(self, user_id: UUID) -> bytes | None:
        """The secret that the account shares with an application, sealed."""
        ...

    async def propose_totp(self, user_id: UUID, sealed: bytes, until: datetime) -> None:
        """Keep a secret that its owner's application has yet to show; a former one that it did not is dead."""
        ...

    async def proposed_totp(self, user_id: UUID, at: datetime) -> bytes | None:
        """The proposed secret, sealed; None where its time is over."""
        ...

    async def confirm_totp(self, user_id: UUID, *, counter: int, at: datetime) -> None:
        """Make the proposed secret the account's, in the place of a former one; the code of ``counter`` is used."""
        ...

    async def use_totp(self, user_id: UUID, counter: int) -> bool:
        """Take the code of that number of thirty seconds (RFC 6238, 4): False where it, or a later one, was taken."""
        ...

    async def remove_totp(self, user_id: UUID) -> bool: ...

    async def replace_recovery_codes(self, user_id: UUID, digests: Sequence[bytes], at: datetime) -> None:
        """Keep these, and none of the former ones."""
        ...

    async def use_recovery_code(self, user_id: UUID, digest: bytes, at: datetime) -> bool:
        """Take one: False where it is none of the account's, or was taken."""
        ...

    async def recovery_codes_left(self, user_id: UUID) -> int: ...

    async def add_passkey(self, passkey: Passkey) -> bool:
        """Keep one; False where that key is an account's already."""
        ...

    async def passkeys(self, user_id: UUID) -> list[Passkey]:
        """Those of an account, the last added first."""
        ...

    async def passkey_by_credential(self, credential_id: bytes) -> Passkey | None: ...

    async def use_passkey(self, passkey_id: UUID, sign_count: int, at: datetime) -> None:
        """Note that it signed, and the count that it told."""
        ...

    async def remove_passkey(self, user_id: UUID, passkey_id: UUID) -> bool: ...

    async def add_passkey_challenge(self, challenge: bytes, kept: PasskeyChallenge) -> None: ...

    async def spend_passkey_challenge(
        self, challenge: bytes, purposes: Sequence[PasskeyPurpose], at: datetime
    ) -> PasskeyChallenge | None:
        """Take it, which nobody else then can; None where it was never given for that, is spent, or has expired."""
        ...

    async def forget_all(self, user_id: UUID) -> None:
        """Take away every factor of the account, with what was about to use one."""
        ...

    async def pending_reset(self, user_id: UUID, since: datetime) -> FactorReset | None:
        """What was asked since then and is not done."""
        ...

    async def add_reset(self, reset: FactorReset) -> None: ...

    async def do_reset(self, reset: FactorReset) -> None:
        """Note who did it, when, and in what words."""
        ...


class Totp(Protocol):
    """Codes that change every thirty seconds (RFC 6238)."""

    def new_secret(self) -> str:
        """A secret of 160 bits, in Base32."""
        ...

    def uri(self, secret: str, account: str) -> str:
        """What applications read from a square code: ``otpauth://…``."""
        ...

    def counter_of(self, code: str, secret: str, at: datetime) -> int | None:
        """Of which thirty seconds ``code`` is, among those of ``at``, those before and those after; None: of none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """What an authenticator has made."""

    credential_id: bytes
    public_key: bytes = field(repr=False)
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAnswer:
    """What an authenticator's answer says before anything of it is verified: which key signed which challenge."""

    credential_id: bytes
    challenge: bytes


class PasskeyNotProven(Exception):  # noqa: N818 - what has happened to an answer, whichever operation got it
    """The answer proves no passkey: a wrong origin, a wrong signature, a count that does not grow."""


class PasskeyCeremonies(Protocol):
    """What browsers are asked (Web Authentication, Level 2) and what they answer, both as JSON of that standard."""

    def new_challenge(self) -> bytes: ...

    def registration_options(
        self, challenge: bytes, *, user_id: UUID, name: str, display_name: str, known: Sequence[Passkey]
    ) -> Mapping[str, Any]:
        """How to make a passkey for the account, on none of the authenticators that have one."""
        ...

    def request_options(self, challenge: bytes, *, allowed: Sequence[Passkey]) -> Mapping[str, Any]:
        """How to sign ``challenge`` with one of these; any passkey of ours where there is none."""
        ...

    def read(self, answer: Mapping[str, Any]) -> PasskeyAnswer:
        """Raises PasskeyNotProven where it is no such answer."""
        ...

    def registered(self, answer: Mapping[str, Any], challenge: bytes) -> NewPasskey:
        """The passkey that was made. Raises PasskeyNotProven."""
        ...

    def signed(self, answer: Mapping[str, Any], challenge: bytes, passkey: Passkey) -> int:
        """The count that the passkey tells, once all is verified. Raises PasskeyNotProven."""
        ...
