"""Who comes in, before a byte of the body is read: the caller, and what is left of their requests."""

from collections.abc import Mapping

from starlette.types import Scope

from app.api.authentication import authenticate, authorised
from app.api.container import container_of
from app.api.rates import network_of, too_many_requests
from app.api.request_state import request_state_of
from app.api.security import token_time
from app.usecases.access import ANONYMOUS


def address_of(scope: Scope) -> str:
    """Where the request comes from, as the server resolved it behind its trusted proxies; empty where unknown."""
    peer = scope.get("client")
    return peer[0] if peer else ""


def subject_of(scope: Scope) -> str:
    """To whom a rate or an Idempotency-Key belongs: the caller, or the network of who shows no token."""
    caller = request_state_of(scope).caller
    return caller.subject if caller is not ANONYMOUS else f"address:{network_of(address_of(scope))}"


async def identify_caller(
    scope: Scope, headers: Mapping[bytes, bytes], operation: str, *, checks_revocation: bool
) -> None:
    """Note who calls. Raises Unauthenticated, AddressNotAllowed, Forbidden, EnrolmentRequired,
    StepUpRequired."""
    container, request_state = container_of(scope), request_state_of(scope)
    request_state.operation_id = operation
    authorization = headers.get(b"authorization")
    request_state.caller = await authenticate(
        authorization.decode("latin-1") if authorization is not None else None,
        operation,
        policy=container.policy,
        token_reader=container.token_reader,
        session_is_open=container.session_is_open,
        is_revoked=None if checks_revocation else container.token_is_revoked,
        address=address_of(scope),
    )
    request_state.caller = authorised(request_state.caller, operation, container.policy)
    request_state.caller = await container.factor_gate.check(request_state.caller, operation, token_time())


async def count_request(scope: Scope, counted_as: str | None) -> None:
    """Count the request against its caller's limit, and note what is left. Raises EdgeError 429."""
    if counted_as is None:
        return
    request_state = request_state_of(scope)
    request_state.rate, passes = await container_of(scope).rate_limiter.count(counted_as, subject_of(scope))
    if not passes and request_state.rate is not None:
        raise too_many_requests(request_state.rate)


def count_less_where_unchanged(scope: Scope, status: int) -> None:
    """Take a request that was answered 304 for a part of one."""
    request_state = request_state_of(scope)
    if status == 304 and request_state.rate is not None:
        limiter = container_of(scope).rate_limiter
        request_state.rate = limiter.give_back_unchanged(request_state.rate, subject_of(scope))
