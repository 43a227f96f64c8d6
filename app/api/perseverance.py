"""What a request does about a fault that passes: wait its turn, try once more where nothing was begun, give up in time.

A row that is locked, a database that restarts: either is told as 503 with Retry-After by ``SafetyNet``, which also
counts it. Here it is decided whether the caller needs to know at all.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from random import random
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

from app.api.container import container_of
from app.api.fault_count import count_fault
from app.api.request_state import RequestState, request_state_of
from app.api.turns import NoTurnError
from app.usecases.errors import Contended
from app.usecases.ports.faults import FaultKind

LONGEST = 60
"""Seconds that an operation may take from its body to its answer."""
_IN_LINE = 3
"""Seconds within which a thing that others change may become free."""
_PAUSE = 0.2

Handling = Callable[[], Awaitable[Response]]


async def answer_perseveringly(
    request: Request, attempt: Handling, *, reads: bool, longest: int | None = None
) -> Response:
    """Make the attempt; and again where what stopped it passes, and it left nothing behind.

    ``longest``: how many seconds it may take, the usual ones where None.

    Raises what the last attempt raised, Contended, TimeoutError.
    """
    state = request_state_of(request.scope)
    if reads:  # it waits for no lock, and each of its statements is bounded: nothing to add to what is asked all day
        return await _twice(request, state, attempt)
    thing = _thing(request)
    if thing is None:
        async with asyncio.timeout(longest or LONGEST):
            return await _until_free(request, state, attempt)
    try:
        async with container_of(request.scope).turns.turn(thing), asyncio.timeout(LONGEST):
            return await _in_turn(request, state, attempt, thing)
    except NoTurnError:
        count_fault(FaultKind.LOCKED)
        raise Contended from None


async def _in_turn(request: Request, state: RequestState, attempt: Handling, thing: Hashable) -> Response:
    """The attempt; where the thing stays locked, nobody in line waits for it as long once more."""
    try:
        return await _until_free(request, state, attempt)
    except Contended:
        container_of(request.scope).turns.break_up(thing)
        count_fault(FaultKind.LOCKED)
        raise


async def _until_free(request: Request, state: RequestState, attempt: Handling) -> Response:
    until = monotonic() + _IN_LINE
    while True:
        try:
            return await _twice(request, state, attempt)
        except Contended:
            if monotonic() > until or not _may_repeat(request, state):
                raise
        state.start_again()
        await asyncio.sleep(_PAUSE * (0.5 + random()))  # noqa: S311 - so that those who wait do not come together


async def _twice(request: Request, state: RequestState, attempt: Handling) -> Response:
    try:
        return await attempt()
    except Exception as error:
        fault = container_of(request.scope).fault_of(error)
        if fault is None or not fault.is_worth_repeating or not _may_repeat(request, state):
            raise
    await asyncio.sleep(_PAUSE * random())  # noqa: S311 - two who met in a deadlock would meet again
    state.start_again()
    return await attempt()


def _may_repeat(request: Request, state: RequestState) -> bool:
    """Whether nothing of it lasts, and its body can be read again: the files of a form were read to their end."""
    is_form = request.headers.get("content-type", "").startswith("multipart/")
    return not is_form and not state.may_have_lasted


def _thing(request: Request) -> Hashable | None:
    """What the request changes, as far as its path says: the first thing that it names, and of which collection."""
    named = request.scope["path_params"]
    if not named:
        return None
    return request.scope["route"].path_format.partition("{")[0], str(next(iter(named.values())))
