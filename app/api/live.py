"""Who listens in this process, and what each is told: one reader of the feed for all of them.

The reader runs while somebody listens. It hands each event to those whom it may be told to, looks every few seconds
whose session has ended meanwhile, and lets everybody go when the process is about to stop.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

import orjson
from prometheus_client import Gauge

from app.api.fastapi_internals import format_sse_event
from app.api.leaving import LEAVING
from app.api.pages import encode_cursor
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.errors import InvalidInput, TooManyRequests
from app.usecases.live import ears_of
from app.usecases.logs import log_event
from app.usecases.ports.live import LiveEvent, LiveFeed

logger = logging.getLogger("cqp.live")

MOST = 20_000
"""Streams that one process keeps, at some 30 KiB each."""
HEARTBEAT = 20.0
"""Seconds of silence after which a stream says that it lives: proxies close what is silent for a minute."""
_TICK = 1.0
_SECONDS_TO_END = 5.0
"""How often the sessions of all listeners are looked at: a stream outlives its session by no more."""
_AT_ONCE = 500
_FARTHEST = 10_000
"""Places that are read again for who was away; from farther, everything is to be read anew."""
_MOST_WAITING = 1000
"""Events that wait for a slow reader, who is then let go: they take it up again where they were."""
_RETRY = 3000
RESET = "stream.reset"
"""The type of what is told to who comes from too far, or from a history that this database no longer has."""

_LISTENERS = Gauge(
    "cqp_live_listeners", "Streams of events that people hold open in this process.", multiprocess_mode="livesum"
)


class CrowdedError(Exception):
    """So many listen to this process, or it is about to stop: another one has room."""


@dataclass(slots=True, eq=False)
class Listener:
    """Somebody who listens. ``place``, ``mark``: where the feed was when they began."""

    caller: Caller
    ears: frozenset[str]
    place: int = 0
    mark: str = ""
    is_over: bool = False
    _waiting: deque[bytes] = field(default_factory=deque)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, piece: bytes) -> None:
        """Have it sent; a reader who lets too much wait is let go."""
        self._waiting.append(piece)
        if len(self._waiting) > _MOST_WAITING:
            self.end()
        self._arrived.set()

    def end(self) -> None:
        """Nothing more is told."""
        self.is_over = True
        self._waiting.clear()
        self._arrived.set()

    async def next(self, seconds: float) -> bytes:
        """What has come, at the latest after so many seconds; empty where nothing has."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        self._arrived.clear()
        pieces = b"".join(self._waiting)
        self._waiting.clear()
        return pieces


