"""Telling people that an endpoint is written to no more: its program's contact, else the secretariat."""

from collections.abc import Callable
from uuid import UUID

from app.domain.webhooks import DISABLED_REASON_LABELS, Endpoint
from app.usecases.access import Role
from app.usecases.letters import Letter, Post
from app.usecases.ports import UnitOfWork

WEBHOOK_DISABLED = Letter(template="webhook_disabled")


async def tell_that_it_is_disabled(
    uow: UnitOfWork, post: Post, endpoint: Endpoint, *, secretariat: str | None, new_id: Callable[[], UUID]
) -> None:
    """Write, in the open transaction, that the endpoint was disabled, why, and how it is enabled again."""
    reason, at = endpoint.disabled_reason, endpoint.disabled_at
    if reason is None or at is None:
        return
    client = await uow.clients.by_client_id(endpoint.client_id)
    for address, language in await _readers(uow, endpoint.contact or secretariat):
        await post.write(
            uow,
            WEBHOOK_DISABLED,
            to=address,
            mail_id=new_id(),
            at=at,
            cause=f"webhook_disabled:{endpoint.id}:{at.isoformat()}:{address}",
            language=language,
            program=client.name if client is not None else endpoint.client_id,
            address=endpoint.url,
            endpoint=str(endpoint.id),
            reason=DISABLED_REASON_LABELS[reason].in_language(language),
        )


async def _readers(uow: UnitOfWork, mailbox: str | None) -> list[tuple[str, str]]:
    if mailbox is not None:
        return [(mailbox, "fr")]
    people = await uow.users.holding(Role.SECRETARIAT)
    return [(user.email, user.language) for user in people if user.is_open]
