"""How many stored records cannot be read, as far as is known: those of a later release, and those that were met."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.facts.kept import KEPT, StoredAggregate
from app.db.shapes.unreadable import forget, noted, unnoted
from app.usecases.errors import FactsUnreadable


async def count_unreadable(engine: AsyncEngine) -> Mapping[str, int]:
    """By the name of the aggregate. The first are counted by an index; of the second, each is tried again."""
    async with engine.connect() as connection:
        return {
            kept.shaped.name: await _of_a_later_release(connection, kept) + await _still_unreadable(connection, kept)
            for kept in KEPT
        }


async def _of_a_later_release(connection: AsyncConnection, kept: StoredAggregate) -> int:
    later = kept.table.c.facts_version > kept.shaped.newest
    return int(await connection.scalar(select(func.count()).select_from(kept.table).where(later)) or 0)


async def _still_unreadable(connection: AsyncConnection, kept: StoredAggregate) -> int:
    """How many of those that this process met and that are of a shape that it knows."""
    keys = noted(kept.shaped.name)
    if not keys:
        return 0
    is_met = kept.key.in_([kept.key.type.python_type(key) for key in keys])
    rows = (await connection.execute(kept.rows.where(is_met))).all()
    unread = {str(getattr(row, kept.key.name)): row.facts_version for row in rows if not _is_readable(kept, row)}
    forget(kept.shaped.name, set(keys) - unread.keys())
    return sum(shape <= kept.shaped.newest for shape in unread.values())


def _is_readable(kept: StoredAggregate, row: Row[Any]) -> bool:
    try:
        with unnoted():
            kept.read(row)
    except FactsUnreadable:
        return False
    return True
