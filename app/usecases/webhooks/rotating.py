"""Replacing the secret of an endpoint without losing a message."""

from datetime import datetime, timedelta
from uuid import UUID

from app.usecases.access import Caller
from app.usecases.ports import UnitOfWork
from app.usecases.ports.webhooks import WebhookChannel
from app.usecases.preconditions import Precondition
from app.usecases.webhooks.endpoints import EndpointWithSecret, endpoint_for
from app.usecases.webhooks.signing import new_secret


async def rotate_secret(
    uow: UnitOfWork,
    caller: Caller,
    channel: WebhookChannel,
    *,
    endpoint_id: UUID,
    former_lasts: timedelta,
    precondition: Precondition,
    at: datetime,
) -> EndpointWithSecret:
    """Sign with a new secret at once, and with the former one too for ``former_lasts`` more.

    Raises NotFound, StaleVersion.
    """
    secret = new_secret()
    async with uow:
        endpoint = await endpoint_for(uow, caller, endpoint_id)
        precondition.check(endpoint.version)
        rotated = endpoint.rotated(channel.cipher.encrypt(secret), at, former_lasts)
        saved = await uow.webhook_endpoints.save(rotated)
        await uow.commit()
    return EndpointWithSecret(endpoint=saved, secret=secret)
