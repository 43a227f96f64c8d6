"""Changing what a program may do, or stopping it."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.usecases.clients.coherence import check_coherence, check_funder
from app.usecases.clients.get_client import existing_client
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client
from app.usecases.ports.token_revocations import TOKENS_LAST, tokens_of_client
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChanges:
    """What is to change; None leaves as it is."""

    name: str | None = None
    scopes: tuple[str, ...] | None = None
    funder_code: str | None = None
    branch: str | None = None
    disabled: bool | None = None


async def update_client(
    uow: UnitOfWork, *, client_id: str, changes: ClientChanges, precondition: Precondition, at: datetime
) -> Client:
    """Change the account; ``at`` is the system's clock.

    Disabling stops its tokens at once. Otherwise those already issued keep what they say until they expire, ten
    minutes at most. Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput.
    """
    async with uow:
        client = await existing_client(uow, client_id)
        precondition.check_replacement(client.version, exists=True)
        changed = replace(
            client,
            name=changes.name or client.name,
            scopes=client.scopes if changes.scopes is None else changes.scopes,
            funder_code=changes.funder_code or client.funder_code,
            branch=changes.branch or client.branch,
            disabled=client.disabled if changes.disabled is None else changes.disabled,
        )
        check_coherence(changed)
        await check_funder(uow, changes.funder_code)
        saved = await uow.clients.save(changed)
        if saved.disabled:
            await uow.token_revocations.add((tokens_of_client(client_id),), at=at, until=at + TOKENS_LAST)
        else:
            await uow.token_revocations.lift(tokens_of_client(client_id))
        await uow.commit()
    return saved
