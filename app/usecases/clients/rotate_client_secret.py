"""Replacing a program's secret without stopping the program."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.usecases.clients.create_client import ClientWithSecret
from app.usecases.clients.get_client import existing_client
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import Client, ClientSecret
from app.usecases.ports.credentials import Secrets
from app.usecases.ports.token_revocations import TOKENS_LAST, tokens_under_secret
from app.usecases.preconditions import Precondition

FORMER_SECRETS_LAST = timedelta(days=7)


async def rotate_client_secret(
    uow: UnitOfWork, *, client_id: str, precondition: Precondition, secrets: Secrets, at: datetime
) -> ClientWithSecret:
    """Give a new secret; the former one lives a week longer, and the one before it dies at once with its tokens.

    ``at`` is the system's clock. Raises NotFound, StaleVersion.
    """
    secret = secrets.new()
    async with uow:
        client = await existing_client(uow, client_id)
        precondition.check(client.version)
        fresh = ClientSecret(id=secrets.new(), digest=secrets.digest(secret), created_at=at)
        saved = await uow.clients.save(_rotated(client, fresh, at))
        await uow.token_revocations.add(_dead(client, saved), at=at, until=at + TOKENS_LAST)
        await uow.commit()
    return ClientWithSecret(client=saved, secret=secret)


def _rotated(client: Client, fresh: ClientSecret, at: datetime) -> Client:
    newest = max(client.secrets, key=lambda secret: secret.created_at)
    former = replace(newest, expires_at=at + FORMER_SECRETS_LAST)
    return replace(client, secrets=(former, fresh))


def _dead(before: Client, after: Client) -> tuple[str, ...]:
    living = {secret.id for secret in after.secrets}
    return tuple(
        tokens_under_secret(before.client_id, secret.id) for secret in before.secrets if secret.id not in living
    )
