"""A program signs in (RFC 6749, client credentials; RFC 7523, 2.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.domain.law import Violation
from app.domain.text import Text
from app.usecases.access import Caller, Role
from app.usecases.clients.networks import check_network
from app.usecases.clients.proofs import ClientProof, Credential
from app.usecases.errors import InvalidInput, Unauthenticated
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client
from app.usecases.security_events import SecurityEvent, tell

WRONG_CLIENT = Text(
    fr="Ce programme est inconnu, ou ce qu'il présente (secret, assertion signée) n'est pas le bon.",
    en="This client is unknown, or what it presents (secret, signed assertion) is not the right one.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """Who a program is, and by what its tokens are stopped: once what it showed dies, or its rights are narrowed."""

    caller: Caller
    credential_name: str
    generation: int


async def issue_token(
    uow: UnitOfWork, *, proof: ClientProof, scope: frozenset[str] | None, address: str, at: datetime
) -> Granted:
    """Who the program is, under the scopes that it asks for, or all of its own.

    A secret of 256 random bits is its own protection against guessing: attempts are not counted.
    Raises Unauthenticated, AddressNotAllowed, InvalidInput when a scope is not the program's.
    """
    async with uow:
        client, credential = await authenticated(uow, proof, address=address, at=at)
        await uow.commit()
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
        networks=client.networks,
    )
    tell(SecurityEvent.CLIENT_TOKEN_GRANTED, client_id=client.client_id)
    return Granted(caller=caller, credential_name=credential.name, generation=client.generation)


async def authenticated(
    uow: UnitOfWork, proof: ClientProof, *, address: str, at: datetime
) -> tuple[Client, Credential]:
    """The program that proves to be itself, in the open transaction; an assertion has then served.

    Raises Unauthenticated, AddressNotAllowed.
    """
    client = await uow.clients.by_client_id(proof.client_id)
    credential = proof.credential(client, at) if client is not None and not client.disabled else None
    if client is None or credential is None or not await _serves(uow, credential):
        tell(SecurityEvent.CLIENT_REFUSED, client_id=client.client_id if client else None)
        raise Unauthenticated(WRONG_CLIENT)
    check_network(client.networks, address)
    return client, credential


async def _serves(uow: UnitOfWork, credential: Credential) -> bool:
    if credential.used_as is None or credential.used_until is None:
        return True
    return await uow.token_revocations.use_once(credential.used_as, until=credential.used_until)


def _not_its_scope(own: Collection[str]) -> Violation:
    named = ", ".join(sorted(own))
    return Violation(
        code="invalid_scope",
        detail=Text(
            fr=f"Une portée demandée n'est pas celle de ce programme, dont voici les portées : {named}.",
            en=f"A scope asked for is not this client's, whose scopes are: {named}.",
        ),
    )
