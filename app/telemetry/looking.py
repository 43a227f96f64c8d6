"""Something that is looked at again and again, beside whatever else a process does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


@asynccontextmanager
async def looking(look: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run ``look``, which never ends by itself, for as long as the block lasts. Raises what broke it off."""
    running = asyncio.create_task(look())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
