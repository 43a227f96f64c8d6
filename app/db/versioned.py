"""Rows that carry their version: written over the one that was read, and over no other."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, and_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.usecases.errors import StaleVersion


async def put_row(
    connection: AsyncConnection, table: Table, key: tuple[str, ...], row: Mapping[str, Any], over: int | None
) -> int:
    """Write ``row`` over the version ``over`` (None: it creates); returns its version. Raises StaleVersion."""
    version = (over or 0) + 1
    if over is None:
        created = insert(table).values(**row, version=version).on_conflict_do_nothing(index_elements=key)
        written = await connection.execute(created)
    else:
        place = and_(table.c.version == over, *(table.c[column] == row[column] for column in key))
        written = await connection.execute(update(table).where(place).values(**row, version=version))
    if written.rowcount != 1:
        raise StaleVersion
    return version


async def put_dated(
    connection: AsyncConnection, table: Table, key: tuple[str, ...], row: Mapping[str, Any], over: int
) -> int:
    """Write a dated value, in place of one of that same day; ``over`` is how often it was set. Raises StaleVersion.

    Of two at once, the later meets the other's version: on another day's row, which the constraint refuses, or on
    the very row that it would replace.
    """
    versioned = {**row, "version": over + 1}
    replacing = (
        insert(table)
        .values(versioned)
        .on_conflict_do_update(
            index_elements=key,
            set_={name: value for name, value in versioned.items() if name not in key},
            where=table.c.version <= over,
        )
    )
    try:
        replaced = await connection.execute(replacing)
    except IntegrityError as taken:
        raise StaleVersion from taken
    if replaced.rowcount != 1:
        raise StaleVersion
    return over + 1
