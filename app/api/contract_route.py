"""The one kind of route: it knows its caller before it reads a byte of the body, answers a repeated request once, and
tells an unchanged resource from a changed one."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.admission import count_less_where_unchanged, count_request, identify_caller
from app.api.body_limit import BodyLimit
from app.api.conditional import names_its_bytes, tagged_by_its_bytes, unless_unchanged
from app.api.deprecations import DEPRECATIONS, Deprecated
from app.api.fastapi_internals import cap_faults, closing_files, faults_of_body
from app.api.faults import MOST_FAULTS
from app.api.idempotency import answer_idempotently
from app.api.legal_day import moment_of
from app.api.perseverance import answer_perseveringly
from app.api.rates import class_of
from app.api.rehearsal import judging_whole
from app.api.route_contract import RouteContract, has_body
from app.telemetry.operations import become_operation

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ContractRoute(APIRoute):
    """A route under the contract's manners. Its operation needs a row in the policy, whatever its endpoint declares."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        cap_faults(self, MOST_FAULTS)
        through_fastapi = closing_files(BodyLimit(self.app, self.contract.largest_body))
        self._named = self._directly if self.contract.direct else through_fastapi
        self.app = self._under_its_name
        if deprecation := DEPRECATIONS.get(str(self.operation_id)):
            self.app = Deprecated(self.app, deprecation)

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, or the endpoint itself, inside ours."""
        if not self.operation_id:
            raise ValueError(f"{self.path}: a route names its operation")
        self.contract = RouteContract.of(self)
        handle = self._endpoint_itself if self.contract.direct else super().get_route_handler()
        if self.contract.judged_whole:
            handle = judging_whole(handle, partial(faults_of_body, self))
        self.answer = self._mannerly(handle)
        return self.answer

    def _mannerly(self, handle: Handler) -> Handler:
        operation, contract = str(self.operation_id), self.contract
        reads = "GET" in (self.methods or ())
        posts = "POST" in (self.methods or ()) and not contract.secret
        counted_as = class_of(operation, reads=reads, uploads=contract.reads == "multipart/form-data")

        async def answer(request: Request) -> Response:
            headers: Mapping[bytes, bytes] = dict(request.scope["headers"])
            await identify_caller(request.scope, headers, operation, checks_revocation=contract.checks_revocation)
            await count_request(request.scope, counted_as)
            contract.check_head(request.scope, headers)
            key = headers.get(b"idempotency-key") if posts else None
            if reads or (contract.reads is None and key is None and not has_body(headers)):
                response = await answer_perseveringly(request, partial(handle, request), reads=reads)
                if reads and not contract.secret:
                    response = tagged_by_its_bytes(response)
                is_others_tomorrow = contract.depends_on_day and not names_its_bytes(response)
                answered = response if is_others_tomorrow else unless_unchanged(request, headers, response)
                count_less_where_unchanged(request.scope, answered.status_code)
                return answered
            try:
                await contract.check_body(request)
                once = partial(handle, request) if key is None else partial(_answer_once, request, key, handle)
                return await answer_perseveringly(request, once, reads=reads, longest=contract.longest)
            finally:
                await request.close()  # the files of a form, where FastAPI never came to read them

        return answer

    async def _under_its_name(self, scope: Scope, receive: Receive, send: Send) -> None:
        become_operation(str(self.operation_id))
        await self._named(scope, receive, send)

    async def _directly(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with nothing of FastAPI between: a read that is asked all day takes half the time so."""
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _endpoint_itself(self, request: Request) -> Response:
        try:
            ids = {name: UUID(value) for name, value in request.scope["path_params"].items()}
        except ValueError:
            raise HTTPException(404) from None
        response: Response = await self.endpoint(request=request, **ids)
        return response


async def _answer_once(request: Request, key: bytes, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    # Read before the reservation takes its connection: a request must never hold one while it waits for a second.
    await moment_of(request.scope)
    return await answer_idempotently(request, key.decode("latin-1"), handle)
