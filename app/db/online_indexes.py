"""Indexes made and dropped while everybody works: what a migration uses on a table that may hold millions of rows."""

from typing import Any

from alembic import op
from sqlalchemy import text

_INVALID = text("""
    SELECT 1 FROM pg_index
    WHERE indexrelid = to_regclass(quote_ident(:schema) || '.' || quote_ident(:name))
        AND NOT (indisvalid AND indisready)
""")


def create_index_online(name: str, table: str, columns: list[Any], *, schema: str = "public", **options: Any) -> None:
    """An index made CONCURRENTLY, outside the migration's transaction; what an interruption left is made anew.

    It waits for the transactions that are under way, and nobody waits for it: five seconds would not do.
    Put it in a migration of its own: it lasts whatever becomes of the rest.
    """
    with op.get_context().autocommit_block():
        _wait("30min")
        if op.get_bind().execute(_INVALID, {"name": name, "schema": schema}).first() is not None:
            op.drop_index(name, table, schema=schema, postgresql_concurrently=True)
        op.create_index(
            name, table, columns, schema=schema, postgresql_concurrently=True, if_not_exists=True, **options
        )
        _wait("5s")


def drop_index_online(name: str, table: str, *, schema: str = "public") -> None:
    """Drop it likewise."""
    with op.get_context().autocommit_block():
        _wait("30min")
        op.drop_index(name, table, schema=schema, postgresql_concurrently=True, if_exists=True)
        _wait("5s")


def _wait(longest: str) -> None:
    op.execute(f"SET lock_timeout = '{longest}'")
