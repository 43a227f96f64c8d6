"""Who waits their turn to change one thing, and waits it without holding a connection."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_AT_ONCE = 2
_SECONDS = 3.0
_STUCK = 5.0


class NoTurnError(Exception):
    """The turn did not come in time: those before waited for something themselves."""


@dataclass(slots=True)
class _Line:
    served: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


@dataclass(slots=True)
class Turns:
    """For each thing, ``at_once`` requests of this process at a time; the others stand in line, in order.

    One that is locked for long then takes so many connections, and not all. Acts on one thing follow each other in the
    database anyway: two at a time lose nothing.
    """

    at_once: int = _AT_ONCE
    seconds: float = _SECONDS
    stuck_for: float = _STUCK
    _lines: dict[Hashable, _Line] = field(default_factory=dict)
    _stuck: dict[Hashable, float] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, thing: Hashable) -> AsyncIterator[None]:
        """Hold a turn on ``thing`` while the block lasts.

        Raises NoTurnError after ``seconds`` in line; at once where the thing was found stuck, and somebody tries it.
        """
        line = self._lines.setdefault(thing, _Line())
        if line.served and self._is_stuck(thing):
            raise NoTurnError
        if line.served < self.at_once:
            line.served += 1
        else:
            await self._stand_in(line, thing)
        found_stuck = self._stuck.get(thing)
        try:
            yield
        finally:
            if self._stuck.get(thing) == found_stuck:  # nobody found it stuck again
                self._stuck.pop(thing, None)
            self._leave(line, thing)

    def break_up(self, thing: Hashable) -> None:
        """Send away who stands in line: what was waited for in vain would be waited for in vain again.

        For ``stuck_for`` seconds one at a time tries whether it still is.
        """
        now = time.monotonic()
        self._stuck = {each: until for each, until in self._stuck.items() if until > now}
        self._stuck[thing] = now + self.stuck_for
        for each in self._lines.get(thing, _Line()).waiting:
            if not each.done():
                each.set_exception(NoTurnError())

    def _is_stuck(self, thing: Hashable) -> bool:
        return self._stuck.get(thing, 0) > time.monotonic()

    async def _stand_in(self, line: _Line, thing: Hashable) -> None:
        """Wait for the turn of somebody who leaves, and take it over."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.waiting.append(mine)
        try:
            async with asyncio.timeout(self.seconds):
                await mine
        except BaseException as error:
            if mine.done() and not mine.cancelled() and mine.exception() is None:
                self._leave(line, thing)  # the turn came in the same instant
            if isinstance(error, TimeoutError):
                raise NoTurnError from None
            raise
        finally:
            if mine in line.waiting:
                line.waiting.remove(mine)

    def _leave(self, line: _Line, thing: Hashable) -> None:
        while line.waiting:
            following = line.waiting.popleft()
            if not following.done():
                following.set_result(None)
                return
        line.served -= 1
        if not line.served:
            self._lines.pop(thing, None)
