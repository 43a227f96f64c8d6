"""Who comes in, before a byte of the body is read: the caller, and what is left of their requests."""

from collections.abc import Mapping

from starlette.types import Scope

from app.api.authentication import identify
from app.api.exchange import exchange_of
from app.api.rates import neighbourhood, too_many
from app.api.wiring import wiring_of
from app.usecases.access import ANONYMOUS


async def identify_caller(scope: Scope, headers: Mapping[bytes, bytes], operation: str, *, asks_stops: bool) -> None:
    """Note who calls. Raises Unauthenticated, Forbidden."""
    wiring = wiring_of(scope)
    authorization = headers.get(b"authorization")
    exchange_of(scope).caller = await identify(
        authorization.decode("latin-1") if authorization is not None else None,
        operation,
        policy=wiring.policy,
        token_reader=wiring.token_reader,
        session_is_open=wiring.session_is_open,
        is_stopped=None if asks_stops else wiring.token_is_stopped,
    )


async def count_request(scope: Scope, counted_as: str | None) -> None:
    """Count the request against its caller's limit, and note what is left. Raises EdgeError 429."""
    if counted_as is None:
        return
    exchange = exchange_of(scope)
    caller, peer = exchange.caller, scope.get("client")
    subject = caller.subject if caller is not ANONYMOUS else f"address:{neighbourhood(peer[0] if peer else '')}"
    exchange.rate, passes = await wiring_of(scope).rates.count(counted_as, subject)
    if not passes and exchange.rate is not None:
        raise too_many(exchange.rate)
