"""Record what happens, for the change feed, the webhooks and the mails."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "5b1f0c2d7e41"
down_revision: str | None = "10edc5a3df02"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("written", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_events_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("place", name=op.f("uq_events_place")),
    )
    op.create_index(
        "ix_events_without_place", "events", ["written"], unique=False, postgresql_where=sa.text("place IS NULL")
    )
    op.create_index("ix_events_dossier_id_id", "events", ["dossier_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_events_dossier_id_id", table_name="events")
    op.drop_index("ix_events_without_place", table_name="events", postgresql_where=sa.text("place IS NULL"))
    op.drop_table("events")
