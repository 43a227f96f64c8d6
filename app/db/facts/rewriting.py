"""Rows are rewritten into the shape that is written now, while the service runs.

What a row says does not change, nor do its version, its last change and so its ETag. Broken off and begun again, it
goes on with what is left.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.facts.kept import KEPT, StoredAggregate
from app.db.shapes.unreadable import unnoted
from app.db.tables import fact_shapes
from app.usecases.errors import FactsNotWritable, FactsUnreadable

_AT_ONCE = 200
_PASSES = 3
_SECONDS_BETWEEN_PASSES = 1.0

Progress = Callable[[str, int], None]
"""Told, after each batch, of which aggregate how many rows have been rewritten."""


@dataclass(slots=True, kw_only=True)
class Rewriting:
    """One aggregate's rows on their way into ``shape``: how many were rewritten, why each of some was not, and how
    many are left because somebody is changing them."""

    kept: StoredAggregate
    shape: int
    rewritten: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    busy: int = 0


async def write_shapes(engine: AsyncEngine, shape_of: Callable[[StoredAggregate], int]) -> None:
    """Have every process write those shapes from its next transaction on. Raises FactsNotWritable: see below."""
    async with engine.begin() as connection:
        written = await _written(connection)
        for kept in KEPT:
            kept.shaped.check_written(written[kept.shaped.name])
            of_it = fact_shapes.c.aggregate == kept.shaped.name
            await connection.execute(update(fact_shapes).where(of_it).values(written=shape_of(kept)))


async def rewrite_facts(engine: AsyncEngine, progress: Progress) -> tuple[Rewriting, ...]:
    """Rewrite every row that is not in the shape written now. Raises FactsNotWritable: this program is the older one.

    A row that somebody is changing is left to a later pass; one that cannot be read stays as it is.
    """
    async with engine.connect() as connection:
        written = await _written(connection)
    ways = tuple(Rewriting(kept=kept, shape=written[kept.shaped.name]) for kept in KEPT)
    for way in ways:
        way.kept.shaped.check_written(way.shape)
        await _rewrite(engine, way, progress)
    return ways


async def _written(connection: AsyncConnection) -> dict[str, int]:
    return {row.aggregate: row.written for row in await connection.execute(select(fact_shapes))}


async def _rewrite(engine: AsyncEngine, way: Rewriting, progress: Progress) -> None:
    for number in range(_PASSES):
        if number:
            await asyncio.sleep(_SECONDS_BETWEEN_PASSES)
        await _pass(engine, way, progress)
        if not way.busy:
            return


async def _pass(engine: AsyncEngine, way: Rewriting, progress: Progress) -> None:
    """Go once through all that is in another shape, a transaction for each batch."""
    way.refused, after = {}, None
    while True:
        async with engine.begin() as connection:
            rows = await _next_rows(connection, way, after)
            for row in rows:
                await _rewrite_row(connection, way, row)
        if not rows:
            break
        after = getattr(rows[-1], way.kept.key.name)
        progress(way.kept.shaped.name, way.rewritten)
    way.busy = max(await _left(engine, way) - len(way.refused), 0)


async def _next_rows(connection: AsyncConnection, way: Rewriting, after: Any) -> Sequence[Row[Any]]:
    """Held as an act holds them, but for those that an act holds."""
    kept = way.kept
    query = kept.rows.where(kept.table.c.facts_version != way.shape).order_by(kept.key).limit(_AT_ONCE)
    if after is not None:
        query = query.where(kept.key > after)
    held = query.with_for_update(of=kept.table, skip_locked=True, key_share=True)
    rows: Sequence[Row[Any]] = (await connection.execute(held)).all()
    return rows


async def _rewrite_row(connection: AsyncConnection, way: Rewriting, row: Row[Any]) -> None:
    kept, key = way.kept, getattr(row, way.kept.key.name)
    try:
        with unnoted():
            facts = kept.shaped.facts(kept.read(row), way.shape)
    except FactsUnreadable as unreadable:
        way.refused[str(key)] = unreadable.why
    except FactsNotWritable as unsaid:
        way.refused[str(key)] = unsaid.detail.en
    else:
        statement = update(kept.table).where(kept.key == key).values(facts=facts, facts_version=way.shape)
        await connection.execute(statement)
        way.rewritten += 1


async def _left(engine: AsyncEngine, way: Rewriting) -> int:
    query = select(func.count()).select_from(way.kept.table).where(way.kept.table.c.facts_version != way.shape)
    async with engine.connect() as connection:
        return int(await connection.scalar(query) or 0)
