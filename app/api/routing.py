"""The one kind of route: it knows its caller before it reads a byte of the body, answers a repeated request once, and
tells an unchanged resource from a changed one."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.authentication import identify
from app.api.deprecations import DEPRECATIONS, Deprecated
from app.api.exchange import exchange_of
from app.api.idempotency import answer_once
from app.api.legal_day import moment_of
from app.api.preconditions import is_unchanged
from app.api.rates import class_of, neighbourhood, too_many
from app.api.terms import BodyLimit, Terms, has_body
from app.api.wiring import wiring_of
from app.usecases.access import ANONYMOUS

__all__ = ["ContractRoute", "router"]

_KEPT_ON_304 = ("etag", "cache-control", "vary", "link", "content-location", "expires")


class ContractRoute(APIRoute):
    """A route under the contract's manners. Its operation needs a row in the policy, whatever its endpoint declares."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        through_fastapi = AsyncExitStackMiddleware(BodyLimit(self.app, self.terms.largest_body))
        self.app = self._answer_directly if self.terms.direct else through_fastapi
        if deprecation := DEPRECATIONS.get(str(self.operation_id)):
            self.app = Deprecated(self.app, deprecation)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, inside ours."""
        if not self.operation_id:
            raise ValueError(f"{self.path}: a route names its operation")
        self.terms = Terms.of(self)
        handle = super().get_route_handler()
        operation, terms = self.operation_id, self.terms
        self.counted_as = class_of(
            operation, reads="GET" in (self.methods or ()), uploads=terms.reads == "multipart/form-data"
        )
        posts = "POST" in (self.methods or ()) and not terms.secret
        reads = "GET" in (self.methods or ())

        async def answer(request: Request) -> Response:
            headers: Mapping[bytes, bytes] = dict(request.scope["headers"])
            await _identify(request.scope, headers, operation, asks_stops=terms.asks_stops)
            await _count(request.scope, self.counted_as)
            terms.check_head(request.scope, headers)
            key = headers.get(b"idempotency-key") if posts else None
            if reads or (terms.reads is None and key is None and not has_body(headers)):
                response = await handle(request)
                return response if terms.of_the_day else _conditional(request, headers, response)
            try:
                await terms.check_body(request)
                return await (handle(request) if key is None else _answer_once(request, key, handle))
            finally:
                await request.close()  # the files of a form, where FastAPI never came to read them

        return answer

    async def _answer_directly(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The same manners, then the endpoint itself: a read that is asked all day takes half the time so."""
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        await _identify(scope, headers, str(self.operation_id), asks_stops=self.terms.asks_stops)
        await _count(scope, self.counted_as)
        self.terms.check_head(scope, headers)
        request = Request(scope, receive)
        response = await self.endpoint(request=request, **_ids(scope))
        await _conditional(request, headers, response)(scope, receive, send)


def router(noun: str, prefix: str, *, description: str = "") -> APIRouter:
    """A router for the operations of one noun: its name is their tag in the OpenAPI document."""
    made = APIRouter(prefix=prefix, tags=[noun], route_class=ContractRoute)
    TAGS.setdefault(noun, description)
    return made


TAGS: dict[str, str] = {}
"""The nouns, each with the sentence that describes it."""


async def _identify(scope: Scope, headers: Mapping[bytes, bytes], operation: str, *, asks_stops: bool) -> None:
    wiring, exchange = wiring_of(scope), exchange_of(scope)
    authorization = headers.get(b"authorization")
    exchange.caller = await identify(
        authorization.decode("latin-1") if authorization is not None else None,
        operation,
        policy=wiring.policy,
        token_reader=wiring.token_reader,
        session_is_open=wiring.session_is_open,
        is_stopped=None if asks_stops else wiring.token_is_stopped,
    )


async def _count(scope: Scope, counted_as: str | None) -> None:
    if counted_as is None:
        return
    exchange = exchange_of(scope)
    caller, peer = exchange.caller, scope.get("client")
    subject = caller.subject if caller is not ANONYMOUS else f"address:{neighbourhood(peer[0] if peer else '')}"
    exchange.rate, passes = await wiring_of(scope).rates.count(counted_as, subject)
    if not passes and exchange.rate is not None:
        raise too_many(exchange.rate)


async def _answer_once(request: Request, key: bytes, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    # Read before the reservation takes its connection: a request must never hold one while it waits for a second.
    await moment_of(request.scope)
    return await answer_once(request, key.decode("latin-1"), handle)


def _ids(scope: Scope) -> dict[str, UUID]:
    try:
        return {name: UUID(value) for name, value in scope["path_params"].items()}
    except ValueError:
        raise HTTPException(404) from None


def _conditional(request: Request, headers: Mapping[bytes, bytes], response: Response) -> Response:
    if_none_match = headers.get(b"if-none-match")
    if if_none_match is None or request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return response
    current = response.headers.get("etag")
    if current is None or not is_unchanged(if_none_match.decode("latin-1"), current):
        return response
    kept = {name: response.headers[name] for name in _KEPT_ON_304 if name in response.headers}
    return Response(status_code=304, headers=kept)
