"""Telling people that an endpoint is written to no more: its program's contact, else the secretariat."""

from collections.abc import Callable
from uuid import UUID

from app.domain.webhooks import DISABLED_REASON_LABELS, Endpoint
from app.usecases.addresses import people_of_secretariat
from app.usecases.mail_writer import MailKind, MailWriter
from app.usecases.ports import UnitOfWork

WEBHOOK_DISABLED = MailKind(template="webhook_disabled")


async def tell_that_it_is_disabled(
    uow: UnitOfWork, mail_writer: MailWriter, endpoint: Endpoint, *, secretariat: str | None, new_id: Callable[[], UUID]
) -> None:
    """Write, in the open transaction, that the endpoint was disabled, why, and how it is enabled again."""
    reason, at = endpoint.disabled_reason, endpoint.disabled_at
    if reason is None or at is None:
        return
    client = await uow.clients.by_client_id(endpoint.client_id)
    for reader in await people_of_secretariat(uow, endpoint.contact or secretariat):
        await mail_writer.write(
            uow,
            WEBHOOK_DISABLED,
            to=reader.email,
            mail_id=new_id(),
            at=at,
            cause=f"webhook_disabled:{endpoint.id}:{at.isoformat()}:{reader.email}",
            language=reader.language,
            program=client.name if client is not None else endpoint.client_id,
            address=endpoint.url,
            endpoint=str(endpoint.id),
            reason=DISABLED_REASON_LABELS[reason].in_language(reader.language),
        )
