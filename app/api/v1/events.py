"""The change feed, for programs that keep up with dossiers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import orjson
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody
from app.api.container import container_of
from app.api.dependencies import CallerDep
from app.api.negotiation import preferred
from app.api.pages import Cursor, encode_cursor
from app.api.problems import problems
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.domain.deliberation import Outcome
from app.domain.dossier import Status
from app.domain.event_types import EventType
from app.domain.funding import FundingChange
from app.usecases.ports.feed import FeedReader
from app.usecases.webhooks.envelope import enveloped

router = router_of("events", "/v1/events", description="What changed, in the order of its commits, for programs.")


CLOUDEVENTS = "application/cloudevents-batch+json"
_BATCH = {"type": "array", "items": {"$ref": "#/components/schemas/EventOut"}}


class EventData(AnswerBody):
    """Which dossier it happened to, and where that dossier then stood; never a name.

    To a partner branch: which of its requests (`bridge_request_id`, with the dossier's number, status and `outcome`
    once there is a dossier), or which of its reports (`partner_decision_id`, with its `outcome`) on which certificate,
    revoked perhaps and `replaced_by` another. It sees no dossier: `dossier_id` is null.

    `reference`, `confirmed`, `change` and `changed_by` (the role of who did it) are told by `dossier.funding_changed`,
    of a funding of yours; else null. `changed_by` is null too of what happened before it was told.
    """

    dossier_id: UUID | None
    dossier_number: str | None
    certification_code: str
    status: Status | None
    status_label: str | None
    previous_status: Status | None
    reference: str | None = None
    confirmed: bool | None = None
    change: FundingChange | None = None
    changed_by: str | None = None
    bridge_request_id: UUID | None = None
    partner_decision_id: UUID | None = None
    certificate_number: str | None = None
    replaced_by: str | None = None
    outcome: Outcome | None = None


class EventOut(AnswerBody):
    """Something that happened, in the envelope of CloudEvents 1.0."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: EventType
    subject: UUID
    time: datetime
    datacontenttype: Literal["application/json"]
    data: EventData


class FeedOut(AnswerBody):
    """What happened, oldest first, and the cursor to ask with next: there always is one, at the end too."""

    items: list[EventOut]
    next_cursor: str


@router.get(
    "",
    operation_id="listEvents",
    summary="Read what changed since a cursor",
    response_model=FeedOut,
    responses={200: {"content": {CLOUDEVENTS: {"schema": _BATCH}}}, **problems(401, 403, 422)},
)
@produces(CLOUDEVENTS)
async def read(
    caller: CallerDep,
    request: Request,
    after: Annotated[
        Cursor | None, Query(description="The `next_cursor` of the last answer; without it, from the beginning.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many events at most.")] = 100,
) -> Response:
    """What happened to what you may read, in the order of its commits: none is skipped, none comes twice.

    `Accept: application/cloudevents-batch+json` gives the batch of the CloudEvents format, the next page in `Link`.

    Keep `next_cursor` with what you have taken in; it stays good for ever. An empty page means that you are up to
    date. Before you confirmed a funding you are told that its dossier exists, and its status (D44).

    At `dossier.funding_changed` read the dossier anew: what happened to it before you confirmed is not told again, and
    after a rejection or a removal it may be no more yours to read.

    A partner branch is told what becomes of the requests that it brought (`bridge_request.*`), of its reports
    (`partner_decision.*`, whoever corrects them) and of certificates on which it reported a decision
    (`certificate.revoked`): each under the scope by which it could read it (D73).
    """
    container = container_of(request.scope)
    page = await container.feed.feed(FeedReader.of(caller), after=after, limit=limit)
    items = [enveloped(event, source=container.channel.source) for event in page.items]
    cursor, varies = encode_cursor(page.next_mark), {"Vary": "Accept"}
    if preferred(request.headers.get("accept", "*/*"), ("application/json", CLOUDEVENTS)) == CLOUDEVENTS:
        link = f'<{request.url.path}?limit={limit}&after={cursor}>; rel="next"'
        return Response(orjson.dumps(items), headers={**varies, "Link": link}, media_type=CLOUDEVENTS)
    content = {"items": items, "next_cursor": cursor}
    return Response(orjson.dumps(content), headers=varies, media_type="application/json")
