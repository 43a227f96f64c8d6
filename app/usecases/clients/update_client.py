"""Changing what a program may do, or stopping it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.usecases.clients.coherence import check_coherence
from app.usecases.clients.get_client import existing_client
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client
from app.usecases.ports.token_revocations import TOKENS_LAST, tokens_of_client, tokens_under_key
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChanges:
    """What is to change; None leaves as it is."""

    name: str | None = None
    scopes: tuple[str, ...] | None = None
    funder_code: str | None = None
    branch: str | None = None
    keys: tuple[Mapping[str, str], ...] | None = None
    networks: tuple[str, ...] | None = None
    disabled: bool | None = None


async def update_client(
    uow: UnitOfWork, *, client_id: str, changes: ClientChanges, precondition: Precondition, at: datetime
) -> Client:
    """Change the account; ``at`` is the system's clock.

    A right that is withdrawn is dead at the program's next request, and stays so for what was given before, whatever
    is given back later. Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput.
    """
    async with uow:
        client = await existing_client(uow, client_id)
        precondition.check_replacement(client.version, exists=True)
        changed = _changed(client, changes)
        await check_coherence(uow, changed, funder_named=changes.funder_code)
        stopped = tuple(_stopped(client, changed))
        saved = await uow.clients.save(replace(changed, generation=client.generation + _is_narrowed(client, changed)))
        await uow.token_revocations.add(stopped, at=at, until=at + TOKENS_LAST)
        await uow.commit()
    return saved


def _changed(client: Client, changes: ClientChanges) -> Client:
    return replace(
        client,
        name=changes.name or client.name,
        scopes=client.scopes if changes.scopes is None else changes.scopes,
        funder_code=changes.funder_code or client.funder_code,
        branch=changes.branch or client.branch,
        keys=client.keys if changes.keys is None else changes.keys,
        networks=client.networks if changes.networks is None else changes.networks,
        disabled=client.disabled if changes.disabled is None else changes.disabled,
    )


def _stopped(before: Client, after: Client) -> Iterator[str]:
    if _is_narrowed(before, after):
        yield tokens_of_client(before.client_id, before.generation)
        yield tokens_of_client(before.client_id, None)
    left = {key["kid"] for key in after.keys}
    for key in before.keys:
        if key["kid"] not in left:
            yield tokens_under_key(before.client_id, key["kid"])


def _is_narrowed(before: Client, after: Client) -> bool:
    """Whether a token given before says more than the account still allows."""
    return (
        after.disabled
        or not set(before.scopes) <= set(after.scopes)
        or (before.funder_code, before.branch, before.networks) != (after.funder_code, after.branch, after.networks)
        or (bool(after.keys) and not before.keys)
    )
