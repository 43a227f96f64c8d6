"""What is known of one request while it is answered."""

from dataclasses import dataclass, field

from starlette.types import Scope

from app.api.rates import Rate
from app.usecases.access import ANONYMOUS, Caller
from app.usecases.moment import Moment
from app.usecases.ports.kept_answers import Reservation

_KEY = "cqp.exchange"


@dataclass(slots=True)
class Exchange:
    """Made by the middleware, filled on the way in: who calls, when, and under which kept transaction.

    ``rate``: what to tell of the limit that the request counted under;
    ``answering``: the head of the answer is sent, and no other can be.
    """

    request_id: str
    caller: Caller = field(default=ANONYMOUS)
    moment: Moment | None = None
    reservation: Reservation | None = None
    answering: bool = False
    rate: Rate | None = None


def begin_exchange(scope: Scope, request_id: str) -> Exchange:
    """Attach a new exchange to the request."""
    exchange = Exchange(request_id)
    scope[_KEY] = exchange
    return exchange


def exchange_of(scope: Scope) -> Exchange:
    """The exchange of this request."""
    exchange: Exchange = scope[_KEY]
    return exchange
