"""The deep check: every stored aggregate is read, and compared with what stands beside its facts."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.facts.kept import KEPT, StoredAggregate
from app.db.shapes.unreadable import unnoted
from app.db.tables import fact_shapes
from app.usecases.errors import FactsUnreadable

_AT_ONCE = 200


class FactsFault(StrEnum):
    """What may be wrong with a row."""

    UNREADABLE = "unreadable"
    OTHERWISE = "otherwise"
    NOT_AS_WRITTEN = "not_as_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsFinding:
    """``what``: why it cannot be read, which column says something else than the facts, or which shape it has."""

    aggregate: str
    key: str
    fault: FactsFault
    what: str


async def check_facts(engine: AsyncEngine) -> AsyncIterator[FactsFinding]:
    """All that is wrong, in the order of the keys. Read by batches, each in a statement of its own."""
    async with engine.connect() as connection:
        written = {row.aggregate: row.written for row in await connection.execute(select(fact_shapes))}
        for kept in KEPT:
            async for row in _rows(connection, kept):
                for finding in _findings(kept, row, written.get(kept.shaped.name)):
                    yield finding


async def _rows(connection: AsyncConnection, kept: StoredAggregate) -> AsyncIterator[Row[Any]]:
    query = kept.rows.order_by(kept.key).limit(_AT_ONCE)
    batch = (await connection.execute(query)).all()
    while batch:
        await connection.rollback()  # a check of an hour is no transaction of an hour
        for row in batch:
            yield row
        batch = (await connection.execute(query.where(kept.key > getattr(batch[-1], kept.key.name)))).all()


def _findings(kept: StoredAggregate, row: Row[Any], written: int | None) -> Iterator[FactsFinding]:
    for fault, what in _faults(kept, row, written):
        yield FactsFinding(aggregate=kept.shaped.name, key=str(getattr(row, kept.key.name)), fault=fault, what=what)


def _faults(kept: StoredAggregate, row: Row[Any], written: int | None) -> Iterator[tuple[FactsFault, str]]:
    if row.facts_version != written:
        yield FactsFault.NOT_AS_WRITTEN, str(row.facts_version)
    try:
        with unnoted():
            value = kept.read(row)
    except FactsUnreadable as unreadable:
        yield FactsFault.UNREADABLE, unreadable.why
        return
    for name, said in kept.repeated(value).items():
        if getattr(row, name) != said:
            yield FactsFault.OTHERWISE, name
