"""What lies in the database: to see that a refusal wrote nothing."""

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import metadata, rate_counts

_CONTENT = " UNION ALL ".join(
    f"SELECT '{table.name}', count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
    f"FROM {table.name} AS t"
    for table in metadata.sorted_tables
    if table is not rate_counts  # a refusal counts as a request, and should
)


async def written_in(engine: AsyncEngine, *, but: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """For each table, save ``but`` those, how many rows it has and a digest of them."""
    async with engine.connect() as connection:
        rows = await connection.execute(text(_CONTENT))
        return {row[0]: row[1] for row in rows if row[0] not in but}
