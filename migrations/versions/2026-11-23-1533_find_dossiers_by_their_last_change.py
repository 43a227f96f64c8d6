"""Find dossiers by their last change."""

from alembic import op

revision: str = "d5270cc41e98"
down_revision: str | None = "e7a95d204c18"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_index("ix_dossiers_updated_at", "dossiers", ["updated_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_dossiers_updated_at", table_name="dossiers")
