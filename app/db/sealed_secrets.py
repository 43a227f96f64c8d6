"""Secrets that are kept to be read again, sealed anew under the key that seals today."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.tables import metadata, webhook_endpoints

SEALED_COLUMNS = ("sealed", "proposed", "sealed_id_token")
"""What columns of bytes are called that `CQP_SECRETS_KEY` seals; what another secret seals has another name."""

Reseal = Callable[[bytes], bytes | None]
"""The same secret under today's key, None where it already is. Raises KeyError where no key opens it."""


async def reseal(engine: AsyncEngine, anew: Reseal) -> tuple[int, int]:
    """How many secrets were sealed anew, and how many no key opens: these stay as they are.

    A row at a time, each in a transaction of its own: neither versions nor what is written meanwhile are touched.
    """
    done, left = await _of_webhooks(engine, anew)
    for table, column in sealed_columns():
        more, lost = await _of_column(engine, table, column, anew)
        done, left = done + more, left + lost
    return done, left


def sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that holds a sealed secret by itself."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and column.name in SEALED_COLUMNS:
                yield table, column


async def _of_webhooks(engine: AsyncEngine, anew: Reseal) -> tuple[int, int]:
    done = left = 0
    async with engine.connect() as connection:
        ids = (await connection.execute(select(webhook_endpoints.c.id))).scalars().all()
    for each in ids:
        async with engine.begin() as connection:
            kept = await _locked(connection, webhook_endpoints.c.secrets, webhook_endpoints.c.id == each)
            if kept is None:
                continue
            changed = [dict(secret) for secret in kept]
            for secret in changed:
                sealed, lost = _resealed(b64decode(secret["sealed"]), anew)
                left += lost
                if sealed is not None:
                    secret["sealed"] = b64encode(sealed).decode()
                    done += 1
            if changed != kept:
                own = update(webhook_endpoints).where(webhook_endpoints.c.id == each)
                await connection.execute(own.values(secrets=changed))
    return done, left


async def _of_column(engine: AsyncEngine, table: Table, column: Column[Any], anew: Reseal) -> tuple[int, int]:
    done = left = 0
    async with engine.connect() as connection:
        rows = (await connection.execute(select(*table.primary_key.columns).where(column.is_not(None)))).all()
    for row in rows:
        own = and_(*(key == value for key, value in zip(table.primary_key.columns, row, strict=True)))
        async with engine.begin() as connection:
            kept = await _locked(connection, column, own)
            sealed, lost = (None, False) if kept is None else _resealed(kept, anew)
            left += lost
            if sealed is not None:
                await connection.execute(update(table).where(own).values({column: sealed}))
                done += 1
    return done, left


async def _locked(connection: AsyncConnection, column: Column[Any], own: Any) -> Any:
    return await connection.scalar(select(column).where(own).with_for_update())


def _resealed(sealed: bytes, anew: Reseal) -> tuple[bytes | None, bool]:
    try:
        return anew(sealed), False
    except KeyError:
        return None, True
