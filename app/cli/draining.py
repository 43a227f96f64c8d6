"""A server that is told to stop first says so: `/readyz` answers 503 while it still serves, then it stops listening."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from fastapi import FastAPI

from app.api.leaving import LEAVING


def leave_slowly(app: FastAPI, *, delay: float) -> FastAPI:
    """``app``, whose server goes on listening for ``delay`` seconds after the first SIGTERM.

    That is how long the balancer in front takes to see that it is not ready. A second signal, or Ctrl-C, waits for
    nothing.
    """
    usual = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncIterator[Any]:
        async with usual(served) as state:
            _put_off_the_end(asyncio.get_running_loop(), delay)
            yield state

    app.router.lifespan_context = lifespan
    return app


def _put_off_the_end(loop: asyncio.AbstractEventLoop, delay: float) -> None:
    """Stand before the server's own handlers, which were put there before it began. Ctrl-C waits for nothing: it is
    announced, so that streams end, and stops at once."""
    for each, wait in ((signal.SIGTERM, delay), (signal.SIGINT, 0)):
        end = signal.getsignal(each)
        if callable(end):
            signal.signal(each, _announcing(loop, wait, end))


def _announcing(
    loop: asyncio.AbstractEventLoop, delay: float, end: Callable[[int, FrameType | None], Any]
) -> Callable[[int, FrameType | None], None]:
    def announce(number: int, frame: FrameType | None) -> None:
        if LEAVING.announced:
            end(number, frame)
            return
        LEAVING.announced = True
        loop.call_soon_threadsafe(loop.call_later, delay, end, number, None)

    return announce
