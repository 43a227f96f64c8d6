"""Say in which shape facts are written.

It only adds: processes of the release before go on reading and writing, in shape 1. A database that has no rows yet
has no such process to spare, and writes the newest shape at once; any other goes on with shape 1 until its operator
says `cqp facts upgrade --write`.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "3f8a1c6d92b7"
down_revision: str | None = "9d04b7f3a6e2"
branch_labels: None = None
depends_on: None = None

_TABLES = {"dossier": "dossiers", "jury_session": "jury_sessions", "certificate": "certificates"}


def upgrade() -> None:
    shapes = op.create_table(
        "fact_shapes",
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.CheckConstraint("written > 0", name=op.f("ck_fact_shapes_counted_from_one")),
        sa.PrimaryKeyConstraint("aggregate", name=op.f("pk_fact_shapes")),
    )
    for aggregate, table in _TABLES.items():
        op.add_column(table, sa.Column("facts_version", sa.Integer(), nullable=False, server_default=sa.text("1")))
        op.create_index(op.f(f"ix_{table}_facts_version"), table, ["facts_version"])
        has_none = sa.text(f"CASE WHEN EXISTS (SELECT FROM {table}) THEN 1 ELSE 2 END")
        op.execute(sa.insert(shapes).values(aggregate=aggregate, written=has_none))


def downgrade() -> None:
    for table in _TABLES.values():
        op.drop_index(op.f(f"ix_{table}_facts_version"), table_name=table)
        op.drop_column(table, "facts_version")
    op.drop_table("fact_shapes")
