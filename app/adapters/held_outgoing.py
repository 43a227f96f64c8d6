"""What stands at the doors of a copy, or of a database just restored: nothing leaves, and nothing is deleted."""

import logging
from typing import Any

from app.adapters.document_store import ObjectDocumentStore
from app.adapters.webhooks.http_sender import HttpWebhookSender
from app.domain.webhooks import Attempt
from app.usecases.errors import OutgoingHeld

logger = logging.getLogger("cqp.documents")


class HeldWebhookSender(HttpWebhookSender):
    """Judges addresses as ever, and calls none."""

    async def post(self, *_: Any, **__: Any) -> Attempt:
        """Raise OutgoingHeld."""
        raise OutgoingHeld


class KeepingDocumentStore(ObjectDocumentStore):
    """Keeps each file that it should delete: it may be the original's."""

    async def delete(self, key: str) -> None:
        """Leave it; `cqp documents check` finds it later."""
        logger.warning("%s is kept: what leaves is held (CQP_OUTGOING)", key)
