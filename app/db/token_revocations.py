"""Tokens stopped before they expire, as rows; and the question that each request of a program asks of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.readings import Readings
from app.db.tables import token_stops

_STOPPED = "SELECT name FROM token_stops WHERE name = ANY($1::text[]) AND until > now()"


class SqlTokenRevocations:
    """What has been stopped."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, names: Sequence[str], *, at: datetime, until: datetime) -> None:
        """Stop what goes by these names, and forget what is over."""
        await self._connection.execute(delete(token_stops).where(token_stops.c.until < at))
        if names:
            statement = upsert(token_stops).values([{"name": name, "until": until} for name in sorted(names)])
            await self._connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_={"until": statement.excluded.until})
            )

    async def use_once(self, name: str, *, until: datetime) -> bool:
        statement = upsert(token_stops).values(name=name, until=until)
        used = await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
        return used.rowcount == 1


@dataclass(slots=True, kw_only=True)
class _Question:
    names: set[str] = field(default_factory=set)
    answer: "asyncio.Task[frozenset[str]]"


class RevokedTokens:
    """Whether tokens are stopped, asked of the database itself, whichever process stopped them.

    One question is under way at a time. Who comes meanwhile joins the next one: it is asked after they came, so that
    nothing stopped before a request is overlooked by it, and a busy process asks once for many requests.
    """

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._under_way = asyncio.Lock()
        self._next: _Question | None = None

    async def any_of(self, names: Sequence[str]) -> bool:
        """Whether one of these names is stopped."""
        if self._next is None:
            self._next = _Question(answer=asyncio.create_task(self._ask()))
        question = self._next
        question.names.update(names)
        stopped = await asyncio.shield(question.answer)
        return bool(stopped) and not stopped.isdisjoint(names)

    async def _ask(self) -> frozenset[str]:
        async with self._under_way:
            question, self._next = self._next, None
            rows = await self._readings.rows(_STOPPED, list(question.names)) if question is not None else ()
        return frozenset(row["name"] for row in rows)
