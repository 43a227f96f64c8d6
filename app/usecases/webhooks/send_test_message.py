"""A message that tells nothing, to see whether the receiver takes it in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.law import Violation
from app.domain.text import Text
from app.domain.webhooks import Attempt
from app.usecases.access import Caller
from app.usecases.errors import InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.webhooks import SecretsLost, WebhookChannel
from app.usecases.webhooks.delivering import send
from app.usecases.webhooks.endpoints import get_endpoint
from app.usecases.webhooks.envelope import as_json, envelope

TEST_TYPE = "webhook.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTestMessage:
    """The message that was sent, and how it went."""

    message: Mapping[str, Any]
    attempt: Attempt


async def send_test_message(
    uow: UnitOfWork,
    caller: Caller,
    channel: WebhookChannel,
    *,
    endpoint_id: UUID,
    clock: Callable[[], Awaitable[datetime]],
    new_id: Callable[[], UUID],
) -> SentTestMessage:
    """Send it at once, to a disabled endpoint too; it counts neither for nor against it.

    Raises NotFound, InvalidInput where nothing can be signed for it any more.
    """
    endpoint = await get_endpoint(uow, caller, endpoint_id=endpoint_id)
    message_id, about = str(new_id()), str(endpoint.id)
    message = envelope(
        message_id, TEST_TYPE, about=about, at=await clock(), source=channel.source, data={"endpoint_id": about}
    )
    try:
        attempt = await send(channel, endpoint, message_id, as_json(message), clock)
    except SecretsLost:
        raise InvalidInput(_SECRETS_LOST) from None
    return SentTestMessage(message=message, attempt=attempt)


_SECRETS_LOST = Violation(
    code="secret_lost",
    detail=Text(
        "Le secret de ce récepteur ne se lit plus, rien ne peut être signé : renouvelez-le.",
        "This endpoint's secret cannot be read any more, nothing can be signed: replace it.",
    ),
)
