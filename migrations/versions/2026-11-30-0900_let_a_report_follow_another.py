"""Let a report of the partner branch say which decision it comes after (D73)."""

import sqlalchemy as sa
from alembic import op

revision: str = "d1a94c6e38b0"
down_revision: str | None = "c58e2b94d1a7"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the column: reports from before cite none."""
    op.add_column("partner_decisions", sa.Column("previous_decision_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("partner_decisions", "previous_decision_id")
