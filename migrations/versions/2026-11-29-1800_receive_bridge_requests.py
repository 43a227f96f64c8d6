"""Receive the bridge requests that the partner branch's system brings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "b82e4f6d1c37"
down_revision: str | None = "b7d20f6e1a94"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "bridge_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certification_code", sa.Text(), nullable=False),
        sa.Column("partner_certification", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("holder", JSONB(), nullable=True),
        sa.Column("pieces", JSONB(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_bridge_requests_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridge_requests")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_bridge_requests_dossier_id")),
    )
    op.create_index(
        "uq_bridge_requests_received_once",
        "bridge_requests",
        ["branch", "partner_certification", "number", "certification_code"],
        unique=True,
        postgresql_where=sa.text("dossier_id IS NULL AND refusal IS NULL"),
    )


def downgrade() -> None:
    """Drop it: what was received and not opened is lost."""
    op.drop_table("bridge_requests")
