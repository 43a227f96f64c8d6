"""What can be found out about a database, for whoever installs or runs the service."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.jobs import SCHEMA

OLDEST_SERVER = 150_000
_SERVER = text("""
    SELECT current_setting('server_version_num')::int AS version, pg_is_in_recovery() AS is_standby,
           now() AS at, current_user AS role,
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS places,
           (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS taken
""")
_RIGHTS = text(f"""
    SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', '{SCHEMA}') AND c.relkind = 'r'
      AND c.relname <> ALL('{{alembic_version,schema_revisions}}')
      AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
           AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
    ORDER BY 1
""")  # noqa: S608 - our own name
_QUEUE = text(f"""
    SELECT count(*) FILTER (WHERE status = 'failed') AS held,
           count(*) FILTER (WHERE status = 'queued' AND execute_after <= now()) AS due,
           coalesce(extract(epoch FROM now() - min(greatest(created, execute_after))
               FILTER (WHERE status = 'queued' AND execute_after <= now())), 0)::int AS oldest
    FROM {SCHEMA}.pgqueuer WHERE NOT entrypoint = ANY(:but)
""")  # noqa: S608 - our own name


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """``version`` as `server_version_num`; ``places``: connections that anybody may open, of which some are taken."""

    version: int
    is_standby: bool
    at: datetime
    role: str
    is_superuser: bool
    places: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """Jobs held after their last attempt, jobs that are due, and for how many seconds the oldest of these has been."""

    held: int
    due: int
    oldest: int


async def server_facts(engine: AsyncEngine) -> ServerFacts:
    """The server, and the role that we are on it."""
    async with engine.connect() as connection:
        return ServerFacts(**(await connection.execute(_SERVER)).mappings().one())


async def tables_without_rights(engine: AsyncEngine) -> list[str]:
    """The tables on which our role may not do all that the service does."""
    async with engine.connect() as connection:
        return list((await connection.execute(_RIGHTS)).scalars())


async def queue_facts(engine: AsyncEngine, *, but: frozenset[str] = frozenset()) -> QueueFacts:
    """The work that waits, leaving out these kinds."""
    async with engine.connect() as connection:
        return QueueFacts(**(await connection.execute(_QUEUE, {"but": sorted(but)})).mappings().one())
