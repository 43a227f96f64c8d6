"""Keep what people type and have not sent."""

import sqlalchemy as sa
from alembic import op

revision: str = "7a31e5c0d926"
down_revision: str | None = "c63f9e42a1b8"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "drafts",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("dossier_id", sa.Uuid()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_drafts_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id_users")),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_user_id"), "drafts", ["user_id"])
    op.create_index(op.f("ix_drafts_dossier_id"), "drafts", ["dossier_id"])


def downgrade() -> None:
    """Drop it, with what was typed."""
    op.drop_table("drafts")
