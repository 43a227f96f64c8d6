"""A program signs in (RFC 6749, client credentials)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.errors import InvalidInput, Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.token_revocations import tokens_under_secret
from app.usecases.security_events import SecurityEvent, tell

WRONG_CLIENT = Text(
    fr="Ce programme est inconnu, ou son secret n'est pas le bon.",
    en="This client is unknown, or its secret is not the right one.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """Who a program is, and by what its tokens are stopped once the secret that it showed dies."""

    caller: Caller
    secret_name: str


async def issue_token(
    uow: UnitOfWork,
    *,
    client_id: str,
    client_secret: str,
    scope: frozenset[str] | None,
    secrets: Secrets,
    at: datetime,
) -> Granted:
    """Who the program is, under the scopes that it asks for, or all of its own.

    A secret of 256 random bits is its own protection against guessing: attempts are not counted.
    Raises Unauthenticated, InvalidInput when a scope is not the program's.
    """
    digest = secrets.digest(client_secret)
    async with uow:
        client = await authenticated(uow, client_id=client_id, digest=digest, at=at)
    own = frozenset(client.scopes)
    if scope is not None and not (scope and scope <= own):
        raise InvalidInput(_not_its_scope(own))
    caller = Caller(
        role=Role.CLIENT,
        name=client.name,
        client_id=client.client_id,
        scopes=own if scope is None else scope,
        funder_code=client.funder_code,
        branch=client.branch,
    )
    tell(SecurityEvent.CLIENT_TOKEN_GRANTED, client_id=client.client_id)
    return Granted(caller=caller, secret_name=tokens_under_secret(digest))


async def authenticated(uow: UnitOfWork, *, client_id: str, digest: bytes, at: datetime) -> Client:
    """The program that shows a live secret, in the open transaction. Raises Unauthenticated."""
    client = await uow.clients.by_client_id(client_id)
    if client is None or not _opens(client, digest, at) or client.disabled:
        tell(SecurityEvent.CLIENT_REFUSED, client_id=client.client_id if client else None)
        raise Unauthenticated(WRONG_CLIENT)
    return client


def _opens(client: Client, digest: bytes, at: datetime) -> bool:
    return any(compare_digest(secret.digest, digest) and secret.is_live(at) for secret in client.secrets)


def _not_its_scope(own: Collection[str]) -> Violation:
    named = ", ".join(sorted(own))
    return Violation(
        code="invalid_scope",
        detail=Text(
            fr=f"Une portée demandée n'est pas celle de ce programme, dont voici les portées : {named}.",
            en=f"A scope asked for is not this client's, whose scopes are: {named}.",
        ),
    )
