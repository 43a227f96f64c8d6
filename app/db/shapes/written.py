"""Which shape is written now: what the operator said, read in the transaction that writes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.shapes.shaped import Shaped
from app.db.tables import fact_shapes

WRITTEN_SHAPES = select(fact_shapes)


class WrittenShape:
    """The shape of one aggregate, asked once for each transaction: it may change, and change back, at any time.

    Who wrote in the former shape while it changed wrote what every process can still read; `cqp facts upgrade` finds
    it.
    """

    def __init__(self, connection: AsyncConnection, shaped: Shaped[Any]) -> None:
        self._connection = connection
        self._name = shaped.name
        self._shape: int | None = None

    async def get(self) -> int:
        """Its number."""
        if self._shape is None:
            query = select(fact_shapes.c.written).where(fact_shapes.c.aggregate == self._name)
            self._shape = int((await self._connection.execute(query)).scalar_one())
        return self._shape

    def learn(self, rows: Iterable[Any]) -> None:
        """What another statement has read of all aggregates."""
        self._shape = next(row.written for row in rows if row.aggregate == self._name)
