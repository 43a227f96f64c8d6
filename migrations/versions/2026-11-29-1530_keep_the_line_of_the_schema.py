"""Keep the line of the schema, and of which installation the database is."""

import sqlalchemy as sa
from alembic import op

revision: str = "c93e5b7a1d20"
down_revision: str | None = "c5e83a1f7d42"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "schema_revisions",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_schema_revisions"),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_installation")),
    )
    op.execute("INSERT INTO installation (id, name, generation) VALUES (1, gen_random_uuid(), 0)")


def downgrade() -> None:
    op.drop_table("installation")
    op.drop_table("schema_revisions")
