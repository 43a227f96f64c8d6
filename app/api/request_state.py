"""What is known of one request while it is answered."""

from dataclasses import dataclass, field

from starlette.types import Scope

from app.api.rates import RateLimitStatus
from app.usecases.access import ANONYMOUS, Caller
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.idempotency import Reservation

_KEY = "cqp.request_state"


@dataclass(slots=True)
class RequestState:
    """Made by the middleware, filled on the way in: who calls, when, and under which kept transaction.

    ``units``: the units of work that it was given;
    ``rate``: what to tell of the limit that the request counted under;
    ``answering``: the head of the answer is sent, and no other can be.
    """

    request_id: str
    caller: Caller = field(default=ANONYMOUS)
    moment: Moment | None = None
    reservation: Reservation | None = None
    answering: bool = False
    rate: RateLimitStatus | None = None
    units: list[UnitOfWork] = field(default_factory=list)

    @property
    def may_have_lasted(self) -> bool:
        """Whether something of this request was made to last, or may have been."""
        kept = self.reservation is not None and self.reservation.may_have_lasted
        return kept or any(unit.may_have_lasted for unit in self.units)

    def start_again(self) -> None:
        """Forget the attempt that failed."""
        self.reservation = None
        self.units.clear()


def begin_request_state(scope: Scope, request_id: str) -> RequestState:
    """Attach a new state to the request."""
    request_state = RequestState(request_id)
    scope[_KEY] = request_state
    return request_state


def request_state_of(scope: Scope) -> RequestState:
    """The state of this request."""
    request_state: RequestState = scope[_KEY]
    return request_state
