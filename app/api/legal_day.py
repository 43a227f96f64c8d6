"""The moment of a request: read once, so that one request lives on one day."""

from starlette.types import Scope

from app.api.container import container_of
from app.api.request_state import request_state_of
from app.usecases.moment import Moment


async def moment_of(scope: Scope) -> Moment:
    """The instant at which this request happens, by the legal clock."""
    request_state = request_state_of(scope)
    if request_state.moment is None:
        request_state.moment = Moment(await container_of(scope).legal_time())
    return request_state.moment
