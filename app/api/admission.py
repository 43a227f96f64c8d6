"""Who comes in, before a byte of the body is read: the caller, and what is left of their requests."""

from collections.abc import Mapping

from starlette.types import Scope

from app.api.authentication import authenticate
from app.api.container import container_of
from app.api.rates import network_of, too_many_requests
from app.api.request_state import request_state_of
from app.api.security import token_time
from app.usecases.access import ANONYMOUS


async def identify_caller(
    scope: Scope, headers: Mapping[bytes, bytes], operation: str, *, checks_revocation: bool
) -> None:
    """Note who calls. Raises Unauthenticated, Forbidden, EnrolmentRequired, StepUpRequired."""
    container = container_of(scope)
    authorization = headers.get(b"authorization")
    caller = await authenticate(
        authorization.decode("latin-1") if authorization is not None else None,
        operation,
        policy=container.policy,
        token_reader=container.token_reader,
        session_is_open=container.session_is_open,
        is_revoked=None if checks_revocation else container.token_is_revoked,
    )
    request_state_of(scope).caller = await container.factor_gate.check(caller, operation, token_time())


async def count_request(scope: Scope, counted_as: str | None) -> None:
    """Count the request against its caller's limit, and note what is left. Raises EdgeError 429."""
    if counted_as is None:
        return
    request_state = request_state_of(scope)
    caller, peer = request_state.caller, scope.get("client")
    subject = caller.subject if caller is not ANONYMOUS else f"address:{network_of(peer[0] if peer else '')}"
    request_state.rate, passes = await container_of(scope).rate_limiter.count(counted_as, subject)
    if not passes and request_state.rate is not None:
        raise too_many_requests(request_state.rate)
