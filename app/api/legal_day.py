"""The moment of a request: read once, so that one request lives on one day."""

from starlette.types import Scope

from app.api.exchange import exchange_of
from app.api.wiring import wiring_of
from app.usecases.moment import Moment


async def moment_of(scope: Scope) -> Moment:
    """The instant at which this request happens, by the legal clock."""
    exchange = exchange_of(scope)
    if exchange.moment is None:
        exchange.moment = Moment(await wiring_of(scope).legal_time())
    return exchange.moment