class LiveHub:
    """All who listen here. ``longest``: seconds that a stream lasts; ``of_one``: how many one person keeps."""

    def __init__(self, feed: LiveFeed, *, longest: float, of_one: int, most: int = MOST) -> None:
        self._feed = feed
        self._longest, self._of_one, self._most = longest, of_one, most
        self._mark, self._place = "", 0
        self._listeners: set[Listener] = set()
        self._hearing: defaultdict[str, set[Listener]] = defaultdict(set)
        self._of_each: defaultdict[str, int] = defaultdict(int)
        self._reader: asyncio.Task[None] | None = None
        self._begun: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def listening(self, caller: Caller) -> AsyncIterator[Listener]:
        """A place among those who listen. Raises TooManyRequests, CrowdedError."""
        self._refuse_beyond(caller)
        listener = Listener(caller, ears_of(caller))
        self._listeners.add(listener)
        self._of_each[caller.subject] += 1
        _LISTENERS.inc()
        try:
            await self._reading()
            listener.place, listener.mark = self._place, self._mark
            for ear in listener.ears:
                self._hearing[ear].add(listener)
            yield listener
        finally:
            _LISTENERS.dec()
            await self._forget(listener)

    async def pieces(self, listener: Listener, *, after: str | None, until: float) -> AsyncGenerator[bytes, None]:
        """What the listener is sent: what was missed since the mark, then what happens, as server-sent events.

        ``until``: when the token ends, in the time of the event loop. Silence is broken by the mark alone, so that who
        comes back is not sent through what did not concern them.
        """
        now = asyncio.get_running_loop().time
        until = min(until, now() + self._longest)
        yield format_sse_event(comment="", id=encode_cursor(after or listener.mark), retry=_RETRY)
        async for piece in self._missed(listener, after):
            yield piece
        while not listener.is_over and (left := until - now()) > 0:
            yield await listener.next(min(left, HEARTBEAT)) or format_sse_event(id=encode_cursor(self._mark))

    async def _missed(self, listener: Listener, after: str | None) -> AsyncGenerator[bytes, None]:
        mark = after or listener.mark
        while mark != listener.mark:
            try:
                some = await self._feed.after(mark, limit=_AT_ONCE)
            except InvalidInput:
                yield _reset(listener.mark)
                return
            except Exception as error:
                _note_unread(error)
                listener.end()  # who comes back by the same mark misses nothing
                return
            if listener.place - some.place > _FARTHEST:
                yield _reset(listener.mark)
                return
            told = (each for each in some.events if each.place <= listener.place and each.audience & listener.ears)
            yield b"".join(map(_piece, told))
            if some.ended or some.place >= listener.place:
                return
            mark = some.mark

    def _refuse_beyond(self, caller: Caller) -> None:
        if LEAVING.announced or len(self._listeners) >= self._most:
            raise CrowdedError
        if self._of_each[caller.subject] >= self._of_one:
            raise TooManyRequests(
                Text(
                    f"Déjà {self._of_one} flux ouverts : fermez-en un, ou partagez-en un entre vos onglets.",
                    f"{self._of_one} streams are open already: close one, or share one between your tabs.",
                ),
                retry_after=30,
            )

    async def _forget(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        for ear in listener.ears:
            self._hearing[ear].discard(listener)
            if not self._hearing[ear]:
                del self._hearing[ear]
        self._of_each[listener.caller.subject] -= 1
        if not self._of_each[listener.caller.subject]:
            del self._of_each[listener.caller.subject]
        if not self._listeners and self._reader is not None:
            reader, self._reader = self._reader, None
            reader.cancel()
            await asyncio.wait([reader])

    async def _reading(self) -> None:
        """Have a reader, who knows where the feed is. Raises what keeps it from knowing."""
        if self._reader is None or self._begun is None or self._reader.done():
            self._begun = asyncio.get_running_loop().create_future()
            self._reader = asyncio.create_task(self._read(self._begun))
        await asyncio.shield(self._begun)

    async def _read(self, begun: asyncio.Future[None]) -> None:
        try:
            end = await self._feed.end()
        except Exception as error:
            self._reader = None
            begun.set_exception(error)
            begun.exception()  # whoever waits is told; nobody may be there any more
            return
        self._place, self._mark = end.place, end.mark
        begun.set_result(None)
        looked_at = monotonic()
        async with self._feed.news() as news:
            while not LEAVING.announced:
                try:
                    if await news.wait(_TICK):
                        await self._take_in()
                    if monotonic() - looked_at > _SECONDS_TO_END:
                        looked_at = monotonic()
                        await self._end_closed_sessions()
                except InvalidInput:
                    await self._begin_anew()
                except Exception as error:
                    _note_unread(error)
                    await asyncio.sleep(_TICK)
        for listener in tuple(self._listeners):
            listener.end()

    async def _take_in(self) -> None:
        ended = False
        while not ended:
            some = await self._feed.after(self._mark, limit=_AT_ONCE)
            for event in some.events:
                self._tell(event)
            self._place, self._mark, ended = some.place, some.mark, some.ended

    async def _begin_anew(self) -> None:
        """The database was restored: everybody is to read everything anew."""
        end = await self._feed.end()
        self._place, self._mark = end.place, end.mark
        for listener in tuple(self._listeners):
            listener.tell(_reset(end.mark))

    def _tell(self, event: LiveEvent) -> None:
        concerned = {listener for name in event.audience for listener in self._hearing.get(name, ())}
        if concerned:
            piece = _piece(event)
            for listener in concerned:
                listener.tell(piece)

    async def _end_closed_sessions(self) -> None:
        held = {each.caller.session_id: each.caller.company_id for each in self._listeners}
        closed = await self._feed.closed_among({session: held[session] for session in held if session is not None})
        for listener in tuple(self._listeners):
            if listener.caller.session_id in closed:
                listener.end()


def _piece(event: LiveEvent) -> bytes:
    data: dict[str, str | None] = {"subject": event.subject, "operation_id": event.operation_id}
    if event.dossier_id is not None:
        data["dossier_id"] = event.dossier_id
    return format_sse_event(data_str=orjson.dumps(data).decode(), event=event.type, id=encode_cursor(event.mark))


def _note_unread(error: Exception) -> None:
    log_event(logger, logging.WARNING, "live_feed_unread", words=type(error).__name__)


def _reset(mark: str) -> bytes:
    return format_sse_event(data_str="{}", event=RESET, id=encode_cursor(mark))
