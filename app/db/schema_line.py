"""Which versions of the schema came before the one that stands: kept in the database by whoever migrates it.

A program that knows only older ones finds its own among them, and so that the database was taken further, not that it
is another: releases follow each other without anybody stopping.
"""

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, inspect

from app.db.tables import schema_revisions


def record_ancestry(connection: Connection, scripts: ScriptDirectory, current: str | None) -> None:
    """Write down the version that stands and all before it, in the place of what was written; nothing is committed.

    Without effect before the migration that makes the table, which writes nothing itself.
    """
    if not inspect(connection).has_table(schema_revisions.name):
        return
    line = [script.revision for script in scripts.iterate_revisions(current, "base")] if current else []
    connection.execute(delete(schema_revisions))
    if line:
        connection.execute(insert(schema_revisions), [{"revision": revision} for revision in line])
