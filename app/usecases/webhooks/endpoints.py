"""A program's endpoints: its own alone; another program's are as absent as those that never were."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from app.domain.event_types import EventType
from app.domain.law import Violation
from app.domain.text import Text
from app.domain.webhooks import ENDPOINTS_A_CLIENT, DisabledReason, Endpoint, SigningSecret
from app.usecases.access import Caller
from app.usecases.errors import Forbidden, InvalidInput, NotFound
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.webhooks import WebhookChannel
from app.usecases.preconditions import Precondition
from app.usecases.security_events import SecurityEvent, tell
from app.usecases.webhooks.signing import new_secret

READS_EVENTS = "events:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointWithSecret:
    """An endpoint and its new secret, which is told this once."""

    endpoint: Endpoint
    secret: str = field(repr=False)


async def create_endpoint(
    uow: UnitOfWork,
    caller: Caller,
    channel: WebhookChannel,
    *,
    url: str,
    events: tuple[EventType, ...],
    contact: str | None,
    at: datetime,
    new_id: Callable[[], UUID],
) -> EndpointWithSecret:
    """Have the program told from now on what happens. ``at`` is the system's clock, by which secrets live.

    Raises Forbidden where it may not read events, InvalidInput for an address that is not written to, or one too many.
    """
    _check_url(channel, url)
    client_id = _program(caller)
    secret = new_secret()
    endpoint = Endpoint(
        id=new_id(),
        client_id=client_id,
        url=url,
        events=events,
        contact=contact,
        secrets=(SigningSecret(sealed=channel.cipher.encrypt(secret), created_at=at),),
        created_at=at,
    )
    async with uow:
        client = await uow.clients.by_client_id(client_id)
        if client is None or READS_EVENTS not in client.scopes:
            raise Forbidden(_READS_NO_EVENTS, scope=READS_EVENTS)
        if await uow.webhook_endpoints.count_of(client_id) >= ENDPOINTS_A_CLIENT:
            raise InvalidInput(_TOO_MANY)
        await uow.webhook_endpoints.add(endpoint)
        await uow.commit()
    return EndpointWithSecret(endpoint=endpoint, secret=secret)


async def list_endpoints(uow: UnitOfWork, caller: Caller, *, page: PageRequest) -> Page[Endpoint]:
    """The program's own, newest first."""
    async with uow:
        return await uow.webhook_endpoints.page(page, client_id=_program(caller))


async def get_endpoint(uow: UnitOfWork, caller: Caller, *, endpoint_id: UUID) -> Endpoint:
    """One of the program's own. Raises NotFound."""
    async with uow:
        return await endpoint_for(uow, caller, endpoint_id)


async def endpoint_for(uow: UnitOfWork, caller: Caller, endpoint_id: UUID) -> Endpoint:
    """One of the program's own, in the open transaction. Raises NotFound."""
    endpoint = await uow.webhook_endpoints.get(endpoint_id)
    if endpoint is None or endpoint.client_id != _program(caller):
        raise NotFound
    return endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointChanges:
    """What is to change; None leaves as it is."""

    url: str | None = None
    events: tuple[EventType, ...] | None = None
    contact: str | None = None
    enabled: bool | None = None


async def update_endpoint(
    uow: UnitOfWork,
    caller: Caller,
    channel: WebhookChannel,
    *,
    endpoint_id: UUID,
    changes: EndpointChanges,
    precondition: Precondition,
    at: datetime,
) -> Endpoint:
    """Change it, stop it, or have it written to again; what waits goes to the new address.

    Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput.
    """
    if changes.url is not None:
        _check_url(channel, changes.url)
    async with uow:
        endpoint = await endpoint_for(uow, caller, endpoint_id)
        precondition.check_replacement(endpoint.version, exists=True)
        saved = await uow.webhook_endpoints.save(_changed(endpoint, changes, at))
        await uow.commit()
    return saved


def _changed(endpoint: Endpoint, changes: EndpointChanges, at: datetime) -> Endpoint:
    changed = replace(
        endpoint,
        url=changes.url or endpoint.url,
        events=endpoint.events if changes.events is None else changes.events,
        contact=changes.contact or endpoint.contact,
    )
    if changes.enabled is None or changes.enabled is endpoint.is_enabled:
        return changed
    return changed.enabled() if changes.enabled else changed.disabled(DisabledReason.BY_CLIENT, at)


async def delete_endpoint(uow: UnitOfWork, caller: Caller, *, endpoint_id: UUID, precondition: Precondition) -> None:
    """Forget it, with its log; what waited for it is not sent. Raises NotFound, StaleVersion."""
    async with uow:
        endpoint = await endpoint_for(uow, caller, endpoint_id)
        precondition.check(endpoint.version)
        await uow.webhook_endpoints.remove(endpoint.id)
        await uow.commit()


def _program(caller: Caller) -> str:
    if caller.client_id is None:
        raise NotFound
    return caller.client_id


def _check_url(channel: WebhookChannel, url: str) -> None:
    if not channel.sender.admits(url):
        tell(SecurityEvent.WEBHOOK_ADDRESS_REFUSED)
        raise InvalidInput(_NOT_WRITTEN_TO)


_NOT_WRITTEN_TO = Violation(
    code="forbidden_address",
    detail=Text(
        "Les messages ne partent que vers une adresse https publique et admise, port 443 ou 8443, sans compte ni "
        "fragment (dans le bac à sable, http://127.0.0.1 aussi, et tout port).",
        "Messages go to public https addresses that are admitted alone, port 443 or 8443, without credentials or "
        "fragment (in the sandbox, to http://127.0.0.1 too, and any port).",
    ),
    pointer="/url",
)
_TOO_MANY = Violation(
    code="too_many_endpoints",
    detail=Text(
        f"Un programme a au plus {ENDPOINTS_A_CLIENT} récepteurs : supprimez-en un d'abord.",
        f"A program has {ENDPOINTS_A_CLIENT} endpoints at most: delete one first.",
    ),
)
_READS_NO_EVENTS = Text(
    f"Ce programme n'a pas la portée {READS_EVENTS} : il ne peut être averti de ce qu'il n'a pas le droit de lire.",
    f"This program lacks the scope {READS_EVENTS}: it cannot be told what it may not read.",
)
