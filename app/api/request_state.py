"""What is known of one request while it is answered."""

from dataclasses import dataclass, field

from starlette.types import Scope

from app.api.rates import RateLimitStatus
from app.usecases.access import ANONYMOUS, Caller
from app.usecases.logs import LogMembers
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.idempotency import Reservation

_KEY = "cqp.request_state"


@dataclass(slots=True)
class RequestState:
    """Made by the middleware, filled on the way in: who calls, when, and under which kept transaction.

    ``units``: the units of work that it was given;
    ``rate``: what to tell of the limit that the request counted under;
    ``status``: of the answer whose head is sent, and no other can be; ``code``: of the refusal that it tells;
    ``streams``: the answer stays open for as long as somebody listens; ``repeated``: the answer is one that was kept;
    ``is_rehearsed``: its use case is played through, and commits nothing;
    ``operation_id``: the operation that it reached; ``address``: the network address that it comes from.
    """

    request_id: str
    address: str | None = None
    operation_id: str | None = None
    caller: Caller = field(default=ANONYMOUS)
    moment: Moment | None = None
    reservation: Reservation | None = None
    streams: bool = False
    repeated: bool = False
    is_rehearsed: bool = False
    status: int | None = None
    code: str | None = None
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

    def logged(self) -> LogMembers:
        """What each line of the log written for this request says of it."""
        return {
            "request_id": self.request_id,
            "operation_id": self.operation_id,
            "subject_id": subject_id_of(self.caller),
            "role": self.caller.role,
            "address": self.address,
        }


def begin_request_state(scope: Scope, request_id: str) -> RequestState:
    """Attach a new state to the request."""
    peer = scope.get("client")
    request_state = RequestState(request_id, address=peer[0] if peer else None)
    scope[_KEY] = request_state
    return request_state


def request_state_of(scope: Scope) -> RequestState:
    """The state of this request."""
    request_state: RequestState = scope[_KEY]
    return request_state


def subject_id_of(caller: Caller) -> str | None:
    """The id under which the log names a caller: of the account, the program, or the session of a guest."""
    subject = caller.user_id or caller.client_id or caller.session_id
    return None if subject is None else str(subject)
