"""Let a batch of the training passport be given up: when, by whom and why (D76)."""

import sqlalchemy as sa
from alembic import op

revision: str = "e2b7f0a51c94"
down_revision: str | None = "e27b90c4a6d1"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the columns: no batch from before was given up."""
    op.add_column("cpf_batches", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cpf_batches", sa.Column("cancelled_by", sa.Text(), nullable=True))
    op.add_column("cpf_batches", sa.Column("cancellation_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for name in ("cancellation_reason", "cancelled_by", "cancelled_at"):
        op.drop_column("cpf_batches", name)
