"""Webhooks: the endpoints of a program, their secrets, and the log of what was sent to them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import TokenTime
from app.api.container import container_of
from app.api.dependencies import CallerDep, IfMatch, NewId, PageQuery, Tag, Uow
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.security import token_time
from app.api.v1.webhook_models import (
    WebhookDeliveryOut,
    WebhookEndpointCreation,
    WebhookEndpointOut,
    WebhookEndpointPatch,
    WebhookEndpointWithSecretOut,
    WebhookReplay,
    WebhookReplayOut,
    WebhookSecretRotation,
    WebhookTestOut,
    types,
)
from app.domain.webhooks import DeliveryState
from app.usecases.ports.webhooks import WebhookChannel
from app.usecases.webhooks.endpoints import (
    EndpointChanges,
    create_endpoint,
    delete_endpoint,
    get_endpoint,
    list_endpoints,
    update_endpoint,
)
from app.usecases.webhooks.redelivering import list_deliveries, redeliver, replay
from app.usecases.webhooks.rotating import rotate_secret
from app.usecases.webhooks.send_test_message import send_test_message

router = router_of(
    "webhook-endpoints", "/v1/webhook-endpoints", description="Where a program is told what happens, and what it was."
)


async def _webhook_channel(request: Request) -> WebhookChannel:
    return container_of(request.scope).channel


WebhookChannelDep = Annotated[WebhookChannel, Depends(_webhook_channel)]


@router.post(
    "",
    operation_id="createWebhookEndpoint",
    summary="Be told what happens",
    status_code=201,
    responses=problems(401, 403, 422),
)
@secret_response
async def create(
    body: WebhookEndpointCreation,
    caller: CallerDep,
    uow: Uow,
    channel: WebhookChannelDep,
    at: TokenTime,
    new_id: NewId,
    tag: Tag,
) -> WebhookEndpointWithSecretOut:
    """Have what you may read sent to a URL as it happens, signed as Standard Webhooks says; the secret is shown once.

    A message is sent again for three days until a 2xx answers it; the same `webhook-id` may come twice, and no order
    is promised: the feed (listEvents) has one.
    """
    made = await create_endpoint(
        uow,
        caller,
        channel,
        url=body.url,
        events=types(body.events),
        contact=body.contact,
        at=at,
        new_id=new_id,
    )
    tag(made.endpoint.version)
    return WebhookEndpointWithSecretOut.with_secret(made)


@router.get("", operation_id="listWebhookEndpoints", summary="List your endpoints", responses=problems(401, 403, 422))
async def list_all(
    caller: CallerDep, uow: Uow, page: PageQuery, request: Request, response: Response
) -> PageOut[WebhookEndpointOut]:
    """Your own, newest first."""
    found = await list_endpoints(uow, caller, page=page)
    return PageOut[WebhookEndpointOut].of(found, WebhookEndpointOut.of, request, response)


@router.get(
    "/{endpoint_id}",
    operation_id="getWebhookEndpoint",
    summary="Read an endpoint",
    responses=problems(401, 403, 404),
)
async def get_one(endpoint_id: UUID, caller: CallerDep, uow: Uow, tag: Tag) -> WebhookEndpointOut:
    """One of your own, with the ETag that a change of it needs."""
    endpoint = await get_endpoint(uow, caller, endpoint_id=endpoint_id)
    tag(endpoint.version)
    return WebhookEndpointOut.of(endpoint)


@router.patch(
    "/{endpoint_id}",
    operation_id="updateWebhookEndpoint",
    summary="Change, stop or resume an endpoint",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def update(
    endpoint_id: UUID,
    body: WebhookEndpointPatch,
    caller: CallerDep,
    uow: Uow,
    channel: WebhookChannelDep,
    if_match: IfMatch,
    at: TokenTime,
    tag: Tag,
) -> WebhookEndpointOut:
    """Change it; what waits goes to the new URL. What happens while it is disabled is not sent: replay it then."""
    changes = EndpointChanges(
        url=body.url,
        events=None if body.events is None else types(body.events),
        contact=body.contact,
        enabled=body.enabled,
    )
    endpoint = await update_endpoint(
        uow, caller, channel, endpoint_id=endpoint_id, changes=changes, precondition=if_match, at=at
    )
    tag(endpoint.version)
    return WebhookEndpointOut.of(endpoint)


@router.delete(
    "/{endpoint_id}",
    operation_id="deleteWebhookEndpoint",
    summary="Be told no more",
    status_code=204,
    responses=problems(401, 403, 404, 412),
)
async def delete(endpoint_id: UUID, caller: CallerDep, uow: Uow, if_match: IfMatch) -> None:
    """Forget the endpoint with its log; what waited for it is not sent."""
    await delete_endpoint(uow, caller, endpoint_id=endpoint_id, precondition=if_match)


@router.post(
    "/{endpoint_id}/secret-rotations",
    operation_id="rotateWebhookSecret",
    summary="Replace an endpoint's secret",
    status_code=201,
    responses=problems(401, 403, 404, 412, 422),
)
@secret_response
async def rotate(
    endpoint_id: UUID,
    body: WebhookSecretRotation,
    caller: CallerDep,
    uow: Uow,
    channel: WebhookChannelDep,
    if_match: IfMatch,
    at: TokenTime,
    tag: Tag,
) -> WebhookEndpointWithSecretOut:
    """Give a new secret, shown this once. Meanwhile messages carry both signatures: change over without losing one."""
    made = await rotate_secret(
        uow,
        caller,
        channel,
        endpoint_id=endpoint_id,
        former_lasts=timedelta(hours=body.former_lasts_hours),
        precondition=if_match,
        at=at,
    )
    tag(made.endpoint.version)
    return WebhookEndpointWithSecretOut.with_secret(made)


@router.post(
    "/{endpoint_id}/test",
    operation_id="testWebhookEndpoint",
    summary="Send a test message",
    responses=problems(401, 403, 404, 422),
)
async def test(
    endpoint_id: UUID, caller: CallerDep, uow: Uow, channel: WebhookChannelDep, new_id: NewId
) -> WebhookTestOut:
    """Send a `webhook.test` at once, signed as all messages are, and tell how it went: fifteen seconds at most.

    It counts neither for nor against the endpoint, and is sent to a disabled one too.
    """

    async def clock() -> datetime:
        return token_time()

    trial = await send_test_message(uow, caller, channel, endpoint_id=endpoint_id, clock=clock, new_id=new_id)
    return WebhookTestOut.of(trial)


@router.get(
    "/{endpoint_id}/deliveries",
    operation_id="listWebhookDeliveries",
    summary="Read the log of an endpoint",
    responses=problems(401, 403, 404, 422),
)
async def deliveries(
    endpoint_id: UUID,
    caller: CallerDep,
    uow: Uow,
    page: PageQuery,
    request: Request,
    response: Response,
    state: Annotated[DeliveryState | None, Query(description="Only those that stand so.")] = None,
) -> PageOut[WebhookDeliveryOut]:
    """What was and will be sent, newest first, each with its last attempts. It is kept for three months."""
    found = await list_deliveries(uow, caller, endpoint_id=endpoint_id, state=state, page=page)
    return PageOut[WebhookDeliveryOut].of(found, WebhookDeliveryOut.of, request, response)


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/redelivery",
    operation_id="redeliverWebhook",
    summary="Have one message sent again",
    status_code=202,
    responses=problems(401, 403, 404, 422),
)
async def send_again(
    endpoint_id: UUID, delivery_id: UUID, caller: CallerDep, uow: Uow, at: TokenTime
) -> WebhookDeliveryOut:
    """Send it again under the same `webhook-id`, whatever became of it, and try for three days anew."""
    again = await redeliver(uow, caller, endpoint_id=endpoint_id, delivery_id=delivery_id, at=at)
    return WebhookDeliveryOut.of(again)


@router.post(
    "/{endpoint_id}/replays",
    operation_id="replayWebhookEvents",
    summary="Have a stretch of the feed sent again",
    status_code=202,
    responses=problems(401, 403, 404, 422),
)
async def send_stretch_again(
    endpoint_id: UUID,
    body: WebhookReplay,
    caller: CallerDep,
    uow: Uow,
    channel: WebhookChannelDep,
    at: TokenTime,
    new_id: NewId,
) -> WebhookReplayOut:
    """Send again the events that the feed holds after a cursor, a thousand at most, under the same `webhook-id`s.

    Where there are more, ask again with `next_cursor`.
    """
    fanned = await replay(
        uow, caller, endpoint_id=endpoint_id, source=channel.source, after=body.after, at=at, new_id=new_id
    )
    return WebhookReplayOut.of(fanned)
