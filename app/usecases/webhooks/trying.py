"""A message that tells nothing, to see whether the receiver takes it in."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.webhooks import Attempt
from app.usecases.access import Caller
from app.usecases.ports import UnitOfWork
from app.usecases.ports.webhooks import Dispatch
from app.usecases.webhooks.delivering import send
from app.usecases.webhooks.endpoints import get_endpoint

TEST_TYPE = "webhook.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The message that was sent, and how it went."""

    message: Mapping[str, Any]
    attempt: Attempt


async def try_endpoint(
    uow: UnitOfWork,
    caller: Caller,
    dispatch: Dispatch,
    *,
    endpoint_id: UUID,
    clock: Callable[[], Awaitable[datetime]],
    new_id: Callable[[], UUID],
) -> Trial:
    """Send it at once, to a disabled endpoint too; it counts neither for nor against it. Raises NotFound."""
    endpoint = await get_endpoint(uow, caller, endpoint_id=endpoint_id)
    message_id = new_id()
    message = {
        "specversion": "1.0",
        "id": str(message_id),
        "source": dispatch.source,
        "type": TEST_TYPE,
        "subject": str(endpoint.id),
        "time": (await clock()).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"endpoint_id": str(endpoint.id)},
    }
    attempt = await send(dispatch, endpoint, str(message_id), json.dumps(message), clock)
    return Trial(message=message, attempt=attempt)
