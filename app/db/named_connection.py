"""Connections that tell PostgreSQL which operation each transaction is for: `pg_stat_activity` shows it.

The name travels with BEGIN, in the same message (`SET LOCAL`): no round trip more, and nothing is left on the
connection, so that it holds behind PgBouncer too. A comment in each statement would have had every operation prepare
its own; what begins no transaction (the hot reads) would have paid a round trip, and shows its connection's name.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

import asyncpg

from app.telemetry.operations import NOTHING, current_operation

APPLICATION = "cqp"
"""The name of a connection at rest."""
_LONGEST = 63
"""The bytes that PostgreSQL keeps of a name."""

if TYPE_CHECKING:
    _Connection = asyncpg.Connection[asyncpg.Record]
else:
    _Connection = asyncpg.Connection


class NamedConnection(_Connection):
    """The driver's, whose transactions bear the name of the operation that begins them."""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - theirs
        """As the driver's: it begins its transactions by this method too."""
        if query.startswith("BEGIN"):
            query += _naming(current_operation())
        return await super().execute(query, *args, timeout=timeout)


@cache
def _naming(operation: str) -> str:
    if operation == NOTHING:
        return ""
    name = f"{APPLICATION} {operation}"[:_LONGEST].replace("'", "''")
    return f" SET LOCAL application_name = '{name}';"
