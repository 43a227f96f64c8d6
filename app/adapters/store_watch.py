"""Whether the document store answers, for whoever watches over the service: asked now and then, and remembered."""

import asyncio
import logging
import time

from app.usecases.errors import StoreUnavailable
from app.usecases.ports.documents import DocumentStore

_REMEMBERED = 15.0
_SECONDS_TO_ANSWER = 2.0

logger = logging.getLogger("cqp.documents")


class StoreWatch:
    """Asks the store at most every fifteen seconds, and waits two for what it says: a probe has no time."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._asked_at: float | None = None
        self._answers = True
        self._asking = asyncio.Lock()

    async def answers(self) -> bool:
        """Whether it answered the last time that it was asked; a change is logged."""
        async with self._asking:
            if self._asked_at is None or time.monotonic() - self._asked_at > _REMEMBERED:
                self._note(await self._ask())
        return self._answers

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                await self._store.check()
        except (StoreUnavailable, TimeoutError):
            return False
        return True

    def _note(self, answers: bool) -> None:
        if not answers and self._answers:
            logger.error("the document store cannot be reached: documents are neither taken nor given")
        elif answers and not self._answers:
            logger.warning("the document store answers again")
        self._asked_at, self._answers = time.monotonic(), answers
