"""What happens while somebody looks on, for the screens of people."""

import asyncio
import time
from typing import Annotated

from fastapi import Header
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.caching import SECRET
from app.api.container import container_of
from app.api.dependencies import CallerDep
from app.api.french import BESIDE
from app.api.live import CrowdedError, LiveHub
from app.api.pages import decode_cursor
from app.api.problems import fault_problem, problems, render
from app.api.request_state import request_state_of
from app.api.route_contract import produces
from app.api.routing import router as router_of
from app.domain.event_types import EventType
from app.usecases.access import Caller
from app.usecases.ports.faults import FaultKind, TransientFault

router = router_of("accounts", "/v1/me")

EVENT_STREAM = "text/event-stream"
_FULL = TransientFault(kind=FaultKind.CROWDED, words="too many who listen, or about to stop", retry_after=3)


_TYPES = ", ".join(f"`{each}`" for each in EventType)
_ANSWER = {
    "description": (
        f"Server-sent events: `event` is one of the feed's types ({_TYPES}) or `stream.reset`; `data` is an object: "
        "`subject` (the dossier, the jury session or the account), `operation_id` (null of what happened before it was "
        "kept), and `dossier_id` where it is about a dossier; never a name."
    ),
    BESIDE: {
        "description": (
            f"Des événements envoyés par le serveur : `event` est l'un des types du flux ({_TYPES}) ou "
            "`stream.reset` ; `data` est un objet : `subject` (le dossier, la session du jury ou le compte), "
            "`operation_id` (nul pour ce qui est arrivé avant qu'il soit gardé), et `dossier_id` quand il s'agit d'un "
            "dossier ; jamais un nom."
        )
    },
    "content": {
        EVENT_STREAM: {
            "schema": {"type": "string"},
            "example": (
                "id: AAECAw\n\nevent: dossier.updated\n"
                'data: {"subject":"019b76da-a800-7000-8000-000000000001","operation_id":"recordTrainingPlan",'
                '"dossier_id":"019b76da-a800-7000-8000-000000000001"}\nid: AAECBA\n\n'
            ),
        }
    },
}


@router.get(
    "/events",
    operation_id="streamMyEvents",
    summary="Be told what happens",
    response_class=Response,
    responses={200: _ANSWER, **problems(401, 403, 429, 503)},
)
@produces(EVENT_STREAM)
async def stream(
    request: Request,
    caller: CallerDep,
    last_event_id: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            description="The last `id` that was read: what happened since is told first. Without it, from now on.",
        ),
    ] = None,
) -> Response:
    """What happens to the dossiers, the jury sessions and the account that are yours to see, in the feed's order.

    Each event says that something is to be read anew, and nothing of what it holds: read it with its ETag. The stream
    ends with your access token, at the latest after ten minutes, and seconds after your session: open it again with
    `Last-Event-ID` and nothing is skipped. `stream.reset` says that too much happened meanwhile: read your lists anew.
    A few streams a person are kept open at once. Where nothing can be held open, ask your lists with their ETags.
    """
    container = container_of(request.scope)
    token = (request.headers.get("authorization") or "").partition(" ")[2].strip()
    seconds = container.token_reader(token).expires_at - time.time()
    return _EventStream(container.live, caller, after=_mark(last_event_id), seconds=seconds)


def _mark(last_event_id: str | None) -> str | None:
    """Where the reader was; a mark that is none of ours is that of another history."""
    if not last_event_id:
        return None
    try:
        return decode_cursor(last_event_id)
    except ValueError:
        return "unknown"


class _EventStream(Response):
    """Holds the answer open. What refuses it is told by a status; once its head is sent, it can only end."""

    media_type = EVENT_STREAM

    def __init__(self, hub: LiveHub, caller: Caller, *, after: str | None, seconds: float) -> None:
        super().__init__(headers={"Cache-Control": SECRET.decode(), "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._hub, self._caller, self._after, self._seconds = hub, caller, after, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell what happens until somebody goes away."""
        try:
            await self._stream(scope, receive, send)
        except CrowdedError:
            await render(scope, fault_problem(_FULL, may_have_lasted=False))(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        until = asyncio.get_running_loop().time() + self._seconds
        async with self._hub.listening(self._caller) as listener:
            request_state_of(scope).streams = True
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            gone = asyncio.create_task(_gone(receive))
            gone.add_done_callback(lambda _: listener.end())
            try:
                async for piece in self._hub.pieces(listener, after=self._after, until=until):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            finally:
                gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
