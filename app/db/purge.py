"""What is dead leaves: answers kept for retries, links and tokens that open nothing, counters, logs."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.jobs import SCHEMA
from app.db.tables import attempts, idempotency_keys, links, refresh_tokens, webhook_deliveries
from app.usecases.ports.accounts import LinkPurpose

_MONTH, _QUARTER, _YEAR = timedelta(days=30), timedelta(days=90), timedelta(days=365)
_RENEWABLE = (LinkPurpose.TRADE_EVALUATOR, LinkPurpose.HOLDER)
_LOG = text(f"DELETE FROM {SCHEMA}.pgqueuer_log WHERE created < :before")  # noqa: S608 - our own name
_STATISTICS = text(f"DELETE FROM {SCHEMA}.pgqueuer_statistics WHERE created < :before")  # noqa: S608 - our own name


async def purge(engine: AsyncEngine, now: datetime) -> None:
    """Delete it, each kind in a transaction of its own. ``now`` is the system's clock.

    A link stays for a while after its end, so that whoever follows it is told what happened to it: a month, and a
    year where its holder may have it renewed.
    """
    dead: tuple[ColumnElement[bool], ...] = (
        idempotency_keys.c.expires_at < now,
        refresh_tokens.c.expires_at < now,
        attempts.c.last_at < now - timedelta(days=1),
        (links.c.expires_at < now - _MONTH) & links.c.purpose.not_in(_RENEWABLE),
        links.c.expires_at < now - _YEAR,
        (webhook_deliveries.c.created_at < now - _QUARTER) & (webhook_deliveries.c.state != "waiting"),
    )
    tables = (idempotency_keys, refresh_tokens, attempts, links, links, webhook_deliveries)
    for table, condition in zip(tables, dead, strict=True):
        async with engine.begin() as connection:
            await connection.execute(delete(table).where(condition))
    async with engine.begin() as connection:
        await connection.execute(_LOG, {"before": now - _QUARTER})
        await connection.execute(_STATISTICS, {"before": now - _QUARTER})
