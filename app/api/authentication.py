"""From a bearer token to a caller whose right to this operation has been checked. Refusing is the default."""

import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.api.policy import CRITICAL, CRITICAL_FOR_SOME, ENROLMENT, Policy, PolicyRow
from app.domain.text import Text
from app.usecases.access import ANONYMOUS, Caller, Role
from app.usecases.accounts.labels import ROLE_LABELS
from app.usecases.accounts.step_up import SessionFactors, check_step_up, methods_to_step_up
from app.usecases.clients.stops import STOPPED
from app.usecases.errors import EnrolmentRequired, Forbidden, Unauthenticated

_LONGEST_TOKEN = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessClaims:
    """What a verified access token says: who calls, and until when (seconds since 1970) it may be believed."""

    caller: Caller
    expires_at: float


class TokenReader(Protocol):
    """Verifies access tokens."""

    def __call__(self, token: str) -> AccessClaims:
        """The claims of ``token``. Raises Unauthenticated when it is not one of ours, or has expired."""
        ...


class RememberingTokenReader:
    """A reader that verifies each token once: it remembers claims by the token's digest until they expire.

    Expiry is the system clock's; the sandbox's clock does not move it.
    """

    def __init__(self, reader: TokenReader, *, capacity: int = 10_000, now: Callable[[], float] = time.time) -> None:
        self._reader = reader
        self._capacity = capacity
        self._now = now
        self._known: dict[bytes, AccessClaims] = {}

    def __call__(self, token: str) -> AccessClaims:
        """The claims of ``token``. Raises Unauthenticated as the reader behind does, and once it has expired."""
        digest = hashlib.sha256(token.encode("latin-1", "replace")).digest()
        claims = self._known.get(digest)
        if claims is None:
            claims = self._reader(token)
            self._remember(digest, claims)
        if claims.expires_at <= self._now():
            self._known.pop(digest, None)
            raise Unauthenticated(EXPIRED)
        return claims

    def _remember(self, digest: bytes, claims: AccessClaims) -> None:
        if len(self._known) >= self._capacity:
            self._known.pop(next(iter(self._known)))
        self._known[digest] = claims


MISSING = Text(
    fr="Présentez un jeton d'accès dans l'en-tête Authorization : Bearer <jeton>.",
    en="Present an access token in the Authorization header: Bearer <token>.",
)
UNREADABLE = Text(fr="Ce jeton d'accès n'est pas valable.", en="This access token is not valid.")
EXPIRED = Text(fr="Ce jeton d'accès a expiré.", en="This access token has expired.")
ENDED = Text(
    fr="Cette session est terminée, ou une entreprise a repris la vôtre : prolongez-la, sinon ouvrez-en une autre.",
    en="This session has ended, or another company has taken over from yours: refresh it, else open another one.",
)


async def authenticate(
    authorization: str | None,
    operation: str,
    *,
    policy: Policy,
    token_reader: TokenReader,
    session_is_open: Callable[[UUID, UUID | None], Awaitable[bool]],
    is_revoked: Callable[[Sequence[str]], Awaitable[bool]] | None,
) -> Caller:
    """The caller of ``operation``, with the grant by which the policy lets them through.

    ``is_revoked``: None where the endpoint asks it itself, in the statement that it makes anyway. A public operation
    asks for no token and reads none. Raises Unauthenticated, Forbidden.
    """
    row = policy.rows[operation]
    if Role.ANONYMOUS in row:
        return ANONYMOUS
    claims = token_reader(_bearer(authorization))
    caller = claims.caller
    if caller.revocation_keys and is_revoked is not None and await is_revoked(caller.revocation_keys):
        raise Unauthenticated(STOPPED)
    if caller.session_id is not None and not await session_is_open(caller.session_id, caller.company_id):
        raise Unauthenticated(ENDED)
    grant = row.get(caller.role)
    if grant is None:
        raise Forbidden(_open_to(row))
    if caller.role is Role.CLIENT:
        _check_scope(caller, policy.scopes[operation])
        return caller
    return caller if grant == caller.grant else replace(caller, grant=grant)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorGate:
    """What a caller's session has shown beside their password, and whether that is enough for an operation."""

    awaits_enrolment: Callable[[UUID], Awaitable[bool]]
    """Whether a session serves to enrol a second factor alone."""
    session_factors: Callable[[UUID], Awaitable[SessionFactors]]
    """What was shown in a session, and what can be."""
    roles_with_second_factor: frozenset[Role]
    """Those that nobody holds a session under without a second factor."""

    async def check(self, caller: Caller, operation: str, at: datetime) -> Caller:
        """The caller, with what they must show before an act that is critical in some cases (``at``: the system's
        clock). Raises EnrolmentRequired, StepUpRequired."""
        session_id = caller.session_id
        if session_id is None:
            return caller
        if caller.awaits_enrolment:
            caller = replace(caller, awaits_enrolment=await self.awaits_enrolment(session_id))
        if caller.awaits_enrolment and operation not in ENROLMENT:
            raise EnrolmentRequired
        if operation not in CRITICAL | CRITICAL_FOR_SOME:
            return caller
        known = await self.session_factors(session_id)
        methods = methods_to_step_up(known, caller.role, roles_with_second_factor=self.roles_with_second_factor, at=at)
        caller = replace(caller, must_step_up=methods)
        if operation in CRITICAL:
            check_step_up(caller)
        return caller


def _open_to(row: PolicyRow) -> Text:
    labels = [ROLE_LABELS.get(role, _PROGRAM) for role in row]
    french, english = (", ".join(label.in_language(language) for label in labels) for language in ("fr", "en"))
    return Text(
        fr=f"Votre rôle ne permet pas cette opération, qui est celle de : {french}.",
        en=f"Your role does not allow this operation, which belongs to: {english}.",
    )


_PROGRAM = Text(fr="Programme", en="Program")


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(MISSING)
    if len(token) > _LONGEST_TOKEN:
        raise Unauthenticated(UNREADABLE)
    return token


def _check_scope(caller: Caller, scope: str) -> None:
    if scope not in caller.scopes:
        raise Forbidden(
            Text(
                fr=f"Ce programme n'a pas la portée {scope}, que cette opération demande.",
                en=f"This program lacks the scope {scope}, which this operation asks for.",
            ),
            scope=scope,
        )
